import { failure } from '../errors.ts';
import { wholeNumber } from './numbers.ts';
import { isDoc, RawDoc, type Value } from './types.ts';

/** BSON type numbers by name, as `$type` takes them. */
const NUMBERS = {
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
} as const;

export type TypeName = keyof typeof NUMBERS | 'missing';

/** The types of the classes of the bson package, by the name that each instance carries. */
const CLASSES = {
  Binary: 'binData',
  BSONRegExp: 'regex',
  Code: 'javascript',
  Decimal128: 'decimal',
  Double: 'double',
  MaxKey: 'maxKey',
  MinKey: 'minKey',
  ObjectId: 'objectId',
  Timestamp: 'timestamp',
} as const;

/** The name of a value's type, `missing` where there is none. */
export function typeName(value: Value): TypeName {
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
      if (value === null) return 'null';
      if (isDoc(value) || value instanceof RawDoc) return 'object';
      if (Array.isArray(value)) return 'array';
      return value instanceof Date ? 'date' : CLASSES[value._bsontype];
  }
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
