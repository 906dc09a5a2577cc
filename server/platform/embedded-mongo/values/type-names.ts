import { Binary, BSONRegExp, Code, Decimal128, Double, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { failure } from '../errors.ts';
import { wholeNumber } from './numbers.ts';
import { isDoc, type Value } from './types.ts';

/** BSON type numbers and names, as `$type` takes them and messages print them. */
const NUMBERS: Record<string, number> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  javascript: 13,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

/** The name of a value's type, `missing` where there is none. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case 'undefined':
      return 'missing';
    case 'string':
      return 'string';
    case 'number':
      return 'int';
    case 'bigint':
      return 'long';
    case 'boolean':
      return 'bool';
    default:
      return value === null ? 'null' : objectTypeName(value);
  }
}

function objectTypeName(value: object): string {
  if (isDoc(value)) return 'object';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Double) return 'double';
  if (value instanceof Date) return 'date';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof Binary) return 'binData';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof BSONRegExp) return 'regex';
  if (value instanceof Code) return 'javascript';
  if (value instanceof MinKey) return 'minKey';
  return value instanceof MaxKey ? 'maxKey' : 'object';
}

/** The type names that one operand of `$type` stands for: a name, a number or `number`. */
export function typesNamed(operand: Value): string[] {
  if (operand === 'number') return ['double', 'int', 'long', 'decimal'];
  if (typeof operand === 'string') {
    if (operand in NUMBERS) return [operand];
    throw failure('BadValue', `Unknown type name alias: ${operand}`);
  }
  const number = wholeNumber(operand);
  const found = Object.entries(NUMBERS).find(([, code]) => code === number);
  if (!found) throw failure('BadValue', `Invalid numerical type code: ${String(operand)}`);
  return [found[0]];
}
