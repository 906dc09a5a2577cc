import type { Metric } from '#schemas/metric.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';

/** A goal by the metric that measures it; the shares of all goals sum to 1. */
export type Goal = { name: string; metric: Metric; share: number };

type Weights = Record<string, number>;

const sharesOf = (weights: Weights): Weights => {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, weight / total]));
};

/**
 * The goals of a request with their metrics, shares normalized to sum to 1. Without any weight above zero, the
 * settings' goals count alike. A goal without a metric is left out.
 * @example goalsOf({ drive_conversions: 3, increase_engagement: 1 }, release)[0].share // 0.75
 */
export const goalsOf = (
  weights: Weights | undefined,
  { settings, metrics }: Pick<CompiledRelease, 'settings' | 'metrics'>,
): Goal[] => {
  const measured = (candidates: Weights): Weights =>
    Object.fromEntries(
      Object.entries(candidates).filter(
        ([name, weight]) =>
          weight > 0 && Object.hasOwn(settings.goals, name) && metrics.has(settings.goals[name]!),
      ),
    );
  const asked = measured(weights ?? {});
  const alike = Object.fromEntries(Object.keys(settings.goals).map((name) => [name, 1]));
  const chosen = Object.keys(asked).length > 0 ? asked : measured(alike);
  return Object.entries(sharesOf(chosen)).map(([name, share]) => ({
    name,
    metric: metrics.get(settings.goals[name]!)!,
    share,
  }));
};
