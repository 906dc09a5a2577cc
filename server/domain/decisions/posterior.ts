import type { Metric } from '#schemas/metric.ts';
import { type Beta, betaMean, betaStandardDeviation } from '#server/domain/statistics/beta.ts';
import { betaPosterior } from '#server/domain/statistics/beta-binomial.ts';
import { candidateKey, type OutcomeIndex, type OutcomeTotals } from './evidence.ts';
import type { Goal } from './goals.ts';

/** What is known of a variant's outcome over the goals, in 0–1, and the randomized exposures behind it. */
export type Posterior = { shape: Beta; exposures: number };

const SPREADS = 3;
const nothing: OutcomeTotals = { n: 0, goals: {} };

const totalsOf = (outcomes: OutcomeIndex, placement: string, variant: string): OutcomeTotals =>
  outcomes.get(candidateKey(placement, variant))?.randomized ?? nothing;

const sumOf = ({ goals }: OutcomeTotals, metric: string): { sum: number; sumOfSquares: number } =>
  Object.hasOwn(goals, metric) ? goals[metric]! : { sum: 0, sumOfSquares: 0 };

/** Mean plus three standard deviations of what one variant brought. */
const reach = (totals: OutcomeTotals, metric: string): number => {
  if (totals.n === 0) return 0;
  const { sum, sumOfSquares } = sumOf(totals, metric);
  const mean = sum / totals.n;
  return mean + SPREADS * Math.sqrt(Math.max(0, sumOfSquares / totals.n - mean * mean));
};

/**
 * The Beta distribution with a mean inside 0–1 and a variance below mean · (1 − mean).
 * @example matchMoments(0.5, 1 / 12) // { alpha: 1, beta: 1 }
 */
export const matchMoments = (mean: number, variance: number): Beta => {
  const size = (mean * (1 - mean)) / variance - 1;
  return { alpha: mean * size, beta: (1 - mean) * size };
};

const goalShape = (totals: OutcomeTotals, metric: Metric, range: number): Beta => {
  const { sum } = sumOf(totals, metric.key);
  const scaled = range > 0 ? sum / range : 0;
  const successes = Math.min(totals.n, Math.max(0, scaled));
  const shape = betaPosterior({ successes, trials: totals.n });
  return metric.direction === 'increase' ? shape : { alpha: shape.beta, beta: shape.alpha };
};

const combine = (parts: readonly { share: number; shape: Beta }[]): Beta => {
  if (parts.length === 0) return { alpha: 1, beta: 1 };
  if (parts.length === 1) return parts[0]!.shape;
  const mean = parts.reduce((sum, { share, shape }) => sum + share * betaMean(shape), 0);
  const variance = parts.reduce(
    (sum, { share, shape }) => sum + (share * betaStandardDeviation(shape)) ** 2,
    0,
  );
  return matchMoments(mean, variance);
};

/**
 * What each variant of a placement brings for the goals, from randomized exposures alone; the same order as
 * `variants`.
 *
 * A proportion with s successes in n is Beta(1 + s, 1 + n − s). A mean is scaled to 0–1 by the placement's own
 * range, 0 to the largest mean + 3 standard deviations among its variants, and counts as that many successes
 * (Agrawal and Goyal 2012, section 1: any reward in 0–1 as a Bernoulli one; wider than the truth, never narrower).
 * A metric to decrease is turned around. Several goals are weighed and matched in mean and variance by one Beta.
 * @example outcomePosteriors({ outcomes, placement: 'hero', variants: ['a'], goals })[0].shape // { alpha: 4, beta: 8 }
 */
export const outcomePosteriors = ({
  outcomes,
  placement,
  variants,
  goals,
}: {
  outcomes: OutcomeIndex;
  placement: string;
  variants: readonly string[];
  goals: readonly Goal[];
}): Posterior[] => {
  const totals = variants.map((variant) => totalsOf(outcomes, placement, variant));
  const ranges = goals.map(({ metric }) =>
    metric.type === 'proportion' ? 1 : Math.max(0, ...totals.map((total) => reach(total, metric.key))),
  );
  return totals.map((total) => ({
    shape: combine(
      goals.map(({ metric, share }, i) => ({ share, shape: goalShape(total, metric, ranges[i]!) })),
    ),
    // without a goal nothing was measured
    exposures: goals.length === 0 ? 0 : total.n,
  }));
};
