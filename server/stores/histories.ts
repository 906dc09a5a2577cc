import type { ProfileHistory } from '#schemas/history.ts';
import type { Profile } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { ClientSession, Connection } from '#server/platform/mongo.ts';

/** A customer whose counters are not those of a declaration. */
export type Uncounted = Pick<Profile, 'id' | 'version' | 'history'>;
/** Counters to be written over the version of a profile that they were counted from. */
export type HistoryWrite = { id: string; version: number; history: ProfileHistory };

/** What conditions count of customers: a part of each customer's profile. */
export const historyStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const native = db.collection('customer_profiles');
  const idOf = (id: string): string => `${prefix}/${id}`;

  return {
    /** The next by id, after the given one. The scope is in the ids, so that no other index is taken. */
    uncounted: async (
      declared: string,
      { after, limit }: { after: string; limit: number },
      session: ClientSession,
    ): Promise<Uncounted[]> => {
      const filter = {
        _id: { $gt: idOf(after), $lt: `${prefix}0` },
        movedTo: { $exists: false },
        'history.declared': { $ne: declared },
      };
      const projection = { _id: 0, id: 1, version: 1, history: 1 } as const;
      const found = native.find(filter as never, { sort: { _id: 1 }, limit, projection, session });
      return (await found.toArray()) as unknown as Uncounted[];
    },

    countUncounted: (declared: string): Promise<number> =>
      native.countDocuments({ scope: prefix, 'history.declared': { $ne: declared } } as never),

    /** Writes counters beside what else the profiles hold. Leaves out profiles that were written meanwhile. */
    keep: async (writes: readonly HistoryWrite[]): Promise<number> => {
      if (writes.length === 0) return 0;
      const updates = writes.map(({ id, version, history }) => ({
        updateOne: {
          filter: { _id: idOf(id), version },
          update: { $set: { history }, $inc: { version: 1 } },
        },
      }));
      const { matchedCount } = await native.bulkWrite(updates as never[], { ordered: false });
      return matchedCount;
    },

    /** How many customers have which counters; null for those who have none. */
    countedAs: async (): Promise<{ customers: number; history: ProfileHistory | null }[]> => {
      const groups = await native
        .aggregate([
          { $match: { scope: prefix } },
          { $group: { _id: '$history.declared', customers: { $sum: 1 }, one: { $first: '$_id' } } },
        ])
        .toArray();
      return Promise.all(
        groups.map(async ({ customers, one }) => {
          const found = await native.findOne({ _id: one } as never, { projection: { history: 1 } });
          return { customers, history: (found as unknown as Profile | null)?.history ?? null };
        }),
      );
    },
  };
};

export type HistoryStore = ReturnType<typeof historyStore>;
