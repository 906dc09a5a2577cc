import type { Profile } from '#schemas/profile.ts';
import type { DeclaredHistory } from '#server/domain/profiles/declared-history.ts';
import { completeHistory, isCounted } from '#server/domain/profiles/history.ts';
import { type ClientSession, type Connection, withTransaction } from '#server/platform/mongo.ts';
import { type EventStore, eventsByProfile } from '#server/stores/events.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';

type Dependencies = {
  db: Connection;
  profiles: Pick<ProfileStore, 'uncounted' | 'readMany' | 'writeMany'>;
  events: Pick<EventStore, 'foldedOf'>;
};

/** Few enough that decisions and events hardly wait for the transaction. */
const batchSize = 25;

/** An event was folded meanwhile, which counts the customer as well: nothing is lost by leaving off. */
class Overtaken extends Error {}

/** Events that are still to be folded are left out: folding will count them. */
const countBatch = async (
  { profiles, events }: Dependencies,
  ids: readonly string[],
  declared: DeclaredHistory,
  session: ClientSession,
): Promise<number> => {
  const found = [...(await profiles.readMany(ids, session)).values()];
  const lacking = found.filter(({ history }) => !isCounted(history, declared));
  const folded = eventsByProfile(
    await events.foldedOf(
      lacking.map(({ id }) => id),
      session,
    ),
  );
  const changes = lacking.map((before) => {
    const history = completeHistory(before.history, folded.get(before.id) ?? [], declared);
    const after: Profile = { ...before, ...(history && { history }) };
    return { before, after };
  });
  if (!(await profiles.writeMany(changes, session))) throw new Overtaken();
  return changes.length;
};

/**
 * Counts what a release newly declares, for every customer who lacks it, from the events there are. Each batch is a
 * transaction of its own, so that it can stop anywhere and go on at any time. Answers how many customers it counted,
 * and whether all were reached.
 */
export const countUncounted = async (
  dependencies: Dependencies,
  declared: DeclaredHistory,
  mayGoOn: () => boolean,
): Promise<{ customers: number; isDone: boolean }> => {
  let customers = 0;
  let isDone = true;
  let after = '';
  while (mayGoOn()) {
    const ids = await dependencies.profiles.uncounted(declared.id, after, batchSize);
    const last = ids.at(-1);
    if (last === undefined) return { customers, isDone };
    after = last;
    try {
      customers += await withTransaction(dependencies.db, (session) =>
        countBatch(dependencies, ids, declared, session),
      );
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      isDone = false;
    }
  }
  return { customers, isDone: false };
};
