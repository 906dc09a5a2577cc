import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { SegmentChange } from '#schemas/segment-report.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

type ChangeDocument = SegmentChange & { _id: string; scope: string; expiresAt: Date };

const changes = collection<ChangeDocument>('segment_changes', [
  { keys: { scope: 1, segment: 1, at: 1 } },
  { keys: { scope: 1, profileId: 1 } },
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

/** How many came and went on a day (UTC). */
export type DayOfChanges = { day: string; entered: number; left: number };

/** Who entered and left which segment, for some time. */
export const segmentChangeStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = changes(db);
  const one = (change: SegmentChange['change']) => ({
    $sum: { $cond: [{ $eq: ['$change', change] }, 1, 0] },
  });

  const daysOf = async (filter: object): Promise<Map<string, DayOfChanges[]>> => {
    const day = { $dateToString: { date: '$at', format: '%Y-%m-%d' } };
    const found = await native
      .aggregate([
        { $match: { scope: prefix, ...filter } },
        { $group: { _id: { segment: '$segment', day }, entered: one('entered'), left: one('left') } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    const days = new Map<string, DayOfChanges[]>();
    for (const { _id, entered, left } of found) {
      const { segment, day: name } = _id as unknown as { segment: string; day: string };
      days.set(segment, [...(days.get(segment) ?? []), { day: name, entered, left }]);
    }
    return days;
  };

  return {
    add: async (some: readonly SegmentChange[], expiresAt: Date, session: ClientSession): Promise<void> => {
      if (some.length === 0) return;
      const writes = some.map((change) => {
        const _id = `${prefix}/${change.segment}/${change.at.getTime()}/${change.profileId}/${change.change}`;
        return {
          replaceOne: { filter: { _id }, replacement: { ...change, scope: prefix, expiresAt }, upsert: true },
        };
      });
      await native.bulkWrite(writes as never[], { session, ordered: false });
    },

    /** Comings and goings of a segment by day; a day without any is absent. */
    byDay: async (segment: string, since: Date): Promise<DayOfChanges[]> =>
      (await daysOf({ segment, at: { $gte: since } })).get(segment) ?? [],

    /** When the oldest change of a segment was that is kept; null where there is none. */
    keptSince: async (segment: string): Promise<Date | null> => {
      const query = { scope: prefix, segment } as never;
      const found = await native.findOne(query, { sort: { at: 1 }, projection: { at: 1 } });
      return (found as unknown as SegmentChange | null)?.at ?? null;
    },

    /** Comings and goings of every segment by day. */
    byDayOfAll: (since: Date): Promise<Map<string, DayOfChanges[]>> => daysOf({ at: { $gte: since } }),
  };
};

export type SegmentChangeStore = ReturnType<typeof segmentChangeStore>;
