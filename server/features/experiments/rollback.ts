import type { Experiment } from '#schemas/experiment.ts';
import type { Metric } from '#schemas/metric.ts';
import { unitKey } from '#server/domain/assignment/held.ts';
import { isRunning } from '#server/domain/releases/schedule.ts';
import { type GuardrailLoss, guardrailLosses } from '#server/domain/statistics/guardrails.ts';
import type { Clock } from '#server/platform/clock.ts';
import { ProblemError } from '#server/platform/problems.ts';
import type { ExperimentTotalStore } from '#server/stores/experiment-totals.ts';
import { reportInput } from './report-input.ts';

/** A running experiment that harms, and why it is to be stopped. */
export type Stop = { experiment: string; at: Date; reason: string };

type Dependencies = {
  /** The release in force, as this process knows it. */
  release: () => { number: number; experiments: readonly Experiment[]; metrics: ReadonlyMap<string, Metric> };
  totals: Pick<ExperimentTotalStore, 'ofExperiment'>;
  /**
   * Publishes the experiment as stopped.
   * @throws ProblemError 'conflict' when that release is no longer in force
   */
  publish: (stop: Stop, parent: number) => Promise<unknown>;
  clock: Clock;
};

const confidenceLevel = 0.95;

const number = (value: number): string => String(Number(value.toPrecision(4)));

const describe = ({ name, variation, control, seen, difference, interval, level }: GuardrailLoss): string =>
  `the guardrail "${name}" lost with "${variation}": ${number(seen.mean)} in ${seen.n} customers against ` +
  `${number(control.mean)} in ${control.n}, a difference of ${number(difference)} ` +
  `(${level * 100}% interval at any time ${number(interval[0])} to ${number(interval[1])})`;

const reasonOf = (losses: readonly GuardrailLoss[]): string =>
  `Stopped: ${losses.map(describe).join('; ')}.`.slice(0, 2000);

/** Somebody else published first, maybe this very stop: the next look tells. */
const unlessOvertaken = async (publishing: Promise<unknown>): Promise<boolean> => {
  try {
    await publishing;
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'conflict') return false;
    throw error;
  }
};

/**
 * Stops experiments on a ramp whose guardrail lost. Any number of workers may look: publishing swaps the release's
 * pointer only if it is still the one that was looked at, and a stopped experiment is not looked at again.
 */
export const createRollback = ({ release, totals, publish, clock }: Dependencies) => ({
  /** The experiments that were stopped now. */
  stopHarmful: async (): Promise<string[]> => {
    const { number: parent, experiments, metrics } = release();
    const at = clock();
    const watched = experiments.filter((each) => isRunning(each, at) && each.ramp?.rollback === true);
    for (const experiment of watched) {
      const sums = await totals.ofExperiment(unitKey(experiment));
      const losses = guardrailLosses(reportInput(experiment, { metrics, sums, confidenceLevel }));
      if (losses.length === 0) continue;
      const stop = { experiment: experiment.key, at, reason: reasonOf(losses) };
      // the next release is another parent: whatever else harms waits for the next look
      return (await unlessOvertaken(publish(stop, parent))) ? [experiment.key] : [];
    }
    return [];
  },
});
