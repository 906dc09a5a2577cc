import type { DeclaredHistory } from '#server/domain/profiles/declared-history.ts';
import {
  type Counted as CountedEvent,
  completeHistory,
  neededToComplete,
} from '#server/domain/profiles/history.ts';
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

export type CountOptions = {
  mayGoOn: () => boolean;
  onProgress?: (progress: CountProgress) => void | Promise<void>;
};

/** How many customers this process counted, and whether all were reached. */
export type Counted = { customers: number; isDone: boolean };

/** Few enough that little is held at a time, and decisions hardly wait for the write. */
const batchSize = 250;
const none: readonly CountedEvent[] = [];
/** How often customers are read again who were written meanwhile. */
const attempts = 3;

/** What of events the customers of a batch need: mostly they lack the same. */
const neededBy = (lacking: readonly Uncounted[], declared: DeclaredHistory) => {
  const needs = lacking.map(({ history }) => neededToComplete(history, declared));
  return {
    types: [...new Set(needs.flatMap(({ types }) => types))],
    withData: needs.some(({ withData }) => withData),
  };
};

/** Events that are still to be folded are left out: folding will count them. */
const countBatch = async (
  { events }: Pick<Dependencies, 'events'>,
  lacking: readonly Uncounted[],
  declared: DeclaredHistory,
  session: ClientSession,
): Promise<HistoryWrite[]> => {
  const ids = lacking.map(({ id }) => id);
  const folded = await events.foldedOf(ids, neededBy(lacking, declared), session);
  return lacking.flatMap(({ id, version, history: before }) => {
    const history = completeHistory(before, folded.get(id) ?? none, declared);
    return history ? [{ id, version, history }] : [];
  });
};

/**
 * Counts what a release newly declares, for every customer who lacks it, from the events there are. A batch is read as
 * of one moment and written customer by customer over just that state, so nobody waits for a transaction; whoever was
 * written meanwhile is read again. It can stop anywhere and go on at any time.
 */
export const countUncounted = async (
  dependencies: Dependencies,
  declared: DeclaredHistory,
  { mayGoOn, onProgress }: CountOptions,
): Promise<Counted> => {
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
