import type { ElementChoice } from '#schemas/decision-record.ts';
import type { Metric } from '#schemas/metric.ts';
import type { ReplayValue } from '#schemas/replay.ts';
import { offPolicy } from '#server/domain/statistics/off-policy.ts';
import { candidateKey, type OutcomeIndex } from './evidence.ts';
import { chancesOf } from './replay.ts';

type Pair = {
  /** The customer. */
  unit: string;
  before: ElementChoice;
  after: ElementChoice;
  rewards: Readonly<Record<string, number>>;
  /** As it was when the decision was made, so that no model here has seen the reward. */
  outcomes: OutcomeIndex;
};

/** Exposures that a variant's own mean has to outweigh before it counts as much as that of the whole placement. */
const PRIOR = 20;

/**
 * What each variant of a placement brought by then, drawn towards the mean of the placement where it was seldom shown.
 * @example meanOutcomes({ outcomes, placement: 'hero', metric: 'conversion' })('hero-tea') // 0.12
 */
const meanOutcomes = (
  outcomes: OutcomeIndex,
  { placement, metric, variants }: { placement: string; metric: string; variants: Iterable<string> },
): ((variant: string) => number) => {
  const found = new Map(
    [...variants].map((variant) => {
      const totals = outcomes.get(candidateKey(placement, variant))?.randomized;
      const sums = totals && Object.hasOwn(totals.goals, metric) ? totals.goals[metric] : undefined;
      return [variant, { n: totals?.n ?? 0, sum: sums?.sum ?? 0 }];
    }),
  );
  const all = [...found.values()].reduce((a, b) => ({ n: a.n + b.n, sum: a.sum + b.sum }), { n: 0, sum: 0 });
  const mean = all.n === 0 ? 0 : all.sum / all.n;
  return (variant) => {
    const { n, sum } = found.get(variant) ?? { n: 0, sum: 0 };
    return (sum + PRIOR * mean) / (n + PRIOR);
  };
};

const describe = ({ key, name, type, unit, direction }: Metric): Omit<ReplayValue, 'report'> => ({
  metric: key,
  name,
  type,
  direction,
  ...(unit && { unit }),
});

/** Adds up what one placement's recorded elements tell of another release's value, by metric. */
export const placementValue = (metrics: readonly Metric[]) => {
  const estimators = metrics.map((metric) => ({ metric, estimator: offPolicy() }));
  return {
    /** Those of one customer come one after the other. */
    add: ({ unit, before, after, rewards, outcomes }: Pair): void => {
      // what was forced was not drawn
      if (before.forced || after.forced || !(before.propensity > 0)) return;
      const [logged, wanted] = [chancesOf(before), chancesOf(after)];
      const { placement } = before;
      const unseen = [...wanted].filter(([variant]) => (logged.get(variant) ?? 0) === 0);
      const unsupported = unseen.reduce((sum, [, chance]) => sum + chance, 0);
      const variants = new Set([before.variant, ...logged.keys(), ...wanted.keys()]);
      for (const { metric, estimator } of estimators) {
        const expect = meanOutcomes(outcomes, { placement, metric: metric.key, variants });
        const target = [...wanted].reduce((sum, [variant, chance]) => sum + chance * expect(variant), 0);
        estimator.add({
          unit,
          propensity: Math.min(1, before.propensity),
          target: wanted.get(before.variant) ?? 0,
          unsupported,
          reward: rewards[metric.key] ?? 0,
          expected: { logged: expect(before.variant), target },
        });
      }
    },

    values: (): ReplayValue[] =>
      estimators.map(({ metric, estimator }) => ({ ...describe(metric), report: estimator.report() })),
  };
};
