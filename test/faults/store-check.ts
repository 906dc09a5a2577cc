import type { Collection, Db, Document, IndexDescriptionInfo } from 'mongodb';
import { accountNames, shopOf } from './store-shop.ts';

type Filter = Record<string, unknown>;

/** A query that only means documents that an index holds. */
const filterOf = ({ sparse, partialFilterExpression, key }: IndexDescriptionInfo): Filter => {
  if (partialFilterExpression) return partialFilterExpression;
  return sparse ? { [Object.keys(key)[0]!]: { $exists: true } } : {};
};

/** The order of an index, and the other way round. */
const ordersOf = (key: Document): Record<string, 1 | -1>[] =>
  [1, -1].map((sign) =>
    Object.fromEntries(
      Object.entries(key).map(([path, direction]) => [path, direction * sign > 0 ? 1 : -1] as const),
    ),
  );

const idsOf = async (found: AsyncIterable<Document>): Promise<string> => {
  const ids: string[] = [];
  for await (const { _id } of found) ids.push(String(_id));
  return ids.sort().join();
};

/** One entry for each value, and for an array one for each different element. */
const entriesOf = (document: Document, key: Document): number =>
  Math.max(
    ...Object.keys(key).map((path) => {
      const value: unknown = document[path];
      return Array.isArray(value) ? Math.max(1, new Set(value).size) : 1;
    }),
  );

const isTwiceIn = (values: readonly unknown[]): boolean => new Set(values).size < values.length;

/** What is wrong with one index: it must hold what a scan of the documents holds, no entry more, no entry less. */
const faultsOfIndex = async (collection: Collection, index: IndexDescriptionInfo): Promise<string[]> => {
  const { name = '', key, unique } = index;
  const filter = filterOf(index);
  const documents = await collection.find(filter, { hint: { $natural: 1 } }).toArray();
  const wanted = documents
    .map(({ _id }) => String(_id))
    .sort()
    .join();
  const faults: string[] = [];
  const blame = (what: string) => faults.push(`${collection.collectionName}.${name}: ${what}`);
  for (const sort of ordersOf(key))
    if ((await idsOf(collection.find(filter, { hint: name, sort, projection: { _id: 1 } }))) !== wanted)
      blame(`in the order ${JSON.stringify(sort)} it differs from the documents`);
  const plan = await collection.find(filter, { hint: name }).explain('executionStats');
  const { totalKeysExamined: held } = plan['executionStats'];
  const due = documents.reduce((sum, document) => sum + entriesOf(document, key), 0);
  if (held !== due) blame(`it holds ${held} entries for ${due}`);
  const [first = ''] = Object.keys(key);
  if (unique && isTwiceIn(documents.map((document) => document[first]))) blame('a value is there twice');
  return faults;
};

/** What is wrong with any index of a database. */
export const indexFaults = async (db: Db): Promise<string[]> => {
  const faults: string[] = [];
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    const collection = db.collection(name);
    for (const index of await collection.indexes())
      faults.push(...(await faultsOfIndex(collection, index as IndexDescriptionInfo)));
  }
  return faults;
};

/** Accounts whose balance is not the sum of their transfers: half of a transaction, or one done twice. */
export const accountFaults = async (db: Db): Promise<string[]> => {
  const { transfers, accounts } = shopOf(db);
  const balances = new Map(accountNames.map((name) => [name, 0]));
  const add = (name: string, amount: number) => balances.set(name, (balances.get(name) ?? 0) + amount);
  for await (const { from, to, amount } of transfers.find()) {
    add(from, -amount);
    add(to, amount);
  }
  const found = new Map((await accounts.find().toArray()).map(({ _id, balance }) => [_id, balance]));
  return accountNames.filter((name) => balances.get(name) !== found.get(name));
};
