import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { SegmentChange } from '#schemas/segment-report.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import { shardOf } from './sharded-sums.ts';

/** How many came and left on a day (UTC). */
export type DayOfChanges = { day: string; entered: number; left: number };
type Change = Pick<SegmentChange, 'segment' | 'change' | 'at'>;

type BySegment = Record<string, number>;
type DayDocument = {
  _id: string;
  scope: string;
  day: string;
  expiresAt: Date;
  entered?: BySegment;
  left?: BySegment;
};

const days = collection<DayDocument>('segment_days', [
  { keys: { scope: 1, day: 1 } },
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The `$inc` of each day. */
const incrementsOf = (changes: readonly Change[], by: 1 | -1): Map<string, Record<string, number>> => {
  const found = new Map<string, Record<string, number>>();
  for (const { segment, change, at } of changes) {
    const day = dayOf(at);
    const increments = found.get(day) ?? {};
    const field = `${change}.${segment}`;
    increments[field] = (increments[field] ?? 0) + by;
    found.set(day, increments);
  }
  return found;
};

/** How many came into each segment and left it, by day: summed up where it happens, so that nobody has to count. */
export const segmentDayStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = days(db);

  return {
    /** Adds changes, or takes them out, within the transaction that writes or removes them. */
    add: async (
      changes: readonly Change[],
      { by, expiresAt }: { by: 1 | -1; expiresAt: Date },
      session: ClientSession,
    ): Promise<void> => {
      const writes = [...incrementsOf(changes, by)].map(([day, $inc]) => {
        const update = { $setOnInsert: { scope: prefix, day }, $max: { expiresAt }, $inc };
        return {
          updateOne: { filter: { _id: `${prefix}/${day}/${shardOf(session)}` }, update, upsert: true },
        };
      });
      if (writes.length > 0) await native.bulkWrite(writes as never[], { session, ordered: false });
    },

    /** Of every segment the days from one on that had any changes, in order. */
    since: async (from: Date): Promise<Map<string, DayOfChanges[]>> => {
      const filter = { scope: prefix, day: { $gte: dayOf(from) } } as never;
      const found = new Map<string, DayOfChanges[]>();
      for await (const document of native.find(filter, { sort: { scope: 1, day: 1 } })) {
        const { day, entered = {}, left = {} } = document as unknown as DayDocument;
        for (const segment of new Set([...Object.keys(entered), ...Object.keys(left)])) {
          const known = found.get(segment) ?? [];
          if (known.at(-1)?.day !== day) known.push({ day, entered: 0, left: 0 });
          const sum = known.at(-1)!;
          sum.entered += entered[segment] ?? 0;
          sum.left += left[segment] ?? 0;
          found.set(segment, known);
        }
      }
      return found;
    },
  };
};
