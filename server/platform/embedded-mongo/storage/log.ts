import { Timestamp } from 'bson';
import { equal } from '../values/compare.ts';
import { decode } from '../values/decode.ts';
import { encode } from '../values/encode.ts';
import { type Doc, doc, isDoc, RawDoc, type Value } from '../values/types.ts';
import type { Reader } from './key-value.ts';
import { TABLE, tableKey } from './layout.ts';

/** A change as change streams tell it. */
export interface ChangeEvent {
  operation: 'insert' | 'update' | 'replace' | 'delete' | 'drop' | 'rename' | 'dropDatabase';
  database: string;
  collection: string;
  id?: Value;
  /** The whole document after an insert or a replacement. */
  document?: Buffer;
  changes?: Doc;
  /** The new name of a renamed collection. */
  to?: { database: string; collection: string };
}

/** Log positions are BSON timestamps: seconds in the high half, a counter in the low one; always rising. */
export function createClock(last: bigint): { next(): bigint; last(): bigint } {
  let time = last;
  return {
    next() {
      const second = BigInt(Math.floor(Date.now() / 1000)) << 32n;
      time = second > time ? second + 1n : time + 1n;
      return time;
    },
    last: () => time,
  };
}

export const timestampOf = (time: bigint): Timestamp =>
  new Timestamp({ t: Number(time >> 32n), i: Number(time & 0xffffffffn) });

export function logKey(time: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(time);
  return tableKey(TABLE.log, bytes);
}

export const logTime = (key: Buffer): bigint => key.readBigUInt64BE(4);

export const TRIMMED = tableKey(TABLE.marks, Buffer.from('log'));

/** The newest log position that has been removed; streams cannot resume before it. */
export const trimmedUntil = (reader: Reader): bigint => reader.get(TRIMMED)?.readBigUInt64BE(0) ?? 0n;

/** An event in the form in which change streams return it, without its resume token. */
export function encodeEvent(event: ChangeEvent, time: bigint): Buffer {
  // one for each write, so it is built without an object in between; a field that is undefined is not written
  const rest: [string, Value][] = [
    ['to', event.to && namespaceOf(event.to)],
    ['documentKey', event.id === undefined ? undefined : new Map([['_id', event.id]])],
    ['fullDocument', event.document && new RawDoc(event.document)],
    ['updateDescription', event.changes],
  ];
  const bytes = encode(rest, headOf(event));
  bytes.writeBigUInt64LE(time, CLUSTER_TIME + event.operation.length);
  return bytes;
}

/** Where `clusterTime` stands in an event, without the length of the operation's name. */
const CLUSTER_TIME = 4 + '_operationType_'.length + 4 + '__clusterTime_'.length;

let last = { operation: '', database: '', collection: '', head: Buffer.alloc(0) as Buffer };

/** The first fields of an event, whose time is still to be written; many in a row are of one kind. */
function headOf({ operation, database, collection }: ChangeEvent): Buffer {
  if (last.operation !== operation || last.collection !== collection || last.database !== database) {
    const bytes = encode([
      ['operationType', operation],
      ['clusterTime', timestampOf(0n)],
      ['ns', namespaceOf({ database, collection })],
    ]);
    last = { operation, database, collection, head: bytes.subarray(4, -1) };
  }
  return last.head;
}

const namespaceOf = ({ database, collection }: { database: string; collection: string }): Doc =>
  new Map<string, Value>([
    ['db', database],
    ['coll', collection === '' ? undefined : collection],
  ]);

export const decodeEvent = (bytes: Buffer): Doc => decode(bytes);

/** What an update changed, in the form of `updateDescription`: documents are compared field by field. */
export function describeUpdate(before: Doc, after: Doc): Doc {
  const updatedFields: Doc = new Map();
  const removedFields: Value[] = [];
  compareDocs(before, after, '', updatedFields, removedFields);
  return doc({ updatedFields, removedFields, truncatedArrays: [] });
}

function compareDocs(before: Doc, after: Doc, prefix: string, updated: Doc, removed: Value[]): void {
  for (const name of before.keys()) if (!after.has(name)) removed.push(prefix + name);
  for (const [name, value] of after) {
    const old = before.get(name);
    if (isDoc(old) && isDoc(value)) compareDocs(old, value, `${prefix + name}.`, updated, removed);
    else if (old === undefined || !equal(old, value)) updated.set(prefix + name, value);
  }
}
