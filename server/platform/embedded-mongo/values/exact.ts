import { Decimal128, Double } from 'bson';
import type { Numeric } from './types.ts';

/** A finite number without rounding: coefficient × 10^exponent. */
export interface Exact {
  coefficient: bigint;
  exponent: number;
}

/** Any number exactly; infinities and NaN come back as the JS number. */
export function exactly(value: Numeric): Exact | number {
  if (typeof value === 'bigint') return { coefficient: value, exponent: 0 };
  if (value instanceof Decimal128) return ofDecimal(value);
  const number = value instanceof Double ? value.value : value;
  return Number.isFinite(number) ? ofDouble(number) : number;
}

function ofDecimal(value: Decimal128): Exact | number {
  const text = value.toString();
  if (text.endsWith('y') || text === 'NaN') return Number(text);
  const [mantissa = '', power = '0'] = text.split('E');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** Every double is a whole multiple of a power of two, so it has a finite decimal form. */
function ofDouble(value: number): Exact {
  if (Number.isSafeInteger(value)) return { coefficient: BigInt(value), exponent: 0 };
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

export function compareExact(a: Exact, b: Exact): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const left = a.coefficient * 10n ** BigInt(a.exponent - exponent);
  const right = b.coefficient * 10n ** BigInt(b.exponent - exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The whole part, towards zero; undefined of infinities and NaN. */
export function wholePart(value: Numeric): bigint | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  const exact = exactly(value);
  if (typeof exact === 'number') return undefined;
  const scale = 10n ** BigInt(Math.abs(exact.exponent));
  return exact.exponent < 0 ? exact.coefficient / scale : exact.coefficient * scale;
}
