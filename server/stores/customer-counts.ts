import type { Membership } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection, withTransaction } from '#server/platform/mongo.ts';
import { shardOf } from './sharded-sums.ts';

type Sums = { customers?: number; segments?: Record<string, number> };
type CountDocument = Sums & { _id: string; scope: string };

const sums = collection<CountDocument>('customer_counts', [{ keys: { scope: 1 } }]);

/** How many customers there are, and how many of them are in each segment; a segment without any is absent. */
export type CustomerCounts = { customers: number; bySegment: Map<string, number> };

/** What a write makes of a customer; null where there is none before it, or none after it. */
export type CountedWrite = Record<'before' | 'after', { memberships?: readonly Membership[] } | null>;

/** What was counted before anything was added, less what was added by then. */
const base = 'base';
/** In the counts of a reading of everyone: a name that no segment has. */
const everyone = '';

const incrementsOf = (writes: readonly CountedWrite[]): Record<string, number> => {
  const changed = new Map<string, number>();
  const add = (name: string, by: 1 | -1): unknown => changed.set(name, (changed.get(name) ?? 0) + by);
  const addAll = (customer: CountedWrite['before'], by: 1 | -1): void => {
    if (customer === null) return;
    add('customers', by);
    for (const { segment } of customer.memberships ?? []) add(`segments.${segment}`, by);
  };
  for (const { before, after } of writes) {
    addAll(before, -1);
    addAll(after, 1);
  }
  return Object.fromEntries([...changed].filter(([, by]) => by !== 0));
};

const addedUp = (documents: readonly Sums[]): CustomerCounts => {
  const bySegment = new Map<string, number>();
  let all = 0;
  for (const { customers = 0, segments = {} } of documents) {
    all += customers;
    for (const [segment, some] of Object.entries(segments))
      bySegment.set(segment, (bySegment.get(segment) ?? 0) + some);
  }
  for (const [segment, some] of bySegment) if (some === 0) bySegment.delete(segment);
  return { customers: all, bySegment };
};

/**
 * How many customers there are and how many are in each segment, kept with every write of a profile: within its
 * transaction, so that the counts are always exact.
 */
export const customerCountStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = sums(db);
  const baseId = `${prefix}/${base}`;

  const kept = async (session?: ClientSession): Promise<CountDocument[]> => {
    const found = await native.find({ scope: prefix } as never, session && { session }).toArray();
    return found as unknown as CountDocument[];
  };

  /** Reads every customer once. */
  const readAll = async (session: ClientSession): Promise<CustomerCounts> => {
    const places = { $concatArrays: [[everyone], { $ifNull: ['$memberships.segment', []] }] };
    const groups = await db
      .collection('customer_profiles')
      .aggregate(
        [
          { $match: { scope: prefix } },
          { $project: { places } },
          { $unwind: '$places' },
          { $group: { _id: '$places', customers: { $sum: 1 } } },
        ],
        { session },
      )
      .toArray();
    const found = new Map(groups.map(({ _id, customers }) => [String(_id), Number(customers)]));
    const customers = found.get(everyone) ?? 0;
    found.delete(everyone);
    return { customers, bySegment: found };
  };

  /**
   * Counts everyone from their profiles. What is added meanwhile counts as well: the base is the difference between
   * what profiles and sums said at one moment, which no later write changes.
   */
  const countAnew = (): Promise<void> =>
    withTransaction(db, async (session) => {
      const added = addedUp((await kept(session)).filter(({ _id }) => _id !== baseId));
      const { customers, bySegment } = await readAll(session);
      const keys = new Set([...bySegment.keys(), ...added.bySegment.keys()]);
      const segments = Object.fromEntries(
        [...keys].map((key) => [key, (bySegment.get(key) ?? 0) - (added.bySegment.get(key) ?? 0)]),
      );
      const replacement = { scope: prefix, customers: customers - added.customers, segments };
      await native.replaceOne({ _id: baseId } as never, replacement as never, { session, upsert: true });
    });

  return {
    /** Adds what writes change, within the transaction that they belong to. */
    add: async (writes: readonly CountedWrite[], session: ClientSession): Promise<void> => {
      const $inc = incrementsOf(writes);
      if (Object.keys($inc).length === 0) return;
      const filter = { _id: `${prefix}/${shardOf(session)}` } as never;
      const update = { $setOnInsert: { scope: prefix }, $inc } as never;
      await native.updateOne(filter, update, { session, upsert: true });
    },

    /** Everyone is counted where nobody did so before: in a store of an earlier version, or an empty one. */
    read: async (): Promise<CustomerCounts> => {
      const found = await kept();
      if (found.some(({ _id }) => _id === baseId)) return addedUp(found);
      await countAnew();
      return addedUp(await kept());
    },

    countAnew,
  };
};
