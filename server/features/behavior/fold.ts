import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '#server/platform/problems.ts';
import { type FoldDependencies, foldBatch, type Stated } from './fold-batch.ts';
import type { FoldedProfile } from './fold-profile.ts';

export type Folds = ReadonlyMap<string, FoldedProfile>;
type FoldProgress = { events: number; profiles: number; total: number };

type Options = FoldDependencies & {
  /** 0–15: where this process adds its sums, so that processes seldom write the same document. */
  shard?: number;
  /** Profiles in one transaction. */
  maxProfiles?: number;
  /** Do more events come in than can be stored at once? Then folding leaves most of the time to storing them. */
  isCrowded?: () => boolean;
  /** Told of profiles with what is new in them, once that is stored. */
  onFolded?: (folds: readonly FoldedProfile[]) => void;
  onError?: (error: unknown, profileIds: readonly string[]) => void;
};

type Waiting = {
  resolve: (folds: Folds) => void;
  reject: (error: unknown) => void;
  ids: readonly string[];
  /** What is said of identities has a transaction of its own. */
  stated?: Stated;
};

const attempts = 5;
const maxEvents = 4000;
const pageSize = 5000;
const maxQueue = 10_000;
/** While events crowd in, folding rests so many times as long as it took. */
const restShare = 3;
const restStep = 20;

/** Several profiles at once so that a flush is shared; one at a time where that keeps failing. */
const attempt = async (
  dependencies: FoldDependencies,
  ids: readonly string[],
  shard: number,
  stated?: Stated,
): Promise<FoldedProfile[]> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await foldBatch(dependencies, ids, shard, stated);
    } catch (error) {
      if (tried === attempts || error instanceof ProblemError) throw error;
      await sleep(2 ** tried * 5);
    }
  }
};

/** Groups of at most so many profiles and, but for a single large profile, so many events. */
const chunks = (counts: ReadonlyMap<string, number>, maxProfiles: number): string[][] => {
  const groups: string[][] = [];
  let size = 0;
  for (const [id, count] of counts) {
    const last = groups.at(-1);
    if (!last || last.length >= maxProfiles || size + count > maxEvents) {
      groups.push([id]);
      size = count;
      continue;
    }
    last.push(id);
    size += count;
  }
  return groups;
};

/** Folds by profile, and by the identities that their events came under: whoever sent one asks by that. */
const byIdentity = (folds: readonly FoldedProfile[]): Map<string, FoldedProfile> => {
  const found = new Map(folds.map((fold) => [fold.after.id, fold]));
  for (const fold of folds)
    for (const { identity } of fold.fresh) if (!found.has(identity)) found.set(identity, fold);
  return found;
};

/**
 * Keeps profiles up to date with their events. One transaction runs at a time, over all profiles that asked while
 * the one before it ran: so no profile is folded twice at once, and many customers share one flush.
 */
export const createFolder = ({
  shard = 0,
  maxProfiles = 400,
  isCrowded = () => false,
  onFolded,
  onError,
  ...dependencies
}: Options) => {
  const { events } = dependencies;
  let queue: Waiting[] = [];
  let running: Promise<void> | null = null;

  const foldApart = async (ids: readonly string[], cause: unknown): Promise<FoldedProfile[]> => {
    if (ids.length === 1) throw cause;
    const folds: FoldedProfile[] = [];
    for (const id of ids)
      try {
        folds.push(...(await attempt(dependencies, [id], shard)));
      } catch (error) {
        onError?.(error, [id]);
      }
    return folds;
  };

  const foldGroup = async (ids: readonly string[]): Promise<FoldedProfile[]> => {
    try {
      return await attempt(dependencies, ids, shard);
    } catch (error) {
      onError?.(error, ids);
      return foldApart(ids, error);
    }
  };

  const take = (): Waiting[] => {
    if (queue[0]?.stated) return queue.splice(0, 1);
    const ids = new Set<string>();
    let count = 0;
    const fits = ({ ids: more, stated }: Waiting): boolean =>
      stated === undefined && (count === 0 || ids.size + more.length <= maxProfiles);
    while (count < queue.length && fits(queue[count]!)) {
      for (const id of queue[count]!.ids) ids.add(id);
      count += 1;
    }
    const taken = queue.slice(0, count);
    queue = queue.slice(count);
    return taken;
  };

  const rest = async (worked: number): Promise<void> => {
    for (let rested = 0; rested < worked * restShare && isCrowded(); rested += restStep)
      await sleep(restStep);
  };

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      const started = performance.now();
      const group = take();
      const ids = [...new Set(group.flatMap((item) => item.ids))];
      try {
        const stated = group[0]?.stated;
        const folds = stated ? await attempt(dependencies, ids, shard, stated) : await foldGroup(ids);
        onFolded?.(folds);
        const found = byIdentity(folds);
        for (const item of group) item.resolve(found);
      } catch (error) {
        for (const item of group) item.reject(error);
      }
      await rest(performance.now() - started);
    }
    running = null;
  };

  const wait = (ids: readonly string[], stated?: Stated): Promise<Folds> =>
    new Promise((resolve, reject) => {
      queue.push({ ids, resolve, reject, ...(stated && { stated }) });
      running ??= drain();
    });

  /** Folds what is pending of these profiles; resolves when it is stored. The answer may hold others as well. */
  const fold = (profileIds: readonly string[]): Promise<Folds> =>
    profileIds.length === 0 ? Promise.resolve(new Map()) : wait(profileIds);

  /** Folds everything that is pending: what an import left, or a crash. Safe to call at any time. */
  const foldPending = async (onProgress?: (progress: FoldProgress) => void): Promise<FoldProgress> => {
    const progress = { events: 0, profiles: 0, total: await events.countPending() };
    let after = '';
    for (;;) {
      const page = await events.pendingIdentities(after, pageSize);
      if (page.size === 0) return progress;
      for (const ids of chunks(page, maxProfiles)) {
        // One that keeps failing was reported, stays pending and holds up nobody.
        const folds = await fold(ids).catch((): Folds => new Map());
        const folded = new Set(ids.flatMap((id) => folds.get(id) ?? []));
        for (const { fresh } of folded) progress.events += fresh.length;
        progress.profiles += folded.size;
        onProgress?.({ ...progress });
      }
      after = [...page.keys()].at(-1)!;
    }
  };

  return {
    fold,
    /**
     * Stores what somebody says of identities, and folds again whoever gains or loses events by it.
     * @throws ProblemError where that cannot be
     */
    link: (stated: Stated): Promise<Folds> => wait(stated.statement.about, stated),
    foldPending,
    /** Do so many wait that whoever can should leave the rest to `foldPending`? */
    isBehind: (): boolean => queue.length >= maxQueue,
    /** Resolves when nothing is being folded any more: for a clean stop. */
    settled: async (): Promise<void> => {
      await running;
    },
  };
};

export type Folder = ReturnType<typeof createFolder>;
