import { absoluteEffect, type Pair, relativeEffect } from './effect.ts';
import { areOpposite, possibleInterval, tempered } from './opposite-shares.ts';
import { fisherExactP, hasSmallCell } from './proportions.ts';
import { type Summary, summarizeMean, summarizeProportion, type Totals } from './summary.ts';
import type { Comparison, Direction, Estimate, MetricType, RelativeEstimate, Verdict } from './types.ts';
import { intervalAround, type WelchTest, welchTest } from './welch.ts';

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

type KnownTest = Extract<WelchTest, { state: 'known' }>;

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

/** The difference as it was seen, in an interval that it can be in. */
const absoluteOf = (type: MetricType, pair: Pair, { interval }: KnownTest): Estimate => {
  const { value } = absoluteEffect(pair);
  return { value, interval: type === 'proportion' ? possibleInterval(interval, value) : interval };
};

const relativeOf = (
  { type }: ComparisonInput,
  pair: Pair,
  absolute: Estimate,
  { criticalValue }: KnownTest,
): RelativeEstimate => {
  const relative = relativeEffect(pair);
  if (relative.state !== 'known') return relative;
  // everybody did it in the control: a fraction of one is the difference itself
  if (type === 'proportion' && areOpposite(pair)) return { state: 'known', ...absolute };
  return { state: 'known', value: relative.value, interval: intervalAround(relative, criticalValue) };
};

/**
 * Compares a variation with the control at a fixed horizon: Welch's interval, and its p unless a cell of a share
 * is small, where p is Fisher's. Shares of all and nothing have the interval of Agresti and Caffo. The verdict
 * follows p and the metric's direction.
 * @example compare({ type: 'proportion', direction: 'increase', control, variation, confidenceLevel: 0.95 })
 */
export const compare = (input: ComparisonInput): Comparison => {
  const { type, confidenceLevel: level } = input;
  const control = summarize(type, input.control);
  const variation = summarize(type, input.variation);
  if (control.state !== 'known') return control;
  if (variation.state !== 'known') return variation;
  const pair = { control, variation };
  const welch = welchTest({ ...(type === 'proportion' && areOpposite(pair) ? tempered(pair) : pair), level });
  if (welch.state !== 'known') return welch;
  const exact = exactP(input);
  const pValue = exact ?? welch.pValue;
  const absolute = absoluteOf(type, pair, welch);
  return {
    state: 'compared',
    absolute,
    relative: relativeOf(input, pair, absolute, welch),
    pValue,
    test: exact === null ? 'welch' : 'fisher',
    verdict: verdictOf(absolute.value, pValue, input),
  };
};
