import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson';
import { decode } from './decode.ts';
import { compareNumbers } from './numbers.ts';
import { type TypeName, typeName } from './type-names.ts';
import { type Doc, isDoc, type Numeric, type RawDoc, type Value } from './types.ts';

/** MongoDB's order of types: smaller ranks sort first, values of one rank compare with each other. */
export const RANK = {
  minKey: 1,
  missing: 2,
  null: 3,
  number: 4,
  string: 5,
  object: 6,
  array: 7,
  binData: 8,
  objectId: 9,
  bool: 10,
  date: 11,
  timestamp: 12,
  regex: 13,
  javascript: 14,
  maxKey: 15,
} as const;

const RANKS: Record<TypeName, number> = {
  ...RANK,
  int: RANK.number,
  long: RANK.number,
  double: RANK.number,
  decimal: RANK.number,
};

export const rank = (value: Value): number => RANKS[typeName(value)];

/** Orders any two values as MongoDB sorts them: first by type, then by value. */
export function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const left = rank(a);
  const right = rank(b);
  return left === right ? compareSameRank(left, a, b) : left < right ? -1 : 1;
}

export const equal = (a: Value, b: Value): boolean => compare(a, b) === 0;

const sign = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function compareSameRank(type: number, a: Value, b: Value): number {
  switch (type) {
    case RANK.number:
      return compareNumbers(a as Numeric, b as Numeric);
    case RANK.string:
      return compareStrings(a as string, b as string);
    case RANK.object:
      return compareDocs(asDoc(a), asDoc(b));
    case RANK.array:
      return compareArrays(a as Value[], b as Value[]);
    case RANK.binData:
      return compareBinaries(a as Binary, b as Binary);
    case RANK.objectId:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case RANK.bool:
      return sign(Number(a), Number(b));
    case RANK.date:
      return sign((a as Date).getTime(), (b as Date).getTime());
    case RANK.timestamp:
      return sign((a as Timestamp).toBigInt(), (b as Timestamp).toBigInt());
    case RANK.regex:
      return compareRegexes(a as BSONRegExp, b as BSONRegExp);
    case RANK.javascript:
      return compareStrings(String((a as Code).code), String((b as Code).code));
    default:
      return 0;
  }
}

const asDoc = (value: Value): Doc => (isDoc(value) ? value : decode((value as RawDoc).bytes));

/** Orders by code point, as UTF-8 bytes do; UTF-16 puts surrogate pairs before U+E000. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) return sign(surrogatesLast(x), surrogatesLast(y));
    return sign(x, y);
  }
  return sign(a.length, b.length);
}

const surrogatesLast = (unit: number): number => (unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

function compareDocs(a: Doc, b: Doc): number {
  const left = a.entries();
  const right = b.entries();
  for (;;) {
    const x = left.next();
    const y = right.next();
    if (x.done || y.done) return Number(Boolean(y.done)) - Number(Boolean(x.done));
    const order =
      sign(rank(x.value[1]), rank(y.value[1])) ||
      compareStrings(x.value[0], y.value[0]) ||
      compare(x.value[1], y.value[1]);
    if (order !== 0) return order;
  }
}

function compareArrays(a: Value[], b: Value[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compare(a[i], b[i]);
    if (order !== 0) return order;
  }
  return sign(a.length, b.length);
}

function compareBinaries(a: Binary, b: Binary): number {
  return sign(a.length(), b.length()) || sign(a.sub_type, b.sub_type) || Buffer.compare(a.value(), b.value());
}

function compareRegexes(a: BSONRegExp, b: BSONRegExp): number {
  return compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options);
}
