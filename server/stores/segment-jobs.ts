import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { Recompute } from '#schemas/segment-report.ts';
import { type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

/** What is done by one worker at a time. */
export type SegmentWork = 'follow-time' | 'recompute';

type JobDocument = {
  _id: string;
  scope: string;
  holder: string;
  leasedUntil: Date;
  /** Names what was asked to be computed. */
  question?: string;
  /** The last profile that was looked at. */
  after?: string;
  recompute?: Recompute;
  /** The segments whose members are computed. */
  segments?: string[];
  /** How many customers were in which segment when memberships were complete last. */
  before?: Record<string, number>;
};
export type RecomputeJob = Required<
  Pick<JobDocument, 'question' | 'after' | 'recompute' | 'segments' | 'before'>
>;
/** As an earlier version may have left it. */
type KnownJob = Pick<RecomputeJob, 'question' | 'after' | 'recompute'> & Partial<RecomputeJob>;

const jobs = collection<JobDocument>('segment_jobs', [{ keys: { scope: 1 } }]);

const leaseMs = 30_000;

/** Leases on the upkeep of memberships, and how far a computation of all of them has come. */
export const segmentJobStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = jobs(db);
  const idOf = (work: SegmentWork): string => `${prefix}/${work}`;

  return {
    /** Takes or keeps the lease on some work for half a minute; false while another holds it. */
    lease: async (work: SegmentWork, holder: string, now: Date): Promise<boolean> => {
      const leasedUntil = new Date(now.getTime() + leaseMs);
      const free = { $or: [{ holder }, { leasedUntil: { $lte: now } }] };
      try {
        await native.updateOne(
          { _id: idOf(work), ...free } as never,
          { $set: { scope: prefix, holder, leasedUntil } } as never,
          { upsert: true },
        );
        return true;
      } catch (error) {
        // it is there, and not free
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Leaves the work to whoever comes next. */
    release: async (work: SegmentWork, holder: string, now: Date): Promise<void> => {
      await native.updateOne({ _id: idOf(work), holder } as never, { $set: { leasedUntil: now } } as never);
    },

    read: async (): Promise<KnownJob | null> => {
      const found = (await native.findOne({ _id: idOf('recompute') } as never)) as JobDocument | null;
      return found?.recompute === undefined ? null : (found as KnownJob);
    },

    write: async ({ question, after, recompute, segments, before }: RecomputeJob): Promise<void> => {
      await native.updateOne(
        { _id: idOf('recompute') } as never,
        { $set: { scope: prefix, question, after, recompute, segments, before } } as never,
        { upsert: true },
      );
    },
  };
};

export type SegmentJobStore = ReturnType<typeof segmentJobStore>;
