import type { ReplayJob, ReplayRequest, ReplayResult } from '#schemas/replay.ts';
import { ReleaseFaults } from '#server/domain/releases/compile.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { Logger } from '#server/platform/logger.ts';
import { problem } from '#server/platform/problems.ts';
import type { ListPage, ListQuery } from '#server/platform/ra-list.ts';
import type { ReplayStore } from '#server/stores/replays.ts';
import { type ReplaySources, runReplay } from './run.ts';

type Dependencies = ReplaySources & {
  jobs: ReplayStore;
  /** What publishing every draft would make; null when none differs from what is in force. */
  releaseOfDrafts: () => Promise<CompiledRelease | null>;
  /** For how long results are kept. */
  retentionDays: () => number;
  clock: Clock;
  createId: () => string;
  logger: Pick<Logger, 'error'>;
};

type Progress = ReplayJob['progress'];
type Ended = {
  state: 'done' | 'cancelled' | 'failed' | 'interrupted';
  result: ReplayResult | null;
  error: string | null;
};

const day = 86_400_000;
const beatMs = 1_000;

const refused = (message: string) =>
  problem('invalid-request', {
    detail: `Nothing to replay: ${message}.`,
    errors: [{ path: '/release', message }],
  });

/** Rules of publishing change: a release of long ago may hold what none may any more. */
const refuseFaulty = (error: unknown): never => {
  if (error instanceof ReleaseFaults) throw refused(`it cannot be made ready: ${error.message}`);
  throw error;
};

/** Why a replay was stopped. */
const STOPPED = { cancelled: 'cancelled', closing: 'interrupted' } as const;

/** Makes recorded traffic again with another release, in the background: it may take minutes. */
export const replayService = (dependencies: Dependencies) => {
  const { jobs, releaseOfDrafts, releaseAt, retentionDays, clock, createId, logger } = dependencies;
  const running = new Map<string, { controller: AbortController; ended: Promise<void> }>();

  const targetOf = async ({ release }: ReplayRequest): Promise<CompiledRelease> => {
    const target = await (release === 'draft' ? releaseOfDrafts() : releaseAt(release)).catch(refuseFaulty);
    if (target) return target;
    throw refused(
      release === 'draft'
        ? 'no draft differs from what is in force'
        : `there is no release ${release} of this environment`,
    );
  };

  const orderOf = (request: ReplayRequest, target: CompiledRelease) => ({
    target,
    isDraft: request.release === 'draft',
    since: new Date(request.since),
    until: request.until === undefined ? clock() : new Date(request.until),
  });

  const find = async (id: string): Promise<ReplayJob> => {
    const job = await jobs.read(id, clock());
    if (job === null)
      throw problem('not-found', { detail: 'No replay of that id is kept. Its time may be over.' });
    return job;
  };

  const endOf = async (work: Promise<ReplayResult>, signal: AbortSignal): Promise<Ended> => {
    try {
      return { state: 'done', result: await work, error: null };
    } catch (error) {
      if (signal.aborted)
        return { state: signal.reason as 'cancelled' | 'interrupted', result: null, error: null };
      logger.error({ err: error }, 'a replay failed');
      return { state: 'failed', result: null, error: error instanceof Error ? error.message : String(error) };
    }
  };

  type Watched = { controller: AbortController; onProgress: (progress: Progress) => void };

  const run = async (
    id: string,
    order: ReturnType<typeof orderOf>,
    { controller, onProgress: tellOthers }: Watched,
  ): Promise<Ended> => {
    const { signal } = controller;
    let progress: Progress = { done: 0, total: 0 };
    const tell = async (): Promise<void> => {
      if (!(await jobs.beat(id, progress, clock()))) controller.abort(STOPPED.cancelled);
    };
    const timer = setInterval(() => void tell().catch(() => undefined), beatMs);
    const onProgress = (next: Progress): void => {
      progress = next;
      tellOthers(next);
    };
    const ended = await endOf(runReplay(dependencies, { ...order, signal, onProgress }), signal);
    clearInterval(timer);
    await jobs.end(id, progress, { ...ended, endedAt: clock() });
    return ended;
  };

  /** Writes one down as running, and lets it run. */
  const begin = async (
    request: ReplayRequest,
    author: string,
    onProgress: Watched['onProgress'] = () => undefined,
  ): Promise<{ id: string; result: Promise<Ended> }> => {
    const target = await targetOf(request);
    const startedAt = clock();
    if (await jobs.isRunning(startedAt))
      throw problem('not-in-this-state', {
        detail: 'A replay is running already. Wait for it or cancel it.',
      });
    const id = createId();
    const expiresAt = new Date(startedAt.getTime() + retentionDays() * day);
    await jobs.add({ id, request, base: target.number, author, startedAt }, expiresAt);
    const controller = new AbortController();
    const result = run(id, orderOf(request, target), { controller, onProgress });
    const ended = result
      .then(() => undefined)
      .catch((error: unknown) => logger.error({ err: error }, 'a replay could not be ended'))
      .finally(() => running.delete(id));
    running.set(id, { controller, ended });
    return { id, result };
  };

  return {
    /**
     * Starts one, and returns at once.
     * @throws ProblemError 'invalid-request' for a release that there is not, 'unprocessable' for drafts that could not
     * be published, 'not-in-this-state' while another runs
     */
    start: async (request: ReplayRequest, author: string): Promise<ReplayJob> =>
      find((await begin(request, author)).id),

    /**
     * Runs one while the caller waits; it is kept and listed as any other.
     * @throws ProblemError as `start`; Error when it was cancelled, or failed
     */
    runNow: async (
      request: ReplayRequest,
      { author, onProgress }: { author: string; onProgress: (progress: Progress) => void },
    ): Promise<ReplayResult> => {
      const { result } = await begin(request, author, onProgress);
      const ended = await result;
      if (ended.result !== null) return ended.result;
      throw new Error(ended.error ?? `The replay was ${ended.state}.`);
    },

    one: find,

    list: ({ range }: ListQuery): Promise<ListPage<Omit<ReplayJob, 'result'>>> => jobs.list(range, clock()),

    /** Whoever runs it stops within about a second; one that has ended stays as it is. */
    cancel: async (id: string): Promise<ReplayJob> => {
      await find(id);
      await jobs.cancel(id);
      const here = running.get(id);
      here?.controller.abort(STOPPED.cancelled);
      await here?.ended;
      return find(id);
    },

    /** Stops whatever runs here; it is told as interrupted. */
    close: async (): Promise<void> => {
      for (const { controller } of running.values()) controller.abort(STOPPED.closing);
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
};

export type ReplayService = ReturnType<typeof replayService>;
