import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { SegmentChange } from '#schemas/segment-report.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import { type DayOfChanges, segmentDayStore } from './segment-days.ts';

type ChangeDocument = SegmentChange & { _id: string; scope: string; expiresAt: Date };

const changes = collection<ChangeDocument>('segment_changes', [
  { keys: { scope: 1, segment: 1, at: 1 } },
  { keys: { scope: 1, profileId: 1 } },
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

/** Who entered and left which segment, for some time. */
export const segmentChangeStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = changes(db);
  const days = segmentDayStore(db, scope);

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
      await days.add(some, { by: 1, expiresAt }, session);
    },

    /** Removes what is known of some customers, as if they had never come and left. */
    remove: async (profileIds: readonly string[], session: ClientSession): Promise<void> => {
      const filter = { scope: prefix, profileId: { $in: profileIds } } as never;
      const found = (await native.find(filter, { session }).toArray()) as unknown as ChangeDocument[];
      if (found.length === 0) return;
      const expiresAt = new Date(Math.max(...found.map((change) => change.expiresAt.getTime())));
      await days.add(found, { by: -1, expiresAt }, session);
      await native.deleteMany(filter, { session });
    },

    /** Comings and goings of a segment by day; a day without any is absent. */
    byDay: async (segment: string, since: Date): Promise<DayOfChanges[]> =>
      (await days.since(since)).get(segment) ?? [],

    /** When the oldest change of a segment was that is kept; null where there is none. */
    keptSince: async (segment: string): Promise<Date | null> => {
      const query = { scope: prefix, segment } as never;
      const found = await native.findOne(query, { sort: { at: 1 }, projection: { at: 1 } });
      return (found as unknown as SegmentChange | null)?.at ?? null;
    },

    /** Comings and goings of every segment by day. */
    byDayOfAll: days.since,
  };
};

export type SegmentChangeStore = ReturnType<typeof segmentChangeStore>;
