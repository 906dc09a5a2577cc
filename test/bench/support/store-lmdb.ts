/**
 * Bare LMDB on a copy of the store's file: the same documents and index entries under the same keys, written in the
 * same batches and flushed before they are acknowledged. Takes the turns that its parent asks for.
 */
import { join } from 'node:path';
import { deserialize, serialize } from 'bson';
import { open } from 'lmdb';
import { sealed, unsealed } from '#server/platform/embedded-mongo/storage/checksum.ts';
import { after } from '#server/platform/embedded-mongo/storage/key-value.ts';
import {
  recordBytes,
  recordKey,
  recordOf,
  tableKey,
  wholeTable,
} from '#server/platform/embedded-mongo/storage/layout.ts';
import { encodeKey } from '#server/platform/embedded-mongo/values/keys.ts';
import { tablesOf } from './store-tables.ts';
import { serveTurns } from './store-turns.ts';
import {
  anyOrder,
  batchOf,
  categoryName,
  newOrder,
  type Order,
  orderId,
  orderOf,
  type Work,
} from './store-work.ts';

const [directory = ''] = process.argv.slice(2);
const { documents, ids, categories, nextRecord } = await tablesOf(directory);
const db = open<Buffer, Buffer>({
  path: join(directory, 'data.mdb'),
  encoding: 'binary',
  keyEncoding: 'binary',
});
let record = nextRecord;

const idKey = (id: string): Buffer => tableKey(ids, encodeKey(id));
const categoryPrefix = (category: string): Buffer => tableKey(categories, encodeKey(category));

/** The bytes of a document, checked as the store checks them. */
const read = (key: Buffer): Buffer => {
  const bytes = db.get(key);
  const value = bytes && unsealed(key, bytes);
  if (!value) throw new Error('a document is missing or damaged');
  return value;
};

const keyOf = (id: string): Buffer => recordKey(documents, recordOf(read(idKey(id))));

const put = (key: Buffer, value: Buffer): Promise<boolean> => db.put(key, sealed(key, value));

/** The writes of one turn of the event loop share one commit and one flush. */
const flushed = async (writes: Promise<boolean>[]): Promise<void> => {
  await Promise.all(writes);
  await db.flushed;
};

const insert = (orders: readonly Order[]): (() => Promise<number>) => {
  const encoded = orders.map((order) => Buffer.from(serialize(order)));
  return async () => {
    const writes = orders.flatMap(({ _id, category }, place) => {
      const number = record++;
      const holder = recordBytes(number);
      return [
        put(recordKey(documents, number), encoded[place]!),
        put(idKey(_id), holder),
        put(Buffer.concat([categoryPrefix(category), holder]), holder),
      ];
    });
    await flushed(writes);
    return orders.length;
  };
};

const findByCategory = (category: string): number => {
  const prefix = categoryPrefix(category);
  let found = 0;
  for (const { key, value } of db.getRange({ start: prefix, end: after(prefix) })) {
    read(recordKey(documents, recordOf(unsealed(key, value)!)));
    found += 1;
  }
  return found;
};

const group = (): number => {
  const groups = new Map<string, number>();
  const { low, high } = wholeTable(documents);
  for (const { key, value } of db.getRange({ start: low, end: high })) {
    const { category, amount } = deserialize(unsealed(key, value)!) as Order;
    groups.set(category, (groups.get(category) ?? 0) + amount);
  }
  return groups.size;
};

const update = async (id: string): Promise<number> => {
  const key = keyOf(id);
  const order = deserialize(read(key)) as Order;
  await flushed([put(key, Buffer.from(serialize({ ...order, amount: order.amount + 1 })))]);
  return 1;
};

const work: Work = {
  'findOne by _id': (number) => {
    const id = orderId(anyOrder(number));
    return async () => Number(read(keyOf(id)).length > 0);
  },
  'indexed find': (number) => async () => findByCategory(categoryName(number)),
  insertOne: (number) => insert([orderOf(newOrder('insertOne', number))]),
  updateOne: (number) => {
    const id = orderId(anyOrder(number));
    return () => update(id);
  },
  insertMany: (number) => insert(batchOf(number)),
  $group: () => async () => group(),
};

serveTurns(work, () => db.close());
