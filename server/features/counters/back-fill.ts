import type { ProfileHistory } from '#schemas/history.ts';
import type { DeclaredHistory } from '#server/domain/profiles/declared-history.ts';
import { completeHistory, readsData } from '#server/domain/profiles/history.ts';
import { type ClientSession, type Connection, withTransaction } from '#server/platform/mongo.ts';
import type { EventStore } from '#server/stores/events.ts';
import type { HistoryStore, HistoryWrite, Uncounted } from '#server/stores/histories.ts';

type Dependencies = {
  db: Connection;
  histories: Pick<HistoryStore, 'uncounted' | 'countUncounted' | 'keep'>;
  events: Pick<EventStore, 'foldedOf'>;
};

/** How many customers have been counted, of those who lacked it at the start. */
export type CountProgress = { done: number; total: number };

type Options = {
  mayGoOn: () => boolean;
  onProgress?: (progress: CountProgress) => void | Promise<void>;
};

/** Few enough that little is held at a time, and decisions hardly wait for the write. */
const batchSize = 250;
/** How often customers are read again who were written meanwhile. */
const attempts = 3;

/** A step of every sequence is always there, so that histories are only ever whole. */
const countOf = (
  { history }: Uncounted,
  events: Parameters<typeof completeHistory>[1],
  declared: DeclaredHistory,
): ProfileHistory => completeHistory(history, events, declared)!;

/** Events that are still to be folded are left out: folding will count them. */
const countBatch = async (
  { events }: Pick<Dependencies, 'events'>,
  lacking: readonly Uncounted[],
  declared: DeclaredHistory,
  session: ClientSession,
): Promise<HistoryWrite[]> => {
  const wanted = { types: [...declared.byEvent.keys()], withData: readsData(declared) };
  const ids = lacking.map(({ id }) => id);
  const folded = await events.foldedOf(ids, wanted, session);
  return lacking.map((profile) => ({
    id: profile.id,
    version: profile.version,
    history: countOf(profile, folded.get(profile.id) ?? [], declared),
  }));
};

/**
 * Counts what a release newly declares, for every customer who lacks it, from the events there are. A batch is read as
 * of one moment and written customer by customer over just that state, so nobody waits for a transaction; whoever was
 * written meanwhile is read again. It can stop anywhere and go on at any time. Answers how many customers it counted,
 * and whether all were reached.
 */
export const countUncounted = async (
  dependencies: Dependencies,
  declared: DeclaredHistory,
  { mayGoOn, onProgress }: Options,
): Promise<{ customers: number; isDone: boolean }> => {
  const { db, histories } = dependencies;
  const total = await histories.countUncounted(declared.id);
  let [customers, isDone, after, tried] = [0, true, '', 1];
  while (mayGoOn()) {
    const writes = await withTransaction(db, async (session) => {
      const lacking = await histories.uncounted(declared.id, { after, limit: batchSize }, session);
      return countBatch(dependencies, lacking, declared, session);
    });
    const last = writes.at(-1);
    if (last === undefined) return { customers, isDone };
    const written = await histories.keep(writes);
    customers += written;
    await onProgress?.({ done: customers, total: Math.max(total, customers) });
    if (written < writes.length && tried < attempts) {
      tried += 1;
      continue;
    }
    isDone &&= written === writes.length;
    [after, tried] = [last.id, 1];
  }
  return { customers, isDone: false };
};
