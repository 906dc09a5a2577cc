import { Decimal128, Double } from 'bson';
import { Decimal } from 'decimal.js';
import { exactly } from './exact.ts';
import type { Numeric } from './types.ts';

/** Twice the 34 digits of IEEE 754-2008 decimal128 and two, so that the last rounding knows what is exact. */
const Wide = Decimal.clone({
  defaults: true,
  precision: 70,
  rounding: Decimal.ROUND_HALF_EVEN,
  modulo: Decimal.ROUND_DOWN,
  maxE: 6144,
});
const DIGITS = 34;
const LEAST_EXPONENT = -6176;
const GREATEST_EXPONENT = 6111;

const read = (value: Decimal128): Decimal => new Wide(value.toString());

/** The power of ten of the last digit that a decimal shows: −2 of 1.10. */
function exponentOf(value: Decimal128): number {
  const [mantissa = '', power = '0'] = value.toString().split('E');
  return Number(power) - (mantissa.split('.')[1] ?? '').length;
}

/**
 * Rounds to 34 digits. The last digit of an exact result stands as near to `exponent` as they allow: 3.3 with −2
 * is 3.30; what was rounded shows all of them (IEEE 754-2008, 5.2).
 */
function write(result: Decimal, exponent: number): Decimal128 {
  const value = result.toSignificantDigits(DIGITS).toDecimalPlaces(-LEAST_EXPONENT);
  if (!value.isFinite()) return Decimal128.fromString(value.toString());
  if (value.isZero()) {
    const power = Math.min(Math.max(exponent, LEAST_EXPONENT), GREATEST_EXPONENT);
    return Decimal128.fromString(`${value.isNegative() ? '-' : ''}0E${power}`);
  }
  const least = Math.max(value.e + 1 - DIGITS, LEAST_EXPONENT);
  const most = Math.min(value.e + 1 - value.precision(), GREATEST_EXPONENT);
  const place = value.eq(result) ? Math.min(Math.max(exponent, least), most) : least;
  return Decimal128.fromString(value.toExponential(value.e - place));
}

type DecimalOperation = '+' | '-' | '*' | '/' | '%';

// The exponents are those of IEEE 754-2008, 5.4.1.
const OPERATIONS: Record<
  DecimalOperation,
  { apply(a: Decimal, b: Decimal): Decimal; exponent(a: number, b: number): number }
> = {
  '+': { apply: (a, b) => a.plus(b), exponent: Math.min },
  '-': { apply: (a, b) => a.minus(b), exponent: Math.min },
  '*': { apply: (a, b) => a.times(b), exponent: (a, b) => a + b },
  '/': { apply: (a, b) => a.dividedBy(b), exponent: (a, b) => a - b },
  '%': { apply: (a, b) => a.modulo(b), exponent: Math.min },
};

/** Calculates with 34 digits; zeros at the end are kept as IEEE 754 says: 1.10 + 2.2 is 3.30. */
export function decimalArithmetic(operation: DecimalOperation, a: Decimal128, b: Decimal128): Decimal128 {
  const { apply, exponent } = OPERATIONS[operation];
  return write(apply(read(a), read(b)), exponent(exponentOf(a), exponentOf(b)));
}

const FUNCTIONS = {
  abs: (value: Decimal) => value.abs(),
  sqrt: (value: Decimal) => value.sqrt(),
  exp: (value: Decimal) => value.exp(),
  ln: (value: Decimal) => value.ln(),
  log10: (value: Decimal) => value.log(10),
};

export type DecimalFunction = keyof typeof FUNCTIONS;

export function decimalFunction(name: DecimalFunction, value: Decimal128): Decimal128 {
  const exponent = exponentOf(value);
  const wanted = name === 'abs' ? exponent : name === 'sqrt' ? Math.floor(exponent / 2) : 0;
  return write(FUNCTIONS[name](read(value)), wanted);
}

export const decimalPower = (base: Decimal128, exponent: Decimal128): Decimal128 =>
  write(read(base).pow(read(exponent)), 0);

/** Ways to round to decimal places. */
const ROUNDING = {
  halfEven: Decimal.ROUND_HALF_EVEN,
  towardZero: Decimal.ROUND_DOWN,
  floor: Decimal.ROUND_FLOOR,
  ceil: Decimal.ROUND_CEIL,
} as const;

export type Rounding = keyof typeof ROUNDING;

/** Rounds a decimal so that it shows exactly `places` decimal places: 1.5 to two is 1.50. */
export function roundDecimal(value: Decimal128, places: number, rounding: Rounding): Decimal128 {
  return write(rounded(read(value), places, rounding), -places);
}

/** Rounds a double by its exact value: 2.345 is a little more than it shows, 2.675 a little less. */
export function roundDouble(value: number, places: number, rounding: Rounding): number {
  return rounded(readExactly(value), places, rounding).toNumber();
}

export const roundLong = (value: bigint, places: number, rounding: Rounding): bigint =>
  BigInt(rounded(new Wide(value.toString()), places, rounding).toFixed(0));

function rounded(value: Decimal, places: number, rounding: Rounding): Decimal {
  if (!value.isFinite()) return value;
  if (places >= 0) return value.toDecimalPlaces(places, ROUNDING[rounding]);
  return value.toNearest(`1e${-places}`, ROUNDING[rounding]);
}

/** A double by its exact value, as far as 34 digits hold it. */
function readExactly(value: number): Decimal {
  const exact = value === 0 ? value : exactly(new Double(value));
  if (typeof exact === 'number') return new Wide(exact);
  return new Wide(`${exact.coefficient}e${exact.exponent}`).toSignificantDigits(DIGITS);
}

/** Converts as MongoDB does: a double becomes a decimal of 15 digits. */
export function toDecimal(value: Numeric): Decimal128 {
  if (value instanceof Decimal128) return value;
  if (!(value instanceof Double)) return Decimal128.fromString(value.toString());
  const exact = readExactly(value.value).toSignificantDigits(15);
  return write(exact, exact.isZero() ? 0 : exact.e - 14);
}

/** A double with all of its digits, up to 34, for sums that round once at their end. */
export const toDecimalExactly = (value: number): Decimal128 => write(readExactly(value), 0);
