import type { RetentionDay, RetentionKind, RetentionReport } from '#schemas/retention.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';

type Counts = Partial<Record<RetentionKind, number>>;
type DayDocument = {
  _id: string;
  scope: string;
  day: string;
  /** What was removed on the day. */
  removed?: Counts;
  /** The last run of the day, and what that one removed. */
  at: Date;
  last: Counts;
  expiresAt: Date;
};

const retentionDays = collection<DayDocument>('retention_days', [
  { keys: { scope: 1, day: -1 } },
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

const keptMs = 366 * 86_400_000;

/** How much retention removed, by day (UTC): numbers and nothing of whom they are about. */
export const retentionDayStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = retentionDays(db);

  return {
    /** Adds a run; also one that removed nothing is the last one. */
    add: async (last: Counts, at: Date): Promise<void> => {
      const day = at.toISOString().slice(0, 10);
      const counts = Object.entries(last).map(([kind, count]) => [`removed.${kind}`, count] as const);
      const update = {
        $set: { scope: prefix, day, at, last, expiresAt: new Date(at.getTime() + keptMs) },
        ...(counts.length > 0 && { $inc: Object.fromEntries(counts) }),
      };
      await native.updateOne({ _id: `${prefix}/${day}` } as never, update as never, { upsert: true });
    },

    /** The last run, and the newest days on which something was removed. */
    read: async (limit: number): Promise<RetentionReport> => {
      const found = await native.find({ scope: prefix } as never, { sort: { day: -1 }, limit }).toArray();
      const days = found as unknown as DayDocument[];
      const [newest] = days;
      return {
        last: newest === undefined ? null : { at: newest.at, removed: newest.last },
        days: days.flatMap(({ day, removed }): RetentionDay[] => (removed ? [{ day, removed }] : [])),
      };
    },
  };
};

export type RetentionDayStore = ReturnType<typeof retentionDayStore>;
