import type { Experiment } from '#schemas/experiment.ts';
import type { Metric } from '#schemas/metric.ts';
import type { Settings } from '#schemas/settings.ts';
import { unitKey } from '#server/domain/assignment/held.ts';
import { significanceReport } from '#server/domain/statistics/report.ts';
import type { MetricReport, OverallVerdict, Report } from '#server/domain/statistics/types.ts';
import type { ExperimentTotalStore } from '#server/stores/experiment-totals.ts';
import { reportInput } from './report-input.ts';

type Configuration = {
  experiments: readonly Experiment[];
  metrics: ReadonlyMap<string, Metric>;
  settings: Pick<Settings, 'currency'>;
};

type Dependencies = {
  /** The release in force. */
  release: () => Configuration;
  totals: Pick<ExperimentTotalStore, 'ofExperiment'>;
};

/** A report with how many customers were also shown another variation than the one they count for. */
export type ExperimentReport = Omit<Report, 'metrics'> & {
  name: string;
  status: Experiment['status'];
  /** When and why it was stopped, if a guardrail did. */
  stopped: NonNullable<Experiment['stopped']> | null;
  exposed: { variation: string; customers: number; crossed: number }[];
  metrics: (MetricReport & { unit?: Metric['unit'] })[];
  /** What metrics with the unit money are counted in the minor unit of. */
  currency: string;
};

/** An experiment in one line of a list. */
type ExperimentSummary = {
  key: string;
  status: Experiment['status'];
  customers: number;
  verdict: OverallVerdict['state'];
};

/** Statistics know no units: they are put back on what it reports. */
const withUnit = (
  metric: MetricReport,
  metrics: Configuration['metrics'],
): ExperimentReport['metrics'][number] => {
  const unit = metrics.get(metric.key)?.unit;
  return unit ? { ...metric, unit } : metric;
};

const summaryOf = ({ experiment, status, exposed, verdict }: ExperimentReport): ExperimentSummary => ({
  key: experiment,
  status,
  customers: exposed.reduce((sum, { customers }) => sum + customers, 0),
  verdict: verdict.state,
});

const usualLevel = 0.95;

export const experimentService = ({ release, totals }: Dependencies) => {
  const reportOn = async (experiment: Experiment, confidenceLevel: number): Promise<ExperimentReport> => {
    const { metrics, settings } = release();
    const sums = await totals.ofExperiment(unitKey(experiment));
    const report = significanceReport(reportInput(experiment, { metrics, sums, confidenceLevel }));
    const exposed = experiment.variations.map((variation) => {
      const sum = sums.get(variation.key);
      return { variation: variation.key, customers: sum?.n ?? 0, crossed: sum?.crossed ?? 0 };
    });
    return {
      ...report,
      metrics: report.metrics.map((metric) => withUnit(metric, metrics)),
      name: experiment.name,
      status: experiment.status,
      stopped: (experiment.status === 'stopped' && experiment.stopped) || null,
      exposed,
      currency: settings.currency,
    };
  };

  return {
    /** What the experiment has shown so far; null for one that is neither running nor stopped. */
    report: async (key: string, confidenceLevel: number): Promise<ExperimentReport | null> => {
      const experiment = release().experiments.find((candidate) => candidate.key === key);
      return experiment ? reportOn(experiment, confidenceLevel) : null;
    },

    /** Every experiment that is running or has been stopped, in one line each. */
    summaries: async (): Promise<ExperimentSummary[]> => {
      const { experiments } = release();
      const reports = await Promise.all(experiments.map((each) => reportOn(each, usualLevel)));
      return reports.map(summaryOf);
    },
  };
};

export type ExperimentService = ReturnType<typeof experimentService>;
