import type { Document, MongoClient } from 'mongodb';
import type { Change, Key, Ledger } from './store-ledger.ts';
import { type Item, type Shop, tagNames } from './store-shop.ts';

/** One request of a writer, and what it makes of the writer's documents. */
export type Step = { changes: Change[]; run: () => Promise<unknown> };

/** One of those who write at the same time. It touches its own documents only, and the accounts in transactions. */
export type Writer = {
  name: string;
  client: MongoClient;
  shop: Shop;
  ledger: Ledger;
  random: () => number;
  /** A number never given before. */
  next: () => number;
  /** Takes a new client. */
  reconnect: () => Promise<void>;
};

export const below = ({ random }: Writer, limit: number): number => Math.floor(random() * limit);
export const pick = <Choice>(writer: Writer, from: readonly Choice[]): Choice =>
  from[below(writer, from.length)]!;

const itemKey = (id: string): Key => `items/${id}`;
export const put = (item: Item): Change => ({ key: itemKey(item._id), document: item });
export const gone = (item: Item): Change => ({ key: itemKey(item._id), document: null });

export const ownOf = <Kind extends Document>({ ledger }: Writer, collection: 'items' | 'transfers'): Kind[] =>
  [...ledger.known].flatMap(([key, document]) => (key.startsWith(collection) ? [document as Kind] : []));

export const ownItems = (writer: Writer): Item[] => ownOf<Item>(writer, 'items');

/** What a write sets: every indexed field, so that each write changes each index. */
export const freshFields = (writer: Writer) => ({
  code: `${writer.name}-${writer.next()}`,
  tags: tagNames.filter(() => writer.random() < 0.25),
  rank: below(writer, 100),
  active: writer.random() < 0.5,
});

export const freshItem = (writer: Writer): Item => ({
  _id: `${writer.name}-${writer.next()}`,
  writer: writer.name,
  version: 1,
  ...freshFields(writer),
  ...(writer.random() < 0.3 && { note: 'n'.repeat(below(writer, 3000)) }),
});

export const changed = (item: Item, fields: Partial<Item>): Item => ({
  ...item,
  ...fields,
  version: item.version + 1,
});
