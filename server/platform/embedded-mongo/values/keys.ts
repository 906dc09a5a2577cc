import { createHash } from 'node:crypto';
import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson';
import { RANK, rank } from './compare.ts';
import { compareExact, type Exact, exactly } from './exact.ts';
import { writeText } from './text.ts';
import type { Doc, Numeric, Value } from './types.ts';

/**
 * LMDB keys end at 1978 bytes; a longer component keeps its beginning and a hash of the whole. One of so many bytes
 * may have lost the end of its value, so that equality must look at the document.
 */
export const MAX_COMPONENT_BYTES = 400;
const KEPT_BYTES = 368;
/** A text of so many characters is never shortened. */
const MOST_COMMON = 100;

/**
 * Bytes whose order (memcmp) is the order of the values, so that LMDB sorts an index as MongoDB does.
 * Components concatenate: no encoding is the beginning of another one. `descending` inverts the order.
 */
export function encodeKey(value: Value, descending = false): Buffer {
  const bytes = Buffer.allocUnsafe(writeKey(value, descending, scratch, 0));
  scratch.copy(bytes, 0, 0, bytes.length);
  return bytes;
}

const scratch = Buffer.alloc(MAX_COMPONENT_BYTES);

/** Writes the same bytes at a place of a buffer that has room for the longest, and answers how many. */
export function writeKey(value: Value, descending: boolean, target: Buffer, at: number): number {
  const size = writeCommonKey(value, target, at) || writeOtherKey(value, target, at);
  if (descending) for (let i = at; i < at + size; i++) target[i] = ~(target[i] ?? 0);
  return size;
}

/** Writes what most keys are made of, in one piece; 0 is the answer for others. */
function writeCommonKey(value: Value, target: Buffer, at: number): number {
  if (typeof value === 'string') {
    if (value.length > MOST_COMMON || value.includes('\0')) return 0;
    target[at] = rankByte(RANK.string);
    const size = writeText(value, target, at + 1);
    target[at + size + 1] = 0;
    target[at + size + 2] = 1;
    return size + 3;
  }
  if (!(value instanceof Date)) return 0;
  const ms = value.getTime();
  const high = Math.floor(ms / 2 ** 32);
  target[at] = rankByte(RANK.date);
  target.writeInt32BE(high, at + 1);
  target[at + 1] = (target[at + 1] ?? 0) ^ 0x80;
  target.writeUInt32BE(ms - high * 2 ** 32, at + 5);
  return 9;
}

function writeOtherKey(value: Value, target: Buffer, at: number): number {
  const bytes = shortened(Buffer.concat(component(value)));
  target.set(bytes, at);
  return bytes.length;
}

function shortened(bytes: Buffer): Buffer {
  if (bytes.length <= MAX_COMPONENT_BYTES) return bytes;
  const hash = createHash('sha256').update(bytes).digest();
  return Buffer.concat([bytes.subarray(0, KEPT_BYTES), hash]);
}

/** The first byte of every key of a type: bounds of "any number", "any string" and so on. */
export const rankByte = (type: number): number => type * 16;

function component(value: Value): Buffer[] {
  const type = rank(value);
  return [Buffer.of(rankByte(type)), ...payload(type, value)];
}

function payload(type: number, value: Value): Buffer[] {
  switch (type) {
    case RANK.number:
      return [numberKey(value as Numeric)];
    case RANK.string:
      return [textKey(value as string)];
    case RANK.object:
      return docKey(value as Doc);
    case RANK.array:
      return [...(value as Value[]).flatMap(component), Buffer.of(0)];
    case RANK.binData:
      return binaryKey(value as Binary);
    case RANK.objectId:
      return [Buffer.from((value as ObjectId).id)];
    case RANK.bool:
      return [Buffer.of(value ? 1 : 0)];
    case RANK.date:
      return [longKey(BigInt((value as Date).getTime()))];
    case RANK.timestamp:
      return [longKey((value as Timestamp).toBigInt())];
    case RANK.regex:
      return [textKey((value as BSONRegExp).pattern), textKey((value as BSONRegExp).options)];
    case RANK.javascript:
      return [textKey(String((value as Code).code))];
    default:
      return [];
  }
}

function docKey(value: Doc): Buffer[] {
  const parts: Buffer[] = [];
  for (const [name, item] of value) {
    const type = rank(item);
    parts.push(Buffer.of(rankByte(type)), textKey(name), ...payload(type, item));
  }
  parts.push(Buffer.of(0));
  return parts;
}

function binaryKey(value: Binary): Buffer[] {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(value.length());
  head[4] = value.sub_type;
  return [head, Buffer.from(value.value())];
}

/** UTF-8 with an end mark below every continuation; a null byte inside is escaped. */
function textKey(text: string): Buffer {
  if (!text.includes('\0')) return Buffer.from(`${text}\0\u0001`);
  return Buffer.concat([escapeNulls(Buffer.from(text)), Buffer.of(0, 1)]);
}

function escapeNulls(bytes: Buffer): Buffer {
  const result: number[] = [];
  for (const byte of bytes) byte === 0 ? result.push(0, 0xff) : result.push(byte);
  return Buffer.from(result);
}

function longKey(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  writeLong(bytes, value, 0);
  return bytes;
}

function writeLong(bytes: Buffer, value: bigint, at: number): void {
  bytes.writeBigInt64BE(value, at);
  bytes[at] = (bytes[at] ?? 0) ^ 0x80;
}

/**
 * The greatest double not above the value, then 0 where that is exact, else 1 and the value's decimal digits.
 */
function numberKey(value: Numeric): Buffer {
  if (typeof value === 'number') return Buffer.concat([doubleKey(value), Buffer.of(0)]);
  const exact = exactly(value);
  if (typeof exact === 'number') return Buffer.concat([doubleKey(exact), Buffer.of(0)]);
  const nearest = Number(`${exact.coefficient}e${exact.exponent}`);
  const order = compareToDouble(exact, nearest);
  if (order === 0) return Buffer.concat([doubleKey(nearest), Buffer.of(0)]);
  const floor = order < 0 ? below(nearest) : nearest;
  return Buffer.concat([doubleKey(floor), Buffer.of(1), digitsKey(exact)]);
}

function compareToDouble(exact: Exact, double: number): number {
  if (!Number.isFinite(double)) return double > 0 ? -1 : 1;
  const other = exactly(double);
  return typeof other === 'number' ? 0 : compareExact(exact, other);
}

function doubleKey(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  if (Number.isNaN(value)) return bytes;
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  if ((bytes[0] ?? 0) & 0x80) for (let i = 0; i < 8; i++) bytes[i] = ~(bytes[i] ?? 0);
  else bytes[0] = (bytes[0] ?? 0) | 0x80;
  return bytes;
}

/** The next double towards minus infinity. */
function below(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigInt64(0);
  view.setBigInt64(0, value > 0 ? bits - 1n : bits + 1n);
  return view.getFloat64(0);
}

/** Orders decimals that share a sign: magnitude, then digits; inverted below zero. */
function digitsKey({ coefficient, exponent }: Exact): Buffer {
  const negative = coefficient < 0n;
  const all = (negative ? -coefficient : coefficient).toString();
  const digits = all.replace(/0+$/, '');
  const head = Buffer.alloc(2);
  head.writeUInt16BE(exponent + all.length + 0x8000);
  const bytes = Buffer.concat([head, Buffer.from(digits), Buffer.of(0)]);
  if (negative) for (let i = 0; i < bytes.length; i++) bytes[i] = ~(bytes[i] ?? 0);
  return bytes;
}
