import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import { incrementWrite } from './sharded-sums.ts';

const counts = ['decisions', 'exposures', 'clicks', 'conversions'] as const;
type Counts = Record<(typeof counts)[number], number>;

/** A variant in a placement on a day (`2026-01-31`, UTC). */
type DailyMetric = { day: string; placement: string; variant: string } & Counts;
type Change = Omit<DailyMetric, keyof Counts> & Partial<Counts>;
type DailyDocument = Change & { _id: string; scope: string };

const days = collection<DailyDocument>('engagement_metrics', [
  { keys: { scope: 1, day: 1, placement: 1, variant: 1 } },
]);

const nonZero = (change: Change): Record<string, number> =>
  Object.fromEntries(counts.flatMap((count) => (change[count] ? [[count, change[count]]] : [])));

/** Decisions, showings, clicks and conversions by day. */
export const dailyMetricStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = days(db);
  return {
    add: async (changes: readonly Change[], shard: number, session?: ClientSession): Promise<void> => {
      if (changes.length === 0) return;
      const writes = changes.map((change) => {
        const { day, placement, variant } = change;
        const about = { scope: prefix, day, placement, variant };
        return incrementWrite(`${prefix}/${day}/${placement}/${variant}/${shard}`, about, nonZero(change));
      });
      await native.bulkWrite(writes as never[], { ordered: false, ...(session && { session }) });
    },

    /** The days from one to another, both included, in order. */
    between: async (from: string, to: string): Promise<DailyMetric[]> => {
      const found = await native
        .find({ scope: prefix, day: { $gte: from, $lte: to } } as never, {
          sort: { day: 1, placement: 1, variant: 1 },
        })
        .toArray();
      const sums = new Map<string, DailyMetric>();
      for (const document of found as unknown as DailyDocument[]) {
        const { day, placement, variant } = document;
        const key = JSON.stringify([day, placement, variant]);
        const sum = sums.get(key) ?? {
          ...{ day, placement, variant },
          ...{ decisions: 0, exposures: 0, clicks: 0, conversions: 0 },
        };
        for (const count of counts) sum[count] += document[count] ?? 0;
        sums.set(key, sum);
      }
      return [...sums.values()];
    },
  };
};

export type DailyMetricStore = ReturnType<typeof dailyMetricStore>;
