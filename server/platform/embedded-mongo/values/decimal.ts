import { Decimal128, Double } from 'bson';

/** A finite decimal: coefficient × 10^exponent. */
export interface Decimal {
  coefficient: bigint;
  exponent: number;
}

const MAX_DIGITS = 34;

/** Takes a Decimal128 apart; infinities and NaN come back as the JS number. */
export function decimalParts(value: Decimal128): Decimal | number {
  const text = value.toString();
  if (text.endsWith('Infinity')) return text.startsWith('-') ? -Infinity : Infinity;
  if (text.endsWith('NaN')) return Number.NaN;
  const [mantissa = '0', exponent = '0'] = text.split('E');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { coefficient: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

/** The exact decimal value of a finite double (every double is one). */
function exactDecimal(value: number): Decimal {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const power = (biased === 0 ? 1 : biased) - 1075;
  const signed = bits >> 63n ? -mantissa : mantissa;
  if (power >= 0) return { coefficient: signed << BigInt(power), exponent: 0 };
  return { coefficient: signed * 5n ** BigInt(-power), exponent: power };
}

/** Any number in exact decimal form; infinities and NaN as the JS number. */
export function exactly(value: number | bigint | Double | Decimal128): Decimal | number {
  if (typeof value === 'bigint') return { coefficient: value, exponent: 0 };
  if (value instanceof Decimal128) return decimalParts(value);
  const number = value instanceof Double ? value.value : value;
  return Number.isFinite(number) ? exactDecimal(number) : number;
}

/** Orders two finite decimals exactly. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const left = a.coefficient * 10n ** BigInt(a.exponent - exponent);
  const right = b.coefficient * 10n ** BigInt(b.exponent - exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Rounds to 34 digits, half to even, as Decimal128 arithmetic does. */
function rounded({ coefficient, exponent }: Decimal): Decimal128 {
  const negative = coefficient < 0n;
  let digits = (negative ? -coefficient : coefficient).toString();
  let power = exponent;
  if (digits.length > MAX_DIGITS) {
    const dropped = digits.length - MAX_DIGITS;
    digits = roundHalfEven(BigInt(digits), dropped).toString();
    power += dropped;
  }
  return Decimal128.fromString(`${negative ? '-' : ''}${digits}E${power}`);
}

function roundHalfEven(value: bigint, dropped: number): bigint {
  const unit = 10n ** BigInt(dropped);
  const quotient = value / unit;
  const twice = (value % unit) * 2n;
  const up = twice > unit || (twice === unit && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** Rounds the exact value of a double to decimal places; a true half goes to the even neighbor. */
export function roundToPlaces(value: number, places: number): number {
  const exact = exactly(new Double(value));
  if (typeof exact === 'number' || -exact.exponent <= places) return value;
  const { coefficient } = exact;
  const whole = roundHalfEven(coefficient < 0n ? -coefficient : coefficient, -exact.exponent - places);
  return Number(`${coefficient < 0n ? '-' : ''}${whole}e${-places}`);
}

/** Converts as MongoDB does: a double keeps 15 significant digits. */
export function toDecimal(value: number | bigint | Double | Decimal128): Decimal128 {
  if (value instanceof Decimal128) return value;
  if (typeof value !== 'object') return Decimal128.fromString(value.toString());
  const number = value.value;
  if (!Number.isFinite(number))
    return Decimal128.fromString(Number.isNaN(number) ? 'NaN' : number > 0 ? 'Infinity' : '-Infinity');
  return Decimal128.fromString(number.toPrecision(15).toUpperCase());
}

/** Adds, subtracts, multiplies or divides decimals with 34 digits; special values follow IEEE 754. */
export function decimalArithmetic(
  operation: '+' | '-' | '*' | '/',
  a: Decimal128,
  b: Decimal128,
): Decimal128 {
  const left = decimalParts(a);
  const right = decimalParts(b);
  if (typeof left === 'number' || typeof right === 'number') {
    return toDecimal(new Double(apply(operation, approximate(left), approximate(right))));
  }
  if (operation === '*') {
    return rounded({
      coefficient: left.coefficient * right.coefficient,
      exponent: left.exponent + right.exponent,
    });
  }
  if (operation === '/') return divide(left, right);
  const exponent = Math.min(left.exponent, right.exponent);
  const first = left.coefficient * 10n ** BigInt(left.exponent - exponent);
  const second = right.coefficient * 10n ** BigInt(right.exponent - exponent);
  return rounded({ coefficient: operation === '+' ? first + second : first - second, exponent });
}

function divide(a: Decimal, b: Decimal): Decimal128 {
  if (b.coefficient === 0n) return toDecimal(new Double(Number(a.coefficient) / 0));
  let coefficient = a.coefficient;
  let exponent = a.exponent - b.exponent;
  let scaled = 0;
  while (coefficient % b.coefficient !== 0n && scaled < 2 * MAX_DIGITS) {
    coefficient *= 10n;
    exponent -= 1;
    scaled += 1;
  }
  return rounded({ coefficient: coefficient / b.coefficient, exponent });
}

const approximate = (value: Decimal | number): number =>
  typeof value === 'number' ? value : Number(value.coefficient) * 10 ** value.exponent;

function apply(operation: '+' | '-' | '*' | '/', a: number, b: number): number {
  if (operation === '+') return a + b;
  if (operation === '-') return a - b;
  return operation === '*' ? a * b : a / b;
}
