import type { Engagement, Profile } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { Settings } from '#schemas/settings.ts';
import type { Connection } from '#server/platform/mongo.ts';

/** By what customers are put in the order of their engagement, whenever that is asked for. */
export type EngagementRank = {
  /** Only ranks of one half-life can be compared. */
  halfLifeDays: number;
  /** Null for whoever has no points: behind everyone else. */
  key: number | null;
};

/** Where nobody says by which half-life customers are ranked. */
export const usualHalfLife = Settings.parse({}).engagement_half_life_days;

const dayMs = 86_400_000;
const batchSize = 500;

/** With these, ranks of one half-life lie together; the highest first. */
export const rankFields = { 'rank.halfLifeDays': 1, 'rank.key': -1 } as const;

/**
 * The place of a customer among others. Points p of day t have faded to p · 2^(−(now − t) / h) by now, whose logarithm
 * is log2(p) + t / h − now / h. The last term is the same for everyone, so the order needs no now: it stays right while
 * everyone fades, and only an event changes a rank (forward decay: Cormode et al. 2009, doi:10.1109/ICDE.2009.65).
 * @example rankOf({ raw: 8, at: new Date(0), score: 0 }, 14) // { halfLifeDays: 14, key: 3 }
 */
export const rankOf = ({ raw, at }: Engagement, halfLifeDays: number): EngagementRank => ({
  halfLifeDays,
  key: at !== null && raw > 0 ? Math.log2(raw) + at.getTime() / dayMs / halfLifeDays : null,
});

/** The ranks of customers where another half-life is in force than the one that they were made with. */
export const engagementRankStore = (db: Connection, scope: Scope, halfLifeDays = () => usualHalfLife) => {
  const prefix = scopeKey(scope);
  const native = db.collection('customer_profiles');

  const someOf = async (halfLife: object | null): Promise<(Profile & { _id: string })[]> => {
    const query = { scope: prefix, 'rank.halfLifeDays': halfLife } as never;
    const projection = { version: 1, engagement: 1 } as const;
    const found = await native.find(query, { projection, limit: batchSize }).toArray();
    return found as unknown as (Profile & { _id: string })[];
  };

  return {
    /** Ranks whoever was ranked otherwise; answers how many those were. Who is written meanwhile is ranked by that. */
    rankAnew: async (): Promise<number> => {
      const inForce = halfLifeDays();
      let ranked = 0;
      // ranges of the index, and those without any rank; that it is another one would be found by reading everyone
      for (const otherwise of [{ $lt: inForce }, { $gt: inForce }, null])
        for (let some = await someOf(otherwise); some.length > 0; some = await someOf(otherwise)) {
          const writes = some.map(({ _id, version, engagement }) => {
            const rank = rankOf(engagement, inForce);
            return { updateOne: { filter: { _id, version }, update: { $set: { rank } } } };
          });
          await native.bulkWrite(writes as never[], { ordered: false });
          ranked += some.length;
        }
      return ranked;
    },
  };
};
