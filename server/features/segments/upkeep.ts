import { setImmediate } from 'node:timers/promises';
import type { Recompute } from '#schemas/segment-report.ts';
import { digestOf } from '#server/domain/conditions/digest.ts';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { RecomputeJob, SegmentJobStore, SegmentWork } from '#server/stores/segment-jobs.ts';
import type { SegmentMemberStore } from '#server/stores/segment-members.ts';
import type { SegmentKeeper } from './keeper.ts';

type Dependencies = {
  members: Pick<SegmentMemberStore, 'due' | 'after' | 'everyone'>;
  jobs: SegmentJobStore;
  keeper: Pick<SegmentKeeper, 'bring'>;
  release: () => CompiledRelease;
  /** Counts what conditions newly ask of histories; nobody's memberships are right before. */
  countHistories: () => Promise<unknown>;
  clock: Clock;
  /** Names this process among those that may do the same. */
  holder: string;
};

/** Few enough that decisions and events hardly wait for the transaction. */
const pageSize = 200;
/** Pages of customers due in one turn, so that others get theirs. */
const mostPages = 200;

// a release never changes
const questions = new WeakMap<CompiledRelease, string>();

/** Names everything in a release that memberships follow from. */
const questionOf = (release: CompiledRelease): string => {
  const { segments, conditions, settings } = release;
  const known = questions.get(release);
  if (known !== undefined) return known;
  const question = digestOf(
    canonicalJson([segments.items, [...segments.uploaded.values()], conditions, settings]),
  );
  questions.set(release, question);
  return question;
};

/** Keeps memberships right where no event does: as time passes, and after a release that changes segments. */
export const createSegmentUpkeep = (dependencies: Dependencies) => {
  const { members, jobs, keeper, release, countHistories, clock, holder } = dependencies;

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

  const begin = async (question: string): Promise<RecomputeJob> => {
    const recompute: Recompute = {
      state: 'running',
      release: release().number,
      startedAt: clock(),
      endedAt: null,
      done: 0,
      total: await members.everyone(),
      changes: 0,
    };
    const job = { question, after: '', recompute };
    await jobs.write(job);
    return job;
  };

  const computePage = async ({ question, after, recompute }: RecomputeJob): Promise<RecomputeJob> => {
    const ids = await members.after(after, pageSize);
    const last = ids.at(-1);
    if (last === undefined)
      return { question, after: '', recompute: { ...recompute, state: 'done', endedAt: clock() } };
    const changes = recompute.changes + (await keeper.bring(ids, 'release'));
    const done = recompute.done + ids.length;
    // customers come in meanwhile
    const total = Math.max(recompute.total, done);
    return { question, after: last, recompute: { ...recompute, done, total, changes } };
  };

  /** From where the last one stopped, if it asked the same. */
  const compute = async (again: boolean): Promise<Recompute | null> => {
    const question = questionOf(release());
    const known = await jobs.read();
    const asksTheSame = known?.question === question && !(again && known.recompute.state === 'done');
    if (asksTheSame && known.recompute.state === 'done') return known.recompute;
    let job = asksTheSame ? known : await begin(question);
    await countHistories();
    while (job.recompute.state === 'running' && questionOf(release()) === question) {
      job = await computePage(job);
      await jobs.write(job);
      if (!(await jobs.lease('recompute', holder, clock()))) return job.recompute;
      await setImmediate();
    }
    return job.recompute;
  };

  return {
    /** Looks at everyone whose memberships time may have changed; says how many those were. */
    followTime: (): Promise<number | null> => alone('follow-time', followDue),

    /**
     * Computes everyone's memberships where a release changed what they follow from, or `again` asks for it. It can
     * stop anywhere, and any process goes on where it stopped.
     */
    recompute: ({ again = false }: { again?: boolean } = {}): Promise<Recompute | null> =>
      alone('recompute', () => compute(again)),

    progress: async (): Promise<Recompute | null> => (await jobs.read())?.recompute ?? null,
  };
};

export type SegmentUpkeep = ReturnType<typeof createSegmentUpkeep>;
