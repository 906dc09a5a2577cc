import { Binary, BSONRegExp, Code, Decimal128, Double, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { failure } from '../errors.ts';
import { endOfName, nameAt } from './names.ts';
import type { Doc, Value } from './types.ts';

const MAX_DEPTH = 180;
const EARLIEST_MS = -8_640_000_000_000_000;
const LATEST_MS = 8_640_000_000_000_000;

let bytes: Buffer = Buffer.alloc(0);
let at = 0;
let repeatsName = false;

/** Decodes one BSON document; field order, number types and every field name are kept. */
export function decode(source: Buffer): Doc {
  bytes = source;
  at = 0;
  try {
    return readDoc(0);
  } catch (error) {
    if (error instanceof RangeError) throw failure('InvalidBSON', 'the document ends too early');
    throw error;
  }
}

/** A document that is about to be stored, and the bytes that it came in where they say exactly what it says. */
export interface Received {
  document: Doc;
  bytes: Buffer | undefined;
}

/** Decodes a document that is about to be stored: as long as nobody changes it, its bytes need not be made again. */
export function decodeReceived(source: Buffer): Received {
  repeatsName = false;
  const document = decode(source);
  return { document, bytes: repeatsName ? undefined : source };
}

function readDoc(depth: number): Doc {
  const end = readEnd(depth);
  const result: Doc = new Map();
  let fields = 0;
  for (let type = bytes.readUInt8(at++); type !== 0; type = bytes.readUInt8(at++)) {
    const name = readCString();
    result.set(name, readValue(type, depth));
    fields += 1;
  }
  if (fields !== result.size) repeatsName = true;
  if (at !== end) throw failure('InvalidBSON', 'a document has a wrong length');
  return result;
}

function readArray(depth: number): Value[] {
  const end = readEnd(depth);
  const result: Value[] = [];
  for (let type = bytes.readUInt8(at++); type !== 0; type = bytes.readUInt8(at++)) {
    at = endOfName(bytes, at) + 1;
    if (at === 0) throw failure('InvalidBSON', 'a name without an end');
    result.push(readValue(type, depth));
  }
  if (at !== end) throw failure('InvalidBSON', 'an array has a wrong length');
  return result;
}

function readEnd(depth: number): number {
  if (depth > MAX_DEPTH) throw failure('Overflow', `documents may nest at most ${MAX_DEPTH} levels`);
  const size = bytes.readInt32LE(at);
  const end = at + size;
  if (size < 5 || end > bytes.length) throw failure('InvalidBSON', 'a document has a wrong length');
  at += 4;
  return end;
}

function readCString(): string {
  const end = endOfName(bytes, at);
  if (end < 0) throw failure('InvalidBSON', 'a name without an end');
  const text = nameAt(bytes, at, end);
  at = end + 1;
  return text;
}

function readString(): string {
  const size = bytes.readInt32LE(at);
  const end = at + 4 + size;
  if (size < 1 || end > bytes.length) throw failure('InvalidBSON', 'a string has a wrong length');
  const text = bytes.toString('utf8', at + 4, end - 1);
  at = end;
  return text;
}

function readBinary(): Binary {
  const size = bytes.readInt32LE(at);
  const subtype = bytes.readUInt8(at + 4);
  const end = at + 5 + size;
  if (size < 0 || end > bytes.length) throw failure('InvalidBSON', 'a binary has a wrong length');
  const content = Buffer.from(bytes.subarray(at + 5, end));
  at = end;
  return new Binary(content, subtype);
}

function readDate(): Date {
  // every number of milliseconds that a date may have is exact
  const ms = bytes.readUInt32LE(at) + bytes.readInt32LE(at + 4) * 2 ** 32;
  at += 8;
  if (ms < EARLIEST_MS || ms > LATEST_MS)
    throw failure('BadValue', 'dates beyond the year 275760 are not supported');
  return new Date(ms);
}

function take(size: number): Buffer {
  const part = Buffer.from(bytes.subarray(at, at + size));
  if (part.length < size) throw failure('InvalidBSON', 'the document ends too early');
  at += size;
  return part;
}

function readValue(type: number, depth: number): Value {
  switch (type) {
    case 0x01:
      at += 8;
      return new Double(bytes.readDoubleLE(at - 8));
    case 0x02:
      return readString();
    case 0x03:
      return readDoc(depth + 1);
    case 0x04:
      return readArray(depth + 1);
    case 0x05:
      return readBinary();
    case 0x07:
      return new ObjectId(take(12));
    case 0x08:
      return bytes.readUInt8(at++) === 1;
    case 0x09:
      return readDate();
    case 0x0a:
      return null;
    case 0x0b:
      return new BSONRegExp(readCString(), readCString());
    case 0x0d:
      return new Code(readString());
    case 0x10:
      at += 4;
      return bytes.readInt32LE(at - 4);
    case 0x11: {
      const increment = bytes.readUInt32LE(at);
      at += 8;
      return new Timestamp({ t: bytes.readUInt32LE(at - 4), i: increment });
    }
    case 0x12:
      at += 8;
      return bytes.readBigInt64LE(at - 8);
    case 0x13:
      return new Decimal128(take(16));
    case 0xff:
      return new MinKey();
    case 0x7f:
      return new MaxKey();
    default:
      throw failure('BadValue', `BSON type 0x${type.toString(16)} is not supported by the embedded store`);
  }
}
