import { setImmediate } from 'node:timers/promises';
import type { Recompute } from '#schemas/segment-report.ts';
import { digestOf } from '#server/domain/conditions/digest.ts';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { RecomputeJob, SegmentJobStore } from '#server/stores/segment-jobs.ts';
import type { SegmentMemberStore } from '#server/stores/segment-members.ts';
import type { SegmentKeeper } from './keeper.ts';

type CountProgress = { done: number; total: number };

export type RecomputeDependencies = {
  members: Pick<SegmentMemberStore, 'after' | 'sizes'>;
  jobs: SegmentJobStore;
  keeper: Pick<SegmentKeeper, 'bringRead'>;
  release: () => CompiledRelease;
  /** Counts what conditions newly ask of histories; nobody's memberships are right before. */
  countHistories: (onProgress: (progress: CountProgress) => Promise<void>) => Promise<unknown>;
  clock: Clock;
  /** Names this process among those that may do the same. */
  holder: string;
};

/** Few enough that decisions and events hardly wait for the transaction. */
const pageSize = 250;
/** How often it is written down how far it has come: often enough for whoever watches. */
const noteMs = 500;

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

/** Another process does it now, because this one said nothing for too long. */
class Relieved extends Error {}

/** Computes everyone's memberships, page by page; a page is read while the one before it is written. */
export const createRecompute = (dependencies: RecomputeDependencies) => {
  const { members, jobs, keeper, release, countHistories, clock, holder } = dependencies;
  let stopped = false;

  const note = async (job: RecomputeJob): Promise<void> => {
    await jobs.write(job);
    if (!(await jobs.lease('recompute', holder, clock()))) throw new Relieved();
  };

  /** Sizes that were complete: as they are now, unless a computation of everyone was under way already. */
  const completeSizes = async (bySegment: ReadonlyMap<string, number>): Promise<Record<string, number>> => {
    const known = await jobs.read();
    if (known?.before !== undefined && known.recompute.state === 'running') return known.before;
    const computed = known?.segments ?? [...bySegment.keys()];
    return Object.fromEntries(computed.map((key) => [key, bySegment.get(key) ?? 0]));
  };

  const begin = async (question: string): Promise<RecomputeJob> => {
    const { customers, bySegment } = await members.sizes();
    const recompute: Recompute = {
      state: 'running',
      release: release().number,
      startedAt: clock(),
      endedAt: null,
      done: 0,
      total: customers,
      changes: 0,
    };
    const { segments } = release();
    const job = {
      question,
      after: '',
      recompute,
      segments: [...segments.items.map(({ key }) => key), ...segments.uploaded.keys()],
      before: await completeSizes(bySegment),
    };
    await jobs.write(job);
    return job;
  };

  /** Histories first, which is told beside. */
  const count = async (job: RecomputeJob): Promise<void> => {
    let noted = 0;
    await countHistories(async (counting) => {
      if (clock().getTime() - noted < noteMs) return;
      noted = clock().getTime();
      await note({ ...job, recompute: { ...job.recompute, counting } });
    });
  };

  const computeAll = async (begun: RecomputeJob): Promise<RecomputeJob> => {
    let job = begun;
    let noted = clock().getTime();
    let reading = members.after(job.after, pageSize);
    while (!stopped && questionOf(release()) === job.question) {
      const page = await reading;
      const last = page.at(-1);
      if (last === undefined)
        return { ...job, after: '', recompute: { ...job.recompute, state: 'done', endedAt: clock() } };
      reading = members.after(last.id, pageSize);
      // awaited in the next round; until then its failure is nobody's
      reading.catch(() => undefined);
      const changes = job.recompute.changes + (await keeper.bringRead(page, 'release'));
      const done = job.recompute.done + page.length;
      // customers come in meanwhile
      const total = Math.max(job.recompute.total, done);
      job = { ...job, after: last.id, recompute: { ...job.recompute, done, total, changes } };
      if (clock().getTime() - noted >= noteMs) {
        noted = clock().getTime();
        await note(job);
      }
      await setImmediate();
    }
    return job;
  };

  /** What was computed last, where nothing else is asked now; null otherwise. */
  const ended = async (): Promise<Recompute | null> => {
    const known = await jobs.read();
    const isAnswer = known?.recompute.state === 'done' && known.question === questionOf(release());
    return isAnswer ? known.recompute : null;
  };

  /** From where the last one stopped, if it asked the same. */
  const resume = async (): Promise<RecomputeJob> => {
    const question = questionOf(release());
    const known = await jobs.read();
    if (known?.question !== question || known.recompute.state === 'done') return begin(question);
    const { counting: _, ...recompute } = known.recompute;
    return { segments: [], before: {}, ...known, recompute };
  };

  const run = async (): Promise<Recompute | null> => {
    const job = await resume();
    try {
      await count(job);
      const stopped = await computeAll(job);
      await jobs.write(stopped);
      return stopped.recompute;
    } catch (error) {
      if (error instanceof Relieved) return (await jobs.read())?.recompute ?? null;
      throw error;
    }
  };

  return {
    ended,
    run,

    /** What is under way ends with its page. */
    stop: (): void => {
      stopped = true;
    },
  };
};
