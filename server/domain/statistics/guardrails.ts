import { summarize } from './comparison.ts';
import { confidenceSequence } from './confidence-sequence.ts';
import { absoluteEffect, type Pair } from './effect.ts';
import { areOpposite, possibleInterval, tempered } from './opposite-shares.ts';
import { sampleRatioMismatch } from './sample-ratio-mismatch.ts';
import type { KnownSummary, Totals } from './summary.ts';
import type { Direction, MetricType, ReportInput, ReportMetric } from './types.ts';
import type { Interval } from './welch.ts';

/** A guardrail that a variation certainly harms. */
export type GuardrailLoss = {
  variation: string;
  metric: string;
  name: string;
  control: Pick<KnownSummary, 'n' | 'mean'>;
  seen: Pick<KnownSummary, 'n' | 'mean'>;
  /** Variation − control, in the metric's own unit. */
  difference: number;
  interval: Interval;
  level: number;
};

/** Below it a mean is not yet normal enough to act on by itself. */
const fewestUnits = 100;

const totalsOf = ({ totals }: ReportInput, variation: string, metric: string): Totals | undefined =>
  totals.find((candidate) => candidate.variation === variation && candidate.metric === metric);

const summaryOf = (
  input: ReportInput,
  variation: string,
  { key, type }: ReportMetric,
): KnownSummary | null => {
  const totals = totalsOf(input, variation, key);
  if (totals === undefined || totals.n < fewestUnits) return null;
  const summary = summarize(type, totals);
  return summary.state === 'known' ? summary : null;
};

const isHarm = ([low, high]: Interval, direction: Direction): boolean =>
  direction === 'increase' ? high < 0 : low > 0;

/**
 * Of the difference, valid at every look; null where neither group has variance. Shares of all and nothing are judged
 * all the same: for two groups of the fewest units they come about by chance in less than 1 of 10⁵⁹ experiments.
 */
const intervalOf = (type: MetricType, pair: Pair, level: number): Interval | null => {
  const isShare = type === 'proportion';
  const effect = absoluteEffect(isShare && areOpposite(pair) ? tempered(pair) : pair);
  if (effect.standardError === 0) return null;
  const interval = confidenceSequence({ effect, units: pair.control.n + pair.variation.n, level });
  return isShare ? possibleInterval(interval, absoluteEffect(pair).value) : interval;
};

const lossOf = (input: ReportInput, metric: ReportMetric, variation: string): GuardrailLoss[] => {
  const baseline = input.variations.find(({ isControl }) => isControl)!.key;
  const control = summaryOf(input, baseline, metric);
  const seen = summaryOf(input, variation, metric);
  if (control === null || seen === null) return [];
  const pair = { control, variation: seen };
  const { confidenceLevel: level } = input;
  const interval = intervalOf(metric.type, pair, level);
  if (interval === null || !isHarm(interval, metric.direction)) return [];
  const { key, name } = metric;
  const difference = absoluteEffect(pair).value;
  return [{ variation, metric: key, name, control, seen, difference, interval, level }];
};

const isSplitBroken = (input: ReportInput): boolean => {
  const unitsIn = (variation: string) =>
    Math.max(0, ...input.metrics.map(({ key }) => totalsOf(input, variation, key)?.n ?? 0));
  const observed = input.variations.map(({ key }) => unitsIn(key));
  const expected = input.variations.map(({ weight }) => weight);
  return sampleRatioMismatch({ observed, expected }).state === 'mismatch';
};

/**
 * The guardrails whose interval lies wholly on the harmful side, valid however often one looks. None while the split is
 * broken, since the groups cannot be compared then, and none below 100 units in either variation.
 * @example guardrailLosses(input)[0]?.name // 'Refunds'
 */
export const guardrailLosses = (input: ReportInput): GuardrailLoss[] => {
  const guardrails = input.metrics.filter(({ role }) => role === 'guardrail');
  if (guardrails.length === 0 || isSplitBroken(input)) return [];
  const others = input.variations.filter(({ isControl }) => !isControl);
  return guardrails.flatMap((metric) => others.flatMap(({ key }) => lossOf(input, metric, key)));
};
