import { relativeEffect } from './effect.ts';
import { fisherExactP, hasSmallCell } from './proportions.ts';
import { type Summary, summarizeMean, summarizeProportion, type Totals } from './summary.ts';
import type { Comparison, Direction, MetricType, Verdict } from './types.ts';
import { intervalAround, welchTest } from './welch.ts';

export type ComparisonInput = {
  type: MetricType;
  direction: Direction;
  control: Totals;
  variation: Totals;
  confidenceLevel: number;
};

/**
 * The mean of a metric and its variance, as its type defines them.
 * @example summarize('proportion', { n: 100, sum: 15, sumOfSquares: 15 }) // mean 0.15
 */
export const summarize = (type: MetricType, totals: Totals): Summary =>
  type === 'proportion' ? summarizeProportion(totals) : summarizeMean(totals);

const exactP = ({ type, control, variation }: ComparisonInput): number | null => {
  const count = ({ n, sum }: Totals) => ({ n, successes: sum });
  const pair = { control: count(control), variation: count(variation) };
  return type === 'proportion' && hasSmallCell(pair) ? fisherExactP(pair) : null;
};

const verdictOf = (
  effect: number,
  pValue: number,
  { direction, confidenceLevel }: ComparisonInput,
): Verdict => {
  if (pValue >= 1 - confidenceLevel || effect === 0) return 'unclear';
  return effect > 0 === (direction === 'increase') ? 'better' : 'worse';
};

/**
 * Compares a variation with the control at a fixed horizon: Welch's interval, and its p unless a cell of a share
 * is small, where p is Fisher's. The verdict follows p and the metric's direction.
 * @example compare({ type: 'proportion', direction: 'increase', control, variation, confidenceLevel: 0.95 })
 */
export const compare = (input: ComparisonInput): Comparison => {
  const control = summarize(input.type, input.control);
  const variation = summarize(input.type, input.variation);
  if (control.state !== 'known') return control;
  if (variation.state !== 'known') return variation;
  const welch = welchTest({ control, variation, level: input.confidenceLevel });
  if (welch.state !== 'known') return welch;
  const relative = relativeEffect({ control, variation });
  const exact = exactP(input);
  const pValue = exact ?? welch.pValue;
  return {
    state: 'compared',
    absolute: { value: welch.value, interval: welch.interval },
    relative:
      relative.state === 'known'
        ? { state: 'known', value: relative.value, interval: intervalAround(relative, welch.criticalValue) }
        : relative,
    pValue,
    test: exact === null ? 'welch' : 'fisher',
    verdict: verdictOf(welch.value, pValue, input),
  };
};
