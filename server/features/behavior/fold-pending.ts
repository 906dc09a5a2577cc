import type { EventStore } from '#server/stores/events.ts';
import type { Folds } from './fold-queue.ts';

export type FoldProgress = { events: number; profiles: number; total: number };

type Work = {
  events: EventStore;
  fold: (profileIds: readonly string[]) => Promise<Folds>;
  maxProfiles: number;
  /** Groups on their way at once. */
  atOnce: number;
  onProgress: ((progress: FoldProgress) => void) | undefined;
};

const maxEvents = 4000;
const pageSize = 5000;

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

/** All that have something pending, in groups; a page of them is read while those of the page before are folded. */
async function* pendingGroups({ events, maxProfiles }: Work): AsyncGenerator<string[]> {
  let page = events.pendingIdentities('', pageSize);
  for (;;) {
    const counts = await page;
    const last = [...counts.keys()].at(-1);
    if (last === undefined) return;
    page = events.pendingIdentities(last, pageSize);
    // whoever awaits it hears why it failed
    page.catch(() => undefined);
    yield* chunks(counts, maxProfiles);
  }
}

/** Folds everything that is pending; some groups are read while others are written. */
export const foldPending = async (work: Work): Promise<FoldProgress> => {
  const { events, fold, atOnce, onProgress } = work;
  const progress = { events: 0, profiles: 0, total: await events.countPending() };
  const foldGroup = async (ids: readonly string[]): Promise<void> => {
    // One that keeps failing was reported, stays pending and holds up nobody.
    const folds = await fold(ids).catch((): Folds => new Map());
    const folded = new Set(ids.flatMap((id) => folds.get(id) ?? []));
    for (const { fresh } of folded) progress.events += fresh.length;
    progress.profiles += folded.size;
    onProgress?.({ ...progress });
  };
  const running: Promise<void>[] = [];
  for await (const ids of pendingGroups(work)) {
    if (running.length === atOnce) await running.shift();
    running.push(foldGroup(ids));
  }
  await Promise.all(running);
  return progress;
};
