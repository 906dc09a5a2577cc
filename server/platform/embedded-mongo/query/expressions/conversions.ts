import { Decimal128, Double, ObjectId, Timestamp } from 'bson';
import { failure } from '../../errors.ts';
import { toDecimal } from '../../values/decimal.ts';
import { wholePart } from '../../values/exact.ts';
import { fitsLong, isNumeric, toNumber } from '../../values/numbers.ts';
import { print } from '../../values/print.ts';
import { typeName } from '../../values/type-names.ts';
import type { Value } from '../../values/types.ts';
import { isTrue } from '../truth.ts';
import { isNullish, type Operator, onNamed, onPresent, type Present } from './operands.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

const conversionFailure = (value: Value, target: string, why = 'Unsupported conversion') =>
  failure('ConversionFailure', `${why} from ${typeName(value)} ${print(value)} to ${target} in $convert`);

function whole(value: Present, target: string): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw conversionFailure(value, target);
    return BigInt(value.replace('+', ''));
  }
  if (value instanceof Date && target === 'long') return BigInt(value.getTime());
  if (!isNumeric(value)) throw conversionFailure(value, target);
  const part = wholePart(value);
  if (part === undefined) throw conversionFailure(value, target);
  return part;
}

function toInt(value: Present): Value {
  const exact = whole(value, 'int');
  if (exact !== BigInt.asIntN(32, exact)) throw conversionFailure(value, 'int', 'Overflow');
  return Number(exact);
}

function toLong(value: Present): Value {
  const exact = whole(value, 'long');
  if (!fitsLong(exact)) throw conversionFailure(value, 'long', 'Overflow');
  return exact;
}

function toDouble(value: Present): Value {
  if (typeof value === 'boolean') return new Double(value ? 1 : 0);
  if (value instanceof Date) return new Double(value.getTime());
  if (isNumeric(value)) return new Double(toNumber(value));
  if (typeof value !== 'string' || !NUMBER.test(value)) throw conversionFailure(value, 'double');
  return new Double(Number(value));
}

function toDecimalValue(value: Present): Value {
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0');
  if (value instanceof Date) return toDecimal(BigInt(value.getTime()));
  if (isNumeric(value)) return toDecimal(value);
  if (typeof value !== 'string' || !NUMBER.test(value)) throw conversionFailure(value, 'decimal');
  return Decimal128.fromStringWithRounding(value);
}

const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?(Z|[+-]\d\d:?\d\d)?$/;

function toDate(value: Present): Value {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  if (isNumeric(value) && typeof value !== 'number') return new Date(Number(whole(value, 'date')));
  if (typeof value !== 'string') throw conversionFailure(value, 'date');
  const [, day, time = '00:00', zone = 'Z'] = DATE.exec(value) ?? [];
  const result = new Date(`${day}T${time}${zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
  if (day === undefined || Number.isNaN(result.getTime())) throw conversionFailure(value, 'date');
  return result;
}

function toObjectId(value: Present): Value {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string' || !/^[0-9a-fA-F]{24}$/.test(value))
    throw conversionFailure(value, 'objectId');
  return new ObjectId(value);
}

/** The text of a value as `$toString` gives it; throws 241 for types that have none. */
export function toText(value: Present): string {
  if (typeof value === 'object') {
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Double) return doubleText(value.value);
    if (value instanceof ObjectId) return value.toHexString();
    if (value instanceof Decimal128) return value.toString();
    throw conversionFailure(value, 'string');
  }
  return String(value);
}

function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

const TARGETS: Record<string, (value: Present) => Value> = {
  int: toInt,
  long: toLong,
  double: toDouble,
  decimal: toDecimalValue,
  string: toText,
  bool: (value) => isTrue(value),
  date: toDate,
  objectId: toObjectId,
};

const convert = onNamed(['input', 'to'], ['onError', 'onNull'], (named) => {
  const { input, to } = named;
  if (isNullish(input)) return 'onNull' in named ? named['onNull'] : null;
  const target = typeof to === 'string' ? TARGETS[to] : undefined;
  if (!target) throw failure('BadValue', `$convert to ${String(to)} is not supported`);
  try {
    return target(input);
  } catch (error) {
    if ('onError' in named) return named['onError'];
    throw error;
  }
});

export const CONVERSIONS: Record<string, Operator> = {
  $convert: convert,
  ...Object.fromEntries(
    Object.entries(TARGETS).map(([name, change]) => [
      `$to${name[0]?.toUpperCase()}${name.slice(1)}`,
      onPresent(1, change),
    ]),
  ),
};
