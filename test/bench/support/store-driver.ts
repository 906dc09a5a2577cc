import { MongoClient } from 'mongodb';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { ended } from '#test/support/ended.ts';
import { namespace } from './store-tables.ts';
import type { Subject } from './store-turns.ts';
import {
  anyOrder,
  batchOf,
  categoryName,
  DOCUMENTS,
  newOrder,
  type Order,
  orderId,
  orderOf,
  takeTurn,
  type Work,
} from './store-work.ts';

/** Connects to the store of a data directory; `close` waits until it has ended and its file is closed. */
const connect = async (directory: string) => {
  const store = await startEmbeddedStore({ dataDir: directory });
  const client = new MongoClient(store.uri, { maxPoolSize: 64 });
  const orders = client.db(namespace.database).collection<Order>(namespace.collection);
  const close = async (): Promise<void> => {
    await client.close();
    await store.stop();
    await ended(store.pid);
  };
  return { orders, close };
};

/** Fills a data directory through the driver. */
export const fillStore = async (directory: string): Promise<void> => {
  const { orders, close } = await connect(directory);
  await orders.createIndex({ category: 1 });
  for (let from = 0; from < DOCUMENTS; from += 5000)
    await orders.insertMany(Array.from({ length: 5000 }, (_, place) => orderOf(from + place)));
  await close();
};

/** The store as an application uses it: the driver, the socket, the store's own process. */
export const driverSubject = async (name: string, directory: string): Promise<Subject> => {
  const { orders, close } = await connect(directory);
  const work: Work = {
    'findOne by _id': (number) => {
      const _id = orderId(anyOrder(number));
      return async () => Number((await orders.findOne({ _id })) !== null);
    },
    'indexed find': (number) => async () =>
      (await orders.find({ category: categoryName(number) }).toArray()).length,
    insertOne: (number) => {
      const order = orderOf(newOrder('insertOne', number));
      return async () => Number((await orders.insertOne(order)).acknowledged);
    },
    updateOne: (number) => {
      const _id = orderId(anyOrder(number));
      return async () => (await orders.updateOne({ _id }, { $inc: { amount: 1 } })).matchedCount;
    },
    insertMany: (number) => {
      const batch = batchOf(number);
      return async () => (await orders.insertMany(batch)).insertedCount;
    },
    $group: () => async () => {
      const group = { _id: '$category', amount: { $sum: '$amount' } };
      return (await orders.aggregate([{ $group: group }], { batchSize: 10_000 }).toArray()).length;
    },
  };
  return { name, take: (turn) => takeTurn(work, turn), close };
};
