import type { SampleRatio } from './sample-ratio-mismatch.ts';
import type { Totals } from './summary.ts';
import type { Interval } from './welch.ts';

export type MetricType = 'proportion' | 'mean';
export type Direction = 'increase' | 'decrease';

export type Estimate = { value: number; interval: Interval };
export type RelativeEstimate =
  | ({ state: 'known' } & Estimate)
  | { state: 'zero-baseline' | 'uncertain-baseline'; reason: string };
export type Verdict = 'better' | 'worse' | 'unclear';

/** What one variation does to one metric, against the control. */
export type Comparison =
  | {
      state: 'compared';
      /** In the metric's own unit. */
      absolute: Estimate;
      /** As a fraction of the control. */
      relative: RelativeEstimate;
      pValue: number;
      test: 'welch' | 'fisher';
      verdict: Verdict;
    }
  | { state: 'too-little-data' | 'zero-variance'; reason: string };

export type MetricRole = 'goal' | 'secondary' | 'guardrail';
export type ReportVariation = { key: string; weight: number; isControl: boolean };
export type ReportMetric = {
  key: string;
  name: string;
  type: MetricType;
  direction: Direction;
  role: MetricRole;
};
export type ReportTotals = Totals & { variation: string; metric: string };
export type ReportInput = {
  experiment: string;
  /** Exactly one is the control. */
  variations: readonly ReportVariation[];
  metrics: readonly ReportMetric[];
  /** A pair of variation and metric that is missing counts as nobody. */
  totals: readonly ReportTotals[];
  /** Inside 0–1, such as 0.95. */
  confidenceLevel: number;
};

/** What was seen of one metric in one variation. */
export type Arm = {
  variation: string;
  n: number;
  sum: number;
  /** The share or the mean. */
  value: { state: 'known'; value: number } | { state: 'too-little-data'; reason: string };
};
export type ComparedArm = Arm & { comparison: Comparison };
export type MetricReport = ReportMetric & { control: Arm; variations: ComparedArm[] };
/** What to do about an experiment as a whole, in one sentence. */
export type OverallVerdict = {
  state: 'do-not-decide' | 'too-little-data' | 'unclear' | 'better' | 'worse' | 'mixed';
  sentence: string;
};

export type Report = {
  experiment: string;
  confidenceLevel: number;
  control: string;
  sampleRatio: SampleRatio;
  metrics: MetricReport[];
  verdict: OverallVerdict;
};
