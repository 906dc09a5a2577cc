import type { Binary, BSONRegExp, Code, Decimal128, Double, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';

/** int32, int64, double or decimal. */
export type Numeric = number | bigint | Double | Decimal128;

/** A document: field order matters, and every name is allowed, so it is a Map and never an object. */
export type Doc = Map<string, Value>;

/**
 * A BSON value without loss: a JS number is an int32, a bigint an int64, and a Double a double.
 * `undefined` means missing and is never stored.
 */
export type Value =
  | undefined
  | null
  | boolean
  | string
  | Numeric
  | Date
  | ObjectId
  | Binary
  | Timestamp
  | BSONRegExp
  | Code
  | MinKey
  | MaxKey
  | RawDoc
  | Value[]
  | Doc;

/** A document that stays encoded: replies carry stored bytes through without decoding them. */
export class RawDoc {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** Builds a document from literal fields; missing fields are left out. */
export function doc(fields: Record<string, Value>): Doc {
  const result: Doc = new Map();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) result.set(name, value);
  return result;
}

export const isDoc = (value: unknown): value is Doc => value instanceof Map;

/** A deep copy of documents and arrays; other values are immutable here and shared. */
export function copy(value: Value): Value {
  if (Array.isArray(value)) return value.map(copy);
  if (!isDoc(value)) return value;
  const result: Doc = new Map();
  for (const [name, item] of value) result.set(name, copy(item));
  return result;
}
