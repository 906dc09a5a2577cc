import { compare, summarize } from './comparison.ts';
import { sampleRatioMismatch } from './sample-ratio-mismatch.ts';
import type { Totals } from './summary.ts';
import type { Arm, MetricReport, Report, ReportInput, ReportMetric } from './types.ts';
import { overallVerdict } from './verdict.ts';

const nobody: Totals = { n: 0, sum: 0, sumOfSquares: 0 };

const totalsOf = ({ totals }: ReportInput, variation: string, metric: string): Totals =>
  totals.find((candidate) => candidate.variation === variation && candidate.metric === metric) ?? nobody;

const armOf = (variation: string, { type }: ReportMetric, totals: Totals): Arm => {
  const summary = summarize(type, totals);
  return {
    variation,
    n: totals.n,
    sum: totals.sum,
    value: summary.state === 'known' ? { state: 'known', value: summary.mean } : summary,
  };
};

const metricReport = (input: ReportInput, metric: ReportMetric, control: string): MetricReport => {
  const { confidenceLevel } = input;
  const baseline = totalsOf(input, control, metric.key);
  const others = input.variations.filter(({ key }) => key !== control);
  return {
    ...metric,
    control: armOf(control, metric, baseline),
    variations: others.map(({ key }) => {
      const totals = totalsOf(input, key, metric.key);
      const comparison = compare({ ...metric, control: baseline, variation: totals, confidenceLevel });
      return { ...armOf(key, metric, totals), comparison };
    }),
  };
};

/** Every metric counts the units that were exposed; one with a window may still lag behind. */
const unitsIn = (input: ReportInput, variation: string): number =>
  Math.max(0, ...input.metrics.map(({ key }) => totalsOf(input, variation, key).n));

const controlOf = ({ experiment, variations }: ReportInput): string => {
  const [control, another] = variations.filter(({ isControl }) => isControl);
  if (control === undefined || another !== undefined)
    throw new RangeError(`experiment "${experiment}" needs exactly one control`);
  return control.key;
};

/**
 * The significance report of an experiment at a fixed horizon, from pre-summed totals: every metric of every
 * variation against the control, whether the split is sound, and one sentence. No number in it is ever NaN or
 * infinite: where one cannot be told, a state names why.
 * @throws RangeError when there is not exactly one control
 * @example significanceReport(input).verdict.sentence // 'B is better than A on Conversion.'
 */
export const significanceReport = (input: ReportInput): Report => {
  const control = controlOf(input);
  const sampleRatio = sampleRatioMismatch({
    observed: input.variations.map(({ key }) => unitsIn(input, key)),
    expected: input.variations.map(({ weight }) => weight),
  });
  const metrics = input.metrics.map((metric) => metricReport(input, metric, control));
  const { experiment, confidenceLevel } = input;
  const verdict = overallVerdict({ control, sampleRatio, metrics });
  return { experiment, confidenceLevel, control, sampleRatio, metrics, verdict };
};
