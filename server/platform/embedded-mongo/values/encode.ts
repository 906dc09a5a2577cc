import { Binary, BSONRegExp, Code, Decimal128, Double, type MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { failure } from '../errors.ts';
import { writeText } from './text.ts';
import { isDoc, RawDoc, type Value } from './types.ts';

let buffer = Buffer.allocUnsafe(1 << 16);
let at = 0;

function reserve(size: number): void {
  if (at + size <= buffer.length) return;
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + size));
  buffer.copy(larger, 0, 0, at);
  buffer = larger;
}

/** A document, or its names and values without one. */
type Fields = Iterable<readonly [string, Value]>;

/** Encodes a document to BSON; the inverse of `decode`, to the byte. It may begin with fields that are encoded. */
export function encode(source: Fields, first?: Buffer): Buffer {
  at = 0;
  writeDoc(source, first);
  const result = Buffer.from(buffer.subarray(0, at));
  if (buffer.length > 1 << 22) buffer = Buffer.allocUnsafe(1 << 16);
  return result;
}

function writeDoc(source: Fields, first?: Buffer): void {
  const start = begin();
  if (first) writeBytes(first);
  for (const [name, value] of source) if (value !== undefined) writeElement(name, value);
  finish(start);
}

function writeArray(items: Value[]): void {
  const start = begin();
  for (let i = 0; i < items.length; i++) writeElement(String(i), items[i] ?? null);
  finish(start);
}

function begin(): number {
  reserve(4);
  at += 4;
  return at - 4;
}

function finish(start: number): void {
  reserve(1);
  buffer[at++] = 0;
  buffer.writeInt32LE(at - start, start);
}

function writeElement(name: string, value: Exclude<Value, undefined>): void {
  reserve(name.length * 3 + 16);
  const type = at++;
  writeCString(name);
  // first the value: writing it may replace the buffer
  const code = writeValue(value);
  buffer[type] = code;
}

function writeCString(text: string): void {
  if (text.includes('\0')) throw failure('BadValue', 'a field name or pattern may not contain a null byte');
  reserve(text.length * 3 + 1);
  at += writeText(text, buffer, at);
  buffer[at++] = 0;
}

function writeString(text: string): void {
  reserve(text.length * 3 + 5);
  const size = writeText(text, buffer, at + 4);
  buffer.writeInt32LE(size + 1, at);
  at += 4 + size;
  buffer[at++] = 0;
}

function writeBytes(bytes: Uint8Array): void {
  reserve(bytes.length);
  buffer.set(bytes, at);
  at += bytes.length;
}

/** Writes the value at the current place and returns its BSON type byte. */
function writeValue(value: Exclude<Value, undefined>): number {
  switch (typeof value) {
    case 'string':
      writeString(value);
      return 0x02;
    case 'number':
      reserve(4);
      at = buffer.writeInt32LE(value, at);
      return 0x10;
    case 'bigint':
      reserve(8);
      at = buffer.writeBigInt64LE(value, at);
      return 0x12;
    case 'boolean':
      reserve(1);
      buffer[at++] = value ? 1 : 0;
      return 0x08;
    default:
      return value === null ? 0x0a : writeObject(value);
  }
}

function writeObject(value: Exclude<Value, undefined | null | string | number | bigint | boolean>): number {
  if (isDoc(value)) {
    writeDoc(value);
    return 0x03;
  }
  if (Array.isArray(value)) {
    writeArray(value);
    return 0x04;
  }
  if (value instanceof RawDoc) {
    writeBytes(value.bytes);
    return 0x03;
  }
  if (value instanceof Double) {
    reserve(8);
    at = buffer.writeDoubleLE(value.value, at);
    return 0x01;
  }
  if (value instanceof ObjectId) {
    writeBytes(value.id);
    return 0x07;
  }
  if (value instanceof Date) {
    reserve(8);
    at = buffer.writeBigInt64LE(BigInt(value.getTime()), at);
    return 0x09;
  }
  return writeRare(value);
}

function writeRare(value: Binary | Decimal128 | Timestamp | BSONRegExp | Code | MinKey | MaxKey): number {
  if (value instanceof Binary) {
    reserve(5);
    at = buffer.writeInt32LE(value.length(), at);
    buffer[at++] = value.sub_type;
    writeBytes(value.value());
    return 0x05;
  }
  if (value instanceof Decimal128) {
    writeBytes(value.bytes);
    return 0x13;
  }
  if (value instanceof Timestamp) {
    reserve(8);
    at = buffer.writeUInt32LE(value.i >>> 0, at);
    at = buffer.writeUInt32LE(value.t >>> 0, at);
    return 0x11;
  }
  if (value instanceof BSONRegExp) {
    writeCString(value.pattern);
    writeCString(value.options);
    return 0x0b;
  }
  if (value instanceof Code) {
    writeString(value.code.toString());
    return 0x0d;
  }
  return value instanceof MinKey ? 0xff : 0x7f;
}
