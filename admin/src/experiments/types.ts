import type { Metric } from '#schemas/metric.ts';
import type { MetricReport, OverallVerdict, Report } from '#server/domain/statistics/types.ts';

/** A metric's results; a mean may be of money. */
export type ReportedMetric = MetricReport & { unit?: Metric['unit'] };

/** The report of an experiment's totals, with the customers behind it, as the admin API answers it. */
export type ExperimentReport = Omit<Report, 'metrics'> & {
  /** When and why a guardrail stopped it; null when none did. */
  stopped: { at: string; reason: string } | null;
  exposed: { variation: string; customers: number; crossed: number }[];
  metrics: ReportedMetric[];
  /** What money is counted in the minor unit of. */
  currency: string;
};

/** An experiment in one line. */
export type ExperimentSummary = {
  key: string;
  status: 'running' | 'stopped';
  customers: number;
  verdict: OverallVerdict['state'];
};
