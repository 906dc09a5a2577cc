import { collectGarbage } from './garbage.ts';

/** A contender: called once per round, one after the other. */
export type Subject = { name: string; run: (round: number) => unknown };

/** Of sorted values, the one that a share of them does not exceed. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

export type Timing = { name: string; samples: number; p50: number; p99: number };

type Watch = () => number;

type Limits = {
  /** Samples to take of each subject at most. */
  rounds: number;
  /** After so long in all a subject is done. */
  seconds: number;
  /** Turns that each subject gets, at most. */
  turns: number;
  /** Calls a sample, where one is too short to be timed: the sample is their mean. */
  calls: number;
  /** Says the time in microseconds: that of the wall for whatever waits for others, as it is by default. */
  watch?: Watch;
};

const wallTime: Watch = () => performance.now() * 1000;

/** What this process has used; by the clock on the wall the slowest calls tell what else the machine was doing. */
export const processorTime: Watch = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** The mean of some calls. What is no promise is not waited for: that would take longer than the call. */
const sample = async (
  { run }: Subject,
  round: number,
  { calls, watch = wallTime }: Limits,
): Promise<number> => {
  const start = watch();
  for (let call = 0; call < calls; call++) {
    const answer = run(round * calls + call);
    if (answer instanceof Promise) await answer;
  }
  return (watch() - start) / calls;
};

type Measured = { subject: Subject; times: number[]; spent: number };

/** Samples in a row, after a few that only warm up again: another subject had the caches before. */
const takeTurn = async (measured: Measured, limits: Limits): Promise<void> => {
  const { rounds, turns, calls, seconds } = limits;
  const samples = Math.ceil(rounds / turns);
  const spend = async (most: number, until: number, keep: boolean): Promise<void> => {
    for (let i = 0; i < most && measured.spent < until; i++) {
      const time = await sample(measured.subject, measured.times.length, limits);
      if (keep) measured.times.push(time);
      measured.spent += time * calls;
    }
  };
  const share = (seconds * 1e6) / turns;
  await spend(Math.ceil(samples / 10), measured.spent + share / 10, false);
  await spend(samples, seconds * 1e6, true);
};

/**
 * Times the subjects in turns, so that a change of the machine's speed meets all of them alike; none is charged for
 * the garbage of the one before. Times are in microseconds.
 */
export const timeInTurns = async (subjects: readonly Subject[], limits: Limits): Promise<Timing[]> => {
  const all = subjects.map((subject): Measured => ({ subject, times: [], spent: 0 }));
  for (let turn = 0; turn < limits.turns; turn++)
    for (const measured of all) {
      if (measured.spent > limits.seconds * 1e6) continue;
      collectGarbage();
      await takeTurn(measured, limits);
    }
  return all.map(({ subject: { name }, times }) => {
    const sorted = times.toSorted((a, b) => a - b);
    return { name, samples: sorted.length, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
  });
};
