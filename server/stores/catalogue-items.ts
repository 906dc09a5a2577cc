import { type Scope, scopeKey } from '#schemas/scope.ts';
import { literal } from '#server/platform/literal.ts';
import { type Connection, type collection, withTransaction } from '#server/platform/mongo.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';
import { catalogueStateStore } from './catalogue-state.ts';

type Item = { id: string };
export type ItemDocument<T extends Item> = T & { _id: string; scope: string; updatedAt: Date; demo?: true };
type Upsert = { at: Date; demo?: boolean };

const batchSize = 5_000;
const asList = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);
/** How a collection is listed: which text fields filter exactly, what `q` searches, what else sorts. */
type Listing = { fields: readonly string[]; title: string; sorts?: readonly string[] };

/** What products and content items have in common: both are upserted by id, listed, and watched for changes. */
export const catalogueItems = <T extends Item>(
  items: ReturnType<typeof collection<ItemDocument<T>>>,
  listing: Listing,
  { db, scope }: { db: Connection; scope: Scope },
) => {
  const prefix = scopeKey(scope);
  const { collection: native } = items(db);
  const state = catalogueStateStore(db, scope);
  const idOf = (id: string): string => `${prefix}/${id}`;
  const bare = ({ _id, scope: _scope, updatedAt, demo, ...item }: ItemDocument<T>): T => item as unknown as T;

  const filterOf = (filter: ListQuery['filter']): object => ({
    scope: prefix,
    ...(filter['id'] !== undefined && { _id: { $in: asList(filter['id']).map(idOf) } }),
    ...(filter['q'] !== undefined && {
      [listing.title]: { $regex: literal(String(filter['q'])), $options: 'i' },
    }),
    ...Object.fromEntries(
      listing.fields.flatMap((field) =>
        filter[field] === undefined ? [] : [[field, { $in: asList(filter[field]) }]],
      ),
    ),
  });
  const sortOf = ({ field, order }: ListQuery['sort']): Record<string, 1 | -1> => {
    const known = [...listing.fields, listing.title, ...(listing.sorts ?? []), 'updatedAt'].includes(field);
    return { [known ? field : '_id']: order === 'asc' ? 1 : -1 };
  };

  return {
    idOf,
    announce: state.changed,

    /** Replaces or adds; all of them or none. */
    upsert: async (list: readonly T[], { at, demo }: Upsert): Promise<void> => {
      const writes = list.map((item) => {
        const document = { ...item, scope: prefix, updatedAt: at, ...(demo && { demo: true }) };
        return { replaceOne: { filter: { _id: idOf(item.id) }, replacement: document, upsert: true } };
      });
      await withTransaction(db, (session) => native.bulkWrite(writes as never[], { session }));
      await state.changed();
    },

    list: async ({
      filter,
      sort,
      range,
    }: ListQuery): Promise<ListPage<T & { updatedAt: Date; demo?: true }>> => {
      const wanted = filterOf(filter) as never;
      const [found, total] = await Promise.all([
        native
          .find(wanted, { sort: sortOf(sort), skip: range.from, limit: range.to - range.from + 1 })
          .toArray(),
        native.countDocuments(wanted),
      ]);
      const rows = (found as unknown as ItemDocument<T>[]).map(({ _id, scope: _scope, ...row }) => row);
      return { rows: rows as unknown as (T & { updatedAt: Date; demo?: true })[], total, range };
    },

    /** Those written at or after a time, or all, in portions. */
    changedSince: async function* (since: Date | null): AsyncGenerator<{ item: T; updatedAt: Date }> {
      const filter = { scope: prefix, ...(since && { updatedAt: { $gte: since } }) };
      for await (const document of native.find(filter as never, { batchSize })) {
        const found = document as unknown as ItemDocument<T>;
        yield { item: bare(found), updatedAt: found.updatedAt };
      }
    },

    count: (): Promise<number> => native.countDocuments({ scope: prefix } as never),

    /** Removes what the demo shop brought, and returns how many that were. */
    removeDemo: async (): Promise<number> => {
      const { deletedCount } = await native.deleteMany({ scope: prefix, demo: true } as never);
      await state.changed({ removed: true });
      return deletedCount;
    },
  };
};
