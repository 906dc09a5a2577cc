import type { Experiment } from '#schemas/experiment.ts';
import type { Metric } from '#schemas/metric.ts';
import type { ReportInput, ReportTotals } from '#server/domain/statistics/types.ts';
import type { VariationTotals } from '#server/stores/experiment-totals.ts';

const nothing = { sum: 0, sumOfSquares: 0 };

const metricsOf = (experiment: Experiment, metrics: ReadonlyMap<string, Metric>): ReportInput['metrics'] =>
  experiment.metrics.flatMap(({ metric: key, role }) => {
    const metric = metrics.get(key);
    if (!metric) return [];
    const { name, type, direction } = metric;
    return [{ key, name, type, direction, role }];
  });

/** Every exposed customer counts in every metric: one without an outcome counts with 0. */
const totalsOf = ({ variation, n, metrics }: VariationTotals, keys: readonly string[]): ReportTotals[] =>
  keys.map((metric) => ({ variation, metric, n, ...(metrics[metric] ?? nothing) }));

type Counted = {
  metrics: ReadonlyMap<string, Metric>;
  sums: ReadonlyMap<string, VariationTotals>;
  confidenceLevel: number;
};

/** What statistics are made of: an experiment's variations and metrics with what was counted of them. */
export const reportInput = (
  experiment: Experiment,
  { metrics, sums, confidenceLevel }: Counted,
): ReportInput => {
  const reported = metricsOf(experiment, metrics);
  const keys = reported.map((metric) => metric.key);
  return {
    experiment: experiment.key,
    variations: experiment.variations.map((variation) => ({
      key: variation.key,
      weight: variation.weight,
      isControl: variation.key === experiment.control,
    })),
    metrics: reported,
    totals: [...sums.values()].flatMap((sum) => totalsOf(sum, keys)),
    confidenceLevel,
  };
};
