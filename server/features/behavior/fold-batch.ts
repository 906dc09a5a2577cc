import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { foldChanges } from '#server/domain/profiles/changes.ts';
import type { FoldContext } from '#server/domain/profiles/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import { type ClientSession, type Connection, withTransaction } from '#server/platform/mongo.ts';
import type { DailyMetricStore } from '#server/stores/daily-metrics.ts';
import { type EventStore, eventsByProfile } from '#server/stores/events.ts';
import type { ExperimentTotalStore } from '#server/stores/experiment-totals.ts';
import type { ExperimentUnitStore } from '#server/stores/experiment-units.ts';
import type { OutcomeStore } from '#server/stores/outcomes.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import type { QuarantineStore } from '#server/stores/quarantine.ts';
import { type FoldedProfile, foldProfile } from './fold-profile.ts';

/** What follows from profiles' new events: where each is in its journeys, and the writes that belong to that. */
type Afterwards = {
  journeys: ReadonlyMap<string, Profile['journeys']>;
  write: (session: ClientSession) => Promise<void>;
};

type FoldStores = {
  events: EventStore;
  profiles: ProfileStore;
  units: ExperimentUnitStore;
  totals: ExperimentTotalStore;
  outcomes: OutcomeStore;
  days: DailyMetricStore;
  quarantine: QuarantineStore;
};

export type FoldDependencies = FoldStores & {
  db: Connection;
  /** What folding reads of the release and the catalogue in force. */
  context: () => FoldContext;
  clock: Clock;
  /** Called with folded profiles and their new events in order; what it returns is stored with the profiles. */
  afterFold?: (
    folded: readonly { profile: Profile; events: readonly StoredEvent[] }[],
  ) => Promise<Afterwards>;
};

/** Another process wrote one of the profiles meanwhile: read again and repeat. */
class FoldConflict extends Error {}

type Ready = FoldedProfile & { isNew: boolean };

const readAndFold = async (
  dependencies: FoldDependencies,
  profileIds: readonly string[],
  session: ClientSession,
): Promise<Ready[]> => {
  const { events, profiles, context } = dependencies;
  const pending = eventsByProfile(await events.pendingOf(profileIds, session));
  const known = await profiles.readMany([...pending.keys()], session);
  const reading = context();
  const folds: Ready[] = [];
  for (const [id, group] of pending) {
    const before = known.get(id) ?? null;
    const history = () => events.historyOf(id, session);
    const folded = await foldProfile({ before, pending: group, history }, reading);
    folds.push({ ...folded, isNew: before === null });
  }
  return folds;
};

const hasNews = ({ fresh }: Ready): boolean => fresh.length > 0;

/** The folds with their profiles' new places in journeys. */
const placed = (folds: readonly Ready[], { journeys }: Afterwards): Ready[] =>
  folds.map((fold) => {
    const places = journeys.get(fold.after.id);
    return places ? { ...fold, after: { ...fold.after, journeys: places } } : fold;
  });

const write = async (
  { profiles, units, totals, outcomes, days, quarantine, events, clock }: FoldDependencies,
  folds: readonly Ready[],
  shard: number,
  session: ClientSession,
): Promise<void> => {
  const changed = folds.filter(hasNews);
  const writes = changed.map(({ isNew, before, after }) => ({ before: isNew ? null : before, after }));
  if (!(await profiles.writeMany(writes, session))) throw new FoldConflict();
  const changes = foldChanges(changed);
  await units.writeMany(changes.units, session);
  await totals.add(changes.totals, shard, session);
  await outcomes.add(changes.outcomes, shard, session);
  await days.add(changes.days, shard, session);
  const poisoned = folds.flatMap((fold) => fold.poisoned);
  if (poisoned.length > 0) {
    await quarantine.put(
      poisoned.map((item) => ({ ...item, at: clock() })),
      session,
    );
    await events.setAside(
      poisoned.map(({ event }) => event),
      session,
    );
  }
  await events.markFolded(
    changed.flatMap(({ fresh }) => fresh),
    session,
  );
};

/**
 * Folds the pending events of some profiles in one transaction: profiles, units, totals, outcomes, days, journeys
 * and the events' pending mark change together or not at all, so a crash at any point leaves nothing half done.
 */
export const foldBatch = (
  dependencies: FoldDependencies,
  profileIds: readonly string[],
  shard: number,
): Promise<FoldedProfile[]> =>
  withTransaction(dependencies.db, async (session) => {
    const read = await readAndFold(dependencies, profileIds, session);
    if (read.length === 0) return read;
    const news = read.filter(hasNews).map(({ after, fresh }) => ({ profile: after, events: fresh }));
    const afterwards = await dependencies.afterFold?.(news);
    const folds = afterwards ? placed(read, afterwards) : read;
    await write(dependencies, folds, shard, session);
    await afterwards?.write(session);
    return folds;
  });
