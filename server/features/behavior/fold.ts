import { setTimeout as sleep } from 'node:timers/promises';
import type { Pending } from '#server/stores/events.ts';
import type { FoldDependencies, Stated } from './fold-batch.ts';
import { attempt, foldGroup, reading } from './fold-group.ts';
import { type FoldProgress, foldPending } from './fold-pending.ts';
import type { FoldedProfile } from './fold-profile.ts';
import { createFoldQueue, type Folds, type Taken } from './fold-queue.ts';
import { createHeld } from './held.ts';
import type { Wanted } from './read-and-fold.ts';

type Options = FoldDependencies & {
  /** 0–15: where this process adds its sums, so that processes seldom write the same document. */
  shard?: number;
  /** Profiles in one transaction. */
  maxProfiles?: number;
  /** Do more events come in than can be stored at once? Then only what cannot wait is folded, with rests between. */
  isCrowded?: () => boolean;
  /** Told of profiles with what is new in them, once that is stored. */
  onFolded?: (folds: readonly FoldedProfile[]) => void;
  onError?: (error: unknown, profileIds: readonly string[]) => void;
};

type FoldOptions = {
  /** Is all that is asked for told to `hold`? Then nothing has to be read that still is. */
  held?: boolean;
  /** Those that may wait while events crowd in: then they are folded in larger groups, at less cost. */
  patient?: ReadonlySet<string>;
};

const maxRequests = 10_000;
const maxWaiting = 100_000;
const nobody: ReadonlySet<string> = new Set();
const shards = 16;
/** Transactions at once: while one is written, others are read and computed. */
const laneCount = 3;
/** While events crowd in, folding rests so many times as long as it took. */
const restShare = 3;
const restStep = 20;

/** Folds by profile, and by the identities that their events came under: whoever sent one asks by that. */
const byIdentity = (folds: readonly FoldedProfile[]): Map<string, FoldedProfile> => {
  const found = new Map(folds.map((fold) => [fold.after.id, fold]));
  for (const fold of folds)
    for (const { identity } of fold.fresh) if (!found.has(identity)) found.set(identity, fold);
  return found;
};

/** Keeps profiles up to date with their events. Many profiles share a transaction and its flush. */
export const createFolder = ({
  shard = 0,
  maxProfiles = 400,
  isCrowded = () => false,
  onFolded,
  onError,
  ...dependencies
}: Options) => {
  const { events } = dependencies;
  const queue = createFoldQueue();
  const { hold, take: takeHeld } = createHeld();
  const statements: (() => Promise<void>)[] = [];
  const running = new Set<Promise<void>>();
  // each adds its sums at another place, so that neither waits for the other
  const lanes = Array.from(
    { length: laneCount },
    (_, index) => (shard + Math.floor((index * shards) / laneCount)) % shards,
  );
  let isStating = false;

  /** They are stored, whatever becomes of the news. */
  const tell = (folds: readonly FoldedProfile[]): void => {
    try {
      onFolded?.(folds);
    } catch (error) {
      onError?.(
        error,
        folds.map(({ after }) => after.id),
      );
    }
  };

  const wantedOf = (taken: Taken): Wanted => {
    const read: string[] = [];
    const known: Pending[] = [];
    for (const [id, place] of taken) {
      const held = takeHeld(id);
      if (place.read || held === null) read.push(id);
      else known.push(held);
    }
    const held = {
      events: known.flatMap(({ events }) => events),
      entries: known.flatMap(({ entries }) => entries),
    };
    return { read, held };
  };

  const rest = async (worked: number): Promise<void> => {
    for (let rested = 0; rested < worked * restShare && isCrowded(); rested += restStep)
      await sleep(restStep);
  };

  const foldTaken = async (taken: Taken, lane: number): Promise<void> => {
    const started = performance.now();
    const errors = new Map<string, unknown>();
    const failed = (error: unknown, ids: readonly string[]): void => {
      onError?.(error, ids);
      if (ids.length === 1) errors.set(ids[0]!, error);
    };
    const group = { ids: [...taken.keys()], wanted: wantedOf(taken), shard: lane };
    const folds = await foldGroup(dependencies, group, failed);
    queue.done(taken, byIdentity(folds), errors);
    tell(folds);
    await rest(performance.now() - started);
  };

  const begin = (work: Promise<void>, ended: () => void): void => {
    const lane = work.then(() => {
      ended();
      running.delete(lane);
      pump();
    });
    running.add(lane);
  };

  /** What is said of identities has the whole place for itself: it may concern any profile. */
  const state = (): void => {
    if (running.size > 0) return;
    isStating = true;
    begin(statements.shift()!(), () => {
      isStating = false;
    });
  };

  const pump = (): void => {
    if (isStating) return;
    if (statements.length > 0) {
      state();
      return;
    }
    while (lanes.length > 0 && !(running.size > 0 && isCrowded())) {
      const taken = queue.take(maxProfiles, !isCrowded());
      if (taken.size === 0) return;
      const lane = lanes.pop()!;
      begin(foldTaken(taken, lane), () => lanes.push(lane));
    }
  };

  /**
   * Folds what is pending of these profiles; resolves when it is stored, with their folds.
   * @throws where it is one profile alone that cannot be folded
   */
  const fold = (
    profileIds: readonly string[],
    { held = false, patient = nobody }: FoldOptions = {},
  ): Promise<Folds> => {
    const folded = queue.add(profileIds, { read: !held, patient });
    pump();
    return folded;
  };

  /**
   * Stores what somebody says of identities, and folds again whoever gains or loses events by it.
   * @throws ProblemError where that cannot be
   */
  const link = (stated: Stated): Promise<Folds> =>
    new Promise((resolve, reject) => {
      const ids = stated.statement.about;
      statements.push(async () => {
        try {
          for (const id of ids) takeHeld(id);
          const folds = await attempt(dependencies, { ids, wanted: reading(ids), shard, stated });
          resolve(byIdentity(folds));
          tell(folds);
        } catch (error) {
          reject(error);
        }
      });
      pump();
    });

  return {
    fold,
    link,
    /** Folds everything that is pending: what an import left, or a crash. Safe to call at any time. */
    foldPending: (onProgress?: (progress: FoldProgress) => void): Promise<FoldProgress> =>
      foldPending({ events, fold, maxProfiles, atOnce: laneCount, onProgress }),
    /** Told of events that were stored, so that folding them need not read them. */
    hold,
    /** Do so many wait that whoever can should leave the rest to `foldPending`? */
    isBehind: (): boolean => {
      const { requests, profiles } = queue.length();
      return requests >= maxRequests || profiles >= maxWaiting;
    },
    /** Goes on with what waited for a crowd of events to pass. */
    resume: pump,
    /** Resolves when nothing is being folded any more: for a clean stop. */
    settled: async (): Promise<void> => {
      while (running.size > 0) await Promise.all(running);
    },
  };
};

export type Folder = ReturnType<typeof createFolder>;
