import { type Decimal128, Double } from 'bson';
import { decimalArithmetic, toDecimal, toDecimalExactly } from './decimal.ts';
import { fitsLong, integer } from './numbers.ts';
import type { Numeric } from './types.ts';

/** A running total of `$sum` and `$avg`. */
export interface Sum {
  add(value: Numeric): void;
  total(): Numeric;
}

const ZERO = { high: 0, low: 0 };

/**
 * Sums each type apart, so that neither the order nor the size of the others costs digits: integers exactly,
 * doubles with the error of each addition kept (Knuth, TAOCP 2, 4.2.2, theorem B), decimals with 34 digits.
 */
export function sum(): Sum {
  let whole: number | bigint = 0;
  let hasLong = false;
  let doubles: { high: number; low: number } | undefined;
  let decimals: Decimal128 | undefined;

  const addWhole = (value: number | bigint): void => {
    const [left, right] = [Number(whole), Number(value)];
    const quick = [left, right, left + right].every(Number.isSafeInteger);
    whole = quick ? left + right : BigInt(whole) + BigInt(value);
  };

  const wholeAndDoubles = (): number => {
    const { high, low } = plus(doubles ?? ZERO, Number(whole));
    return Number.isFinite(high) ? high + low : high;
  };

  return {
    add(value) {
      if (typeof value === 'number' || typeof value === 'bigint') {
        addWhole(value);
        hasLong ||= typeof value === 'bigint';
      } else if (value instanceof Double) {
        doubles = plus(doubles ?? ZERO, value.value);
      } else decimals = decimals ? decimalArithmetic('+', decimals, value) : value;
    },
    total() {
      if (decimals) {
        const { high, low } = doubles ?? ZERO;
        const others = [toDecimal(whole), ...[high, low].filter((part) => part !== 0).map(toDecimalExactly)];
        return others.reduce((total, part) => decimalArithmetic('+', total, part), decimals);
      }
      const fits = typeof whole === 'number' || fitsLong(whole);
      if (doubles || !fits) return new Double(wholeAndDoubles());
      return hasLong ? BigInt(whole) : integer(whole);
    },
  };
}

/** Adds a double to a sum of two: the rounded total and what rounding lost. */
function plus({ high, low }: { high: number; low: number }, value: number): { high: number; low: number } {
  const total = high + value;
  const share = total - high;
  const lost = high - (total - share) + (value - share);
  return { high: total, low: Number.isFinite(lost) ? low + lost : low };
}
