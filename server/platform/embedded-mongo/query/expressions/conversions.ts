import { Decimal128, Double, ObjectId } from 'bson';
import { failure } from '../../errors.ts';
import { toDecimal } from '../../values/decimal.ts';
import { fitsLong, isNumeric, toNumber } from '../../values/numbers.ts';
import { typeName } from '../../values/type-names.ts';
import type { Value } from '../../values/types.ts';
import { isTrue } from '../truth.ts';
import { isNullish, type Operator, onNamed, onPresent, type Present } from './operands.ts';
import { toText } from './strings.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

const unsupported = (value: Value, target: string) =>
  failure(
    'ConversionFailure',
    `Unsupported conversion from ${typeName(value)} to ${target} in $convert with no onError value`,
  );

const unparsable = (value: string, target: string) =>
  failure(
    'ConversionFailure',
    `Failed to parse number '${value}' in $convert with no onError value: ${target}`,
  );

function whole(value: Present, target: string): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw unparsable(value, target);
    return BigInt(value.replace('+', ''));
  }
  if (value instanceof Date && target === 'long') return BigInt(value.getTime());
  if (!isNumeric(value)) throw unsupported(value, target);
  if (typeof value === 'bigint') return value;
  const number = Math.trunc(toNumber(value));
  if (!Number.isFinite(number))
    throw failure('ConversionFailure', `Attempt to convert ${number} to ${target} in $convert`);
  return BigInt(number);
}

function overflow(value: bigint) {
  return failure(
    'ConversionFailure',
    `Conversion would overflow target type in $convert with no onError value: ${value}`,
  );
}

function toInt(value: Present): Value {
  const exact = whole(value, 'int');
  if (exact !== BigInt.asIntN(32, exact)) throw overflow(exact);
  return Number(exact);
}

function toLong(value: Present): Value {
  const exact = whole(value, 'long');
  if (!fitsLong(exact)) throw overflow(exact);
  return exact;
}

function toDouble(value: Present): Value {
  if (typeof value === 'boolean') return new Double(value ? 1 : 0);
  if (value instanceof Date) return new Double(value.getTime());
  if (isNumeric(value)) return new Double(toNumber(value));
  if (typeof value !== 'string') throw unsupported(value, 'double');
  if (!NUMBER.test(value)) throw unparsable(value, 'double');
  return new Double(Number(value));
}

function toDecimalValue(value: Present): Value {
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0');
  if (isNumeric(value)) return toDecimal(value);
  if (typeof value !== 'string') throw unsupported(value, 'decimal');
  if (!NUMBER.test(value)) throw unparsable(value, 'decimal');
  return Decimal128.fromString(value);
}

function toDate(value: Present): Value {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (isNumeric(value) && typeof value !== 'number') return new Date(Math.trunc(toNumber(value)));
  if (typeof value !== 'string') throw unsupported(value, 'date');
  const ms = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(value) || !value.includes('T') ? value : `${value}Z`);
  if (Number.isNaN(ms)) throw failure('ConversionFailure', `Error parsing date string '${value}'`);
  return new Date(ms);
}

function toObjectId(value: Present): Value {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw unsupported(value, 'objectId');
  if (!/^[0-9a-fA-F]{24}$/.test(value)) {
    throw failure(
      'ConversionFailure',
      `Failed to parse objectId '${value}' in $convert with no onError value`,
    );
  }
  return new ObjectId(value);
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

const convert = onNamed(['input', 'to'], ['onError', 'onNull'], ({ input, to, onError, onNull }) => {
  if (isNullish(input)) return onNull ?? null;
  const target = typeof to === 'string' ? TARGETS[to] : undefined;
  if (!target) throw failure('BadValue', `$convert to ${String(to)} is not supported`);
  if (onError === undefined) return target(input);
  try {
    return target(input);
  } catch {
    return onError;
  }
});

export const CONVERSIONS: Record<string, Operator> = {
  $toInt: onPresent(1, toInt),
  $toLong: onPresent(1, toLong),
  $toDouble: onPresent(1, toDouble),
  $toDecimal: onPresent(1, toDecimalValue),
  $toString: onPresent(1, toText),
  $toBool: onPresent(1, (value) => isTrue(value)),
  $toDate: onPresent(1, toDate),
  $toObjectId: onPresent(1, toObjectId),
  $convert: convert,
};
