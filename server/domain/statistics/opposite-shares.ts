import type { Pair } from './effect.ts';
import type { KnownSummary } from './summary.ts';
import type { Interval } from './welch.ts';

/**
 * Whether of two shares one is 1 and the other 0. Neither group has variance then, so the error of their difference
 * cannot be estimated from them, though nothing differs more.
 * @example areOpposite({ control: everybody, variation: nobody }) // true
 */
export const areOpposite = ({ control, variation }: Pair): boolean =>
  Math.abs(variation.mean - control.mean) === 1;

const temperedShare = ({ n, mean }: KnownSummary): KnownSummary => {
  const share = (n * mean + 1) / (n + 2);
  return { state: 'known', n: n + 2, mean: share, variance: share * (1 - share) };
};

/**
 * Two shares with one more unit in each group that did it and one that did not, so that each has variance.
 * Source: A. Agresti and B. Caffo (2000), The American Statistician 54, 280–288.
 * @example tempered({ control: everybody, variation: nobody }).control.mean // 167/168, of 166 units
 */
export const tempered = ({ control, variation }: Pair): Pair => ({
  control: temperedShare(control),
  variation: temperedShare(variation),
});

/**
 * The part of an interval that a difference of shares can be in, −1 to 1, reaching to the difference that was seen.
 * @example possibleInterval([0.9, 0.99], 1) // [0.9, 1]
 */
export const possibleInterval = ([low, high]: Interval, difference: number): Interval => [
  Math.max(-1, Math.min(low, difference)),
  Math.min(1, Math.max(high, difference)),
];
