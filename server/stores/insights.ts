import type { Insights } from '#schemas/insight.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

type InsightDocument = Insights & { _id: string; scope: string; profileId: string };

const insights = collection<InsightDocument>('personalization_insights', [
  { keys: { scope: 1, profileId: 1 } },
  { keys: { scope: 1, 'trend.state': 1 } },
]);

/** What was last concluded of each customer: a copy for whoever queries the database. */
export const insightStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = insights(db);
  return {
    putMany: async (entries: readonly { profileId: string; insights: Insights }[]): Promise<void> => {
      if (entries.length === 0) return;
      const writes = entries.map(({ profileId, insights: concluded }) => {
        const replacement = { ...concluded, scope: prefix, profileId };
        return { replaceOne: { filter: { _id: `${prefix}/${profileId}` }, replacement, upsert: true } };
      });
      await native.bulkWrite(writes as never[], { ordered: false });
    },

    remove: async (profileIds: readonly string[], session: ClientSession): Promise<void> => {
      const ids = profileIds.map((id) => `${prefix}/${id}`);
      await native.deleteMany({ _id: { $in: ids } } as never, { session });
    },

    /** Those that were not brought up to date since: their customers are not there any more. */
    removeBefore: async (at: Date): Promise<void> => {
      await native.deleteMany({ scope: prefix, as_of: { $lt: at.toISOString() } } as never);
    },
  };
};

export type InsightStore = ReturnType<typeof insightStore>;
