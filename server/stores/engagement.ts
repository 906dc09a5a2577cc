import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { ClientSession, Connection } from '#server/platform/mongo.ts';

/** How engaged the customers of a shop were on a day (`2026-01-31`, UTC). */
export type EngagementDay = {
  day: string;
  customers: number;
  mean: number;
  /** Customers by score: below 10, below 20 … to 100. */
  histogram: number[];
};

type CustomerWeeks = { profileId: string; weeks: { at: Date; score: number | null }[] };
type DayDocument = Omit<EngagementDay, 'day'> & { shopDay: string };

/**
 * Engagement beside the counts of days, in the same collection: a document a day for the shop, under a name of its own,
 * and one a customer with the last 26 weeks.
 */
export const engagementStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const native = db.collection('engagement_metrics');
  return {
    putCustomers: async (customers: readonly CustomerWeeks[], at: Date): Promise<void> => {
      if (customers.length === 0) return;
      const writes = customers.map(({ profileId, weeks }) => {
        const replacement = { scope: prefix, profileId, at, weeks };
        return {
          replaceOne: { filter: { _id: `${prefix}/customer/${profileId}` }, replacement, upsert: true },
        };
      });
      await native.bulkWrite(writes as never[], { ordered: false });
    },

    removeCustomers: async (profileIds: readonly string[], session: ClientSession): Promise<void> => {
      const ids = profileIds.map((id) => `${prefix}/customer/${id}`);
      await native.deleteMany({ _id: { $in: ids } } as never, { session });
    },

    /** Those that were not brought up to date since: their customers are not there any more. */
    removeCustomersBefore: async (at: Date): Promise<void> => {
      const old = { scope: prefix, profileId: { $exists: true }, at: { $lt: at } };
      await native.deleteMany(old as never);
    },

    putDay: async ({ day, ...distribution }: EngagementDay): Promise<void> => {
      const replacement = { scope: prefix, shopDay: day, ...distribution };
      await native.replaceOne({ _id: `${prefix}/shop/${day}` } as never, replacement, { upsert: true });
    },

    /** The first day that is kept; null where there is none yet. */
    keptSince: async (): Promise<string | null> => {
      const ids = { $gte: `${prefix}/shop/`, $lt: `${prefix}/shop0` };
      const found = await native.findOne({ _id: ids } as never, { sort: { _id: 1 } });
      return (found as unknown as DayDocument | null)?.shopDay ?? null;
    },

    /** The days from one to another, both included, in order. */
    days: async (from: string, to: string): Promise<EngagementDay[]> => {
      const ids = { $gte: `${prefix}/shop/${from}`, $lte: `${prefix}/shop/${to}` };
      const found = await native.find({ _id: ids } as never, { sort: { _id: 1 } }).toArray();
      return (found as unknown as DayDocument[]).map(({ shopDay: day, customers, mean, histogram }) => ({
        day,
        customers,
        mean,
        histogram,
      }));
    },
  };
};

export type EngagementStore = ReturnType<typeof engagementStore>;
