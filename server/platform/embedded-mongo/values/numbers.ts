import { Decimal128, Double } from 'bson';
import { decimalArithmetic, toDecimal } from './decimal.ts';
import { compareExact, exactly } from './exact.ts';
import type { Numeric, Value } from './types.ts';

const LEAST_LONG = -(2n ** 63n);
const GREATEST_LONG = 2n ** 63n - 1n;

export const isNumeric = (value: Value): value is Numeric =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Double ||
  value instanceof Decimal128;

/** The nearest JS number. */
export function toNumber(value: Numeric): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Double ? value.value : Number(value.toString());
}

/** A whole number as int32 where it fits, else int64. */
export function integer(value: bigint | number): number | bigint {
  const number = Number(value);
  return number === (number | 0) ? number : BigInt(value);
}

export const fitsLong = (value: bigint): boolean => value >= LEAST_LONG && value <= GREATEST_LONG;

/** Orders numbers of any types by exact value; NaN is the least. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (a instanceof Decimal128 || b instanceof Decimal128) return compareWithDecimal(a, b);
  const left = a instanceof Double ? a.value : a;
  const right = b instanceof Double ? b.value : b;
  if (left < right) return -1;
  if (left > right) return 1;
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : -1;
  return Number.isNaN(right) ? 1 : 0;
}

function compareWithDecimal(a: Numeric, b: Numeric): number {
  const left = exactly(a);
  const right = exactly(b);
  if (typeof left !== 'number' && typeof right !== 'number') return compareExact(left, right);
  // One is NaN or infinite, so every finite number may stand as 0.
  const [x, y] = [left, right].map((side) => new Double(typeof side === 'number' ? side : 0));
  return compareNumbers(x ?? 0, y ?? 0);
}

export const isZero = (value: Numeric): boolean => compareNumbers(value, 0) === 0;

type Operation = '+' | '-' | '*';

const OF_DOUBLES: Record<Operation, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
};
const OF_LONGS: Record<Operation, (a: bigint, b: bigint) => bigint> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
};

/**
 * Arithmetic with MongoDB's result types: int32 grows to int64, double wins over integers, decimal over all.
 * Returns undefined where an int64 overflows.
 */
export function arithmetic(operation: Operation, a: Numeric, b: Numeric): Numeric | undefined {
  if (a instanceof Decimal128 || b instanceof Decimal128) {
    return decimalArithmetic(operation, toDecimal(a), toDecimal(b));
  }
  if (a instanceof Double || b instanceof Double) {
    return new Double(OF_DOUBLES[operation](toNumber(a), toNumber(b)));
  }
  if (typeof a === 'number' && typeof b === 'number') {
    const quick = OF_DOUBLES[operation](a, b);
    if (Number.isSafeInteger(quick)) return integer(quick);
  }
  const exact = OF_LONGS[operation](BigInt(a), BigInt(b));
  if (!fitsLong(exact)) return undefined;
  return typeof a === 'bigint' || typeof b === 'bigint' ? exact : integer(exact);
}

/** The value as a whole JS number, or undefined where it is not whole. */
export function wholeNumber(value: Value): number | undefined {
  if (!isNumeric(value)) return undefined;
  const number = toNumber(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
