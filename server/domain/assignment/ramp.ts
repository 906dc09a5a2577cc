import type { Experiment } from '#schemas/experiment.ts';
import { rampStarts } from '#schemas/ramp.ts';

/**
 * The share of its audience that an experiment covers at a time, 0–1: that of the ramp's newest step, at most the
 * experiment's own; nobody before the first step. It never falls as time goes on, and since every variation's range
 * keeps its start, a higher coverage adds customers and moves nobody.
 * @example coverageAt({ coverage: 1, ramp: { steps: [{ coverage: 0.05, at: '2026-03-01T00:00:00Z' }] } }, at) // 0.05
 */
export const coverageAt = ({ coverage, ramp }: Pick<Experiment, 'coverage' | 'ramp'>, at: Date): number => {
  if (ramp === undefined) return coverage;
  const starts = rampStarts(ramp.steps);
  const begun = ramp.steps.filter((_, index) => (starts[index] ?? Number.POSITIVE_INFINITY) <= at.getTime());
  return Math.min(coverage, begun.at(-1)?.coverage ?? 0);
};
