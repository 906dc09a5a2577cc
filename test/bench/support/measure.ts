/** A contender: called once per round, one after the other. */
export type Subject = { name: string; run: (round: number) => unknown };

/** Of sorted values, the one that a share of them does not exceed. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

export type Timing = { name: string; samples: number; p50: number; p99: number };

type Limits = {
  /** Samples to take of each subject at most. */
  rounds: number;
  /** After so long no further turn begins, save for the first. */
  seconds: number;
  /** Samples in a row, so that one subject does not cool the caches of another at every call. */
  turn: number;
  /** Calls a sample, where one is too short to be timed: the sample is their mean. */
  calls: number;
};

/** The mean of some calls in microseconds. What is no promise is not waited for: that would take longer than the call. */
const sample = async ({ run }: Subject, round: number, calls: number): Promise<number> => {
  const start = performance.now();
  for (let call = 0; call < calls; call++) {
    const answer = run(round * calls + call);
    if (answer instanceof Promise) await answer;
  }
  return ((performance.now() - start) * 1000) / calls;
};

/**
 * Times the subjects in turns, so that a change of the machine's speed meets all of them alike. Times are in
 * microseconds; the first tenth of each subject's samples only warms up.
 */
export const timeInTurns = async (subjects: readonly Subject[], limits: Limits): Promise<Timing[]> => {
  const times = subjects.map((): number[] => []);
  const spent = subjects.map(() => 0);
  const isDone = (index: number): boolean =>
    times[index]!.length >= limits.rounds || spent[index]! > limits.seconds * 1e6;
  while (subjects.some((_, index) => !isDone(index)))
    for (const [index, subject] of subjects.entries())
      for (let i = 0; i < limits.turn && !isDone(index); i++) {
        const time = await sample(subject, times[index]!.length, limits.calls);
        times[index]!.push(time);
        spent[index]! += time * limits.calls;
      }
  return subjects.map(({ name }, index) => {
    const all = times[index]!;
    const sorted = all.slice(Math.floor(all.length / 10)).sort((a, b) => a - b);
    return { name, samples: sorted.length, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
  });
};
