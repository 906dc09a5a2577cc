import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '#server/platform/problems.ts';
import { type FoldDependencies, foldBatch, type Stated } from './fold-batch.ts';
import type { FoldedProfile } from './fold-profile.ts';
import type { Wanted } from './read-and-fold.ts';

/** Profiles that are folded together, and how what is pending of them is known. */
type Group = { ids: readonly string[]; wanted: Wanted; shard: number; stated?: Stated };

/** Told of profiles that could not be folded; of several, each is tried by itself then. */
type Failed = (error: unknown, profileIds: readonly string[]) => void;

const attempts = 5;

/** All that is pending of some profiles, read from the store. */
export const reading = (ids: readonly string[]): Wanted => ({ read: ids, held: { events: [], entries: [] } });

/** Several profiles at once so that a flush is shared; what was known before is read where that fails. */
export const attempt = async (
  dependencies: FoldDependencies,
  { ids, wanted, shard, stated }: Group,
): Promise<FoldedProfile[]> => {
  let next = wanted;
  for (let tried = 1; ; tried += 1) {
    try {
      return await foldBatch(dependencies, next, shard, stated);
    } catch (error) {
      if (tried === attempts || error instanceof ProblemError) throw error;
      next = reading(ids);
      await sleep(2 ** tried * 5);
    }
  }
};

/** All at once, or one at a time where that keeps failing: one that cannot be folded holds up nobody else. */
export const foldGroup = async (
  dependencies: FoldDependencies,
  group: Group,
  failed: Failed,
): Promise<FoldedProfile[]> => {
  const { ids, shard } = group;
  try {
    return await attempt(dependencies, group);
  } catch (error) {
    failed(error, ids);
    if (ids.length === 1) return [];
  }
  const folds: FoldedProfile[] = [];
  for (const id of ids)
    folds.push(...(await foldGroup(dependencies, { ids: [id], wanted: reading([id]), shard }, failed)));
  return folds;
};
