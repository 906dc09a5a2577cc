import { setImmediate } from 'node:timers/promises';
import type { Recompute } from '#schemas/segment-report.ts';
import type { SegmentWork } from '#server/stores/segment-jobs.ts';
import type { SegmentMemberStore } from '#server/stores/segment-members.ts';
import type { SegmentKeeper } from './keeper.ts';
import { createRecompute, type RecomputeDependencies } from './recompute.ts';

type Dependencies = RecomputeDependencies & {
  members: Pick<SegmentMemberStore, 'due'>;
  keeper: Pick<SegmentKeeper, 'bring'>;
};

type RecomputeStatus = { recompute: Recompute | null; before: Readonly<Record<string, number>> | null };

/** Few enough that decisions and events hardly wait for the transaction. */
const pageSize = 200;
/** Pages of customers due in one turn, so that others get theirs. */
const mostPages = 200;

/** Keeps memberships right where no event does: as time passes, and after a release that changes segments. */
export const createSegmentUpkeep = (dependencies: Dependencies) => {
  const { members, jobs, keeper, clock, holder } = dependencies;
  const { ended, run, stop } = createRecompute(dependencies);

  /** Runs work that one process does at a time; null where another does it. */
  const alone = async <R>(work: SegmentWork, run: () => Promise<R>): Promise<R | null> => {
    if (!(await jobs.lease(work, holder, clock()))) return null;
    try {
      return await run();
    } finally {
      await jobs.release(work, holder, clock());
    }
  };

  const followDue = async (): Promise<number> => {
    let customers = 0;
    for (let page = 0; page < mostPages; page += 1) {
      const ids = await members.due(clock(), pageSize);
      if (ids.length === 0) return customers;
      await keeper.bring(ids, 'time');
      customers += ids.length;
      if (!(await jobs.lease('follow-time', holder, clock()))) return customers;
      await setImmediate();
    }
    return customers;
  };

  return {
    /** Looks at everyone whose memberships time may have changed; says how many those were. */
    followTime: async (): Promise<number | null> =>
      // mostly nobody is, and then there is no work to take
      (await members.due(clock(), 1)).length === 0 ? 0 : alone('follow-time', followDue),

    /**
     * Computes everyone's memberships where a release changed what they follow from, or `again` asks for it. It can
     * stop anywhere, and any process goes on where it stopped.
     */
    recompute: async ({ again = false }: { again?: boolean } = {}): Promise<Recompute | null> =>
      (again ? null : await ended()) ??
      alone('recompute', async () => (again ? null : await ended()) ?? run()),

    stop,

    /** How far that is. While it goes on: how many customers were in which segment when all were complete last. */
    status: async (): Promise<RecomputeStatus> => {
      const job = await jobs.read();
      if (job === null) return { recompute: null, before: null };
      const { recompute, before = {} } = job;
      return { recompute, before: recompute.state === 'running' ? before : null };
    },
  };
};

export type SegmentUpkeep = ReturnType<typeof createSegmentUpkeep>;
