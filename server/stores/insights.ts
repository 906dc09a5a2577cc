import type { Insights } from '#schemas/insight.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';

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
  };
};

export type InsightStore = ReturnType<typeof insightStore>;
