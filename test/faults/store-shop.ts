import type { Collection, Db, IndexSpecification } from 'mongodb';

/** A document with every kind of index on it. `code` is unique, `tags` is multikey. */
export type Item = {
  _id: string;
  writer: string;
  code: string;
  tags: string[];
  rank: number;
  version: number;
  active: boolean;
  note?: string;
};

/** An amount that went from one account to another: the balances are the sums of these. */
export type Transfer = { _id: string; writer: string; from: string; to: string; amount: number };

type Account = { _id: string; balance: number };

export type Shop = {
  items: Collection<Item>;
  transfers: Collection<Transfer>;
  accounts: Collection<Account>;
};

export const tagNames = Array.from({ length: 12 }, (_, number) => `tag-${number}`);
export const accountNames = Array.from({ length: 32 }, (_, number) => `account-${number}`);

export const shopOf = (db: Db): Shop => ({
  items: db.collection('items'),
  transfers: db.collection('transfers'),
  accounts: db.collection('accounts'),
});

/** Collections and indexes, before the first round. */
export const createShop = async (db: Db): Promise<void> => {
  const { items, transfers, accounts } = shopOf(db);
  await items.createIndexes([
    { key: { code: 1 }, unique: true },
    { key: { tags: 1 } },
    { key: { writer: 1, rank: -1 } },
    { key: { rank: 1 }, name: 'active', partialFilterExpression: { active: true } },
    { key: { note: -1 }, sparse: true },
  ]);
  for (const key of [{ from: 1 }, { to: 1, amount: -1 }] satisfies IndexSpecification[])
    await transfers.createIndex(key);
  await accounts.insertMany(accountNames.map((_id) => ({ _id, balance: 0 })));
};
