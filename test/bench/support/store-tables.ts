import { createHash } from 'node:crypto';
import { type Engine, openEngine } from '#server/platform/embedded-mongo/storage/engine.ts';
import { recordKey, recordOf, wholeTable } from '#server/platform/embedded-mongo/storage/layout.ts';

export const namespace = { database: 'attune', collection: 'orders' };

export const openStore = (directory: string): Promise<Engine> =>
  openEngine({
    directory,
    sync: true,
    onFatal: (error) => {
      throw error;
    },
    onLog: () => {},
  });

const ordersOf = ({ catalog }: Engine) => {
  const orders = catalog.find(`${namespace.database}.${namespace.collection}`);
  const [ids, categories] = orders?.indexes ?? [];
  if (!orders || !ids || !categories) throw new Error('there are no orders with an index on their category');
  return { orders, ids, categories };
};

/** Where a store keeps the orders: the tables of the documents and of both indexes. */
export const tablesOf = async (directory: string) => {
  const engine = await openStore(directory);
  const { orders, ids, categories } = ordersOf(engine);
  const tables = {
    documents: orders.table,
    ids: ids.table,
    categories: categories.table,
    nextRecord: orders.nextRecord,
  };
  await engine.close();
  return tables;
};

/** A fingerprint of all orders, byte for byte in the order of their ids, and how many entries the other index has. */
export const fingerprintOf = async (directory: string): Promise<string> => {
  const engine = await openStore(directory);
  const { orders, ids, categories } = ordersOf(engine);
  const { latest, count } = engine.environment;
  const hash = createHash('sha256');
  for (const { key, value } of latest.scan(wholeTable(ids.table))) {
    hash.update(key);
    hash.update(latest.get(recordKey(orders.table, recordOf(value))) ?? 'nothing');
  }
  hash.update(`${count(wholeTable(orders.table))} ${count(wholeTable(categories.table))}`);
  await engine.close();
  return hash.digest('hex');
};
