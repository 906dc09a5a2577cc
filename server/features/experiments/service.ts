import type { Experiment } from '#schemas/experiment.ts';
import type { Metric } from '#schemas/metric.ts';
import { significanceReport } from '#server/domain/statistics/report.ts';
import type { Report, ReportInput, ReportTotals } from '#server/domain/statistics/types.ts';
import type { ExperimentTotalStore, VariationTotals } from '#server/stores/experiment-totals.ts';

type Configuration = { experiments: readonly Experiment[]; metrics: ReadonlyMap<string, Metric> };

type Dependencies = {
  /** The release in force. */
  release: () => Configuration;
  totals: Pick<ExperimentTotalStore, 'ofExperiment'>;
};

/** A report with how many customers were also shown another variation than the one they count for. */
export type ExperimentReport = Report & {
  name: string;
  status: Experiment['status'];
  exposed: { variation: string; customers: number; crossed: number }[];
};

const nothing = { sum: 0, sumOfSquares: 0 };

const metricsOf = (experiment: Experiment, metrics: Configuration['metrics']): ReportInput['metrics'] =>
  experiment.metrics.flatMap(({ metric: key, role }) => {
    const metric = metrics.get(key);
    if (!metric) return [];
    const { name, type, direction } = metric;
    return [{ key, name, type, direction, role }];
  });

/** Every exposed customer counts in every metric: one without an outcome counts with 0. */
const totalsOf = ({ variation, n, metrics }: VariationTotals, keys: readonly string[]): ReportTotals[] =>
  keys.map((metric) => ({ variation, metric, n, ...(metrics[metric] ?? nothing) }));

export const experimentService = ({ release, totals }: Dependencies) => ({
  /** What the experiment has shown so far; null for one that is neither running nor stopped. */
  report: async (key: string, confidenceLevel: number): Promise<ExperimentReport | null> => {
    const { experiments, metrics } = release();
    const experiment = experiments.find((candidate) => candidate.key === key);
    if (!experiment) return null;
    const sums = await totals.ofExperiment(key);
    const reported = metricsOf(experiment, metrics);
    const keys = reported.map((metric) => metric.key);
    const report = significanceReport({
      experiment: key,
      variations: experiment.variations.map((variation) => ({
        key: variation.key,
        weight: variation.weight,
        isControl: variation.key === experiment.control,
      })),
      metrics: reported,
      totals: [...sums.values()].flatMap((sum) => totalsOf(sum, keys)),
      confidenceLevel,
    });
    const exposed = experiment.variations.map((variation) => {
      const sum = sums.get(variation.key);
      return { variation: variation.key, customers: sum?.n ?? 0, crossed: sum?.crossed ?? 0 };
    });
    return { ...report, name: experiment.name, status: experiment.status, exposed };
  },
});

export type ExperimentService = ReturnType<typeof experimentService>;
