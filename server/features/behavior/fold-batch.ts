import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Statement } from '#server/domain/identities/plan.ts';
import { foldChanges } from '#server/domain/profiles/changes.ts';
import { type ClientSession, type Connection, withTransaction } from '#server/platform/mongo.ts';
import type { DailyMetricStore } from '#server/stores/daily-metrics.ts';
import type { ExperimentTotalStore } from '#server/stores/experiment-totals.ts';
import type { ExperimentUnitStore } from '#server/stores/experiment-units.ts';
import type { OutcomeStore } from '#server/stores/outcomes.ts';
import type { QuarantineStore } from '#server/stores/quarantine.ts';
import { sealAll } from './checkpoints.ts';
import type { FoldedProfile } from './fold-profile.ts';
import { type FoldReading, readAndFold, type Unwritten, type Wanted } from './read-and-fold.ts';
import { asideOf } from './set-aside.ts';

/** What follows from profiles' new events: where each is in its journeys, and the writes that belong to that. */
type Afterwards = {
  journeys: ReadonlyMap<string, Profile['journeys']>;
  write: (session: ClientSession) => Promise<void>;
};

type FoldStores = {
  units: ExperimentUnitStore;
  totals: ExperimentTotalStore;
  outcomes: OutcomeStore;
  days: DailyMetricStore;
  quarantine: QuarantineStore;
};

export type FoldDependencies = FoldStores &
  FoldReading & {
    db: Connection;
    /** Called for profiles that are part of another now, before what follows from the other's events. */
    join: (movedTo: ReadonlyMap<string, string>, session: ClientSession) => Promise<void>;
    /** Called with folded profiles and their new events in order; what it returns is stored with the profiles. */
    afterFold?: (
      folded: readonly { profile: Profile; events: readonly StoredEvent[] }[],
      session: ClientSession,
    ) => Promise<Afterwards>;
  };

/** What somebody says of identities, and what is stored beside what follows from it. */
export type Stated = { statement: Statement; write: (session: ClientSession) => Promise<void> };

/** Another process wrote one of the profiles, or folded one of the events, meanwhile: read again and repeat. */
class FoldConflict extends Error {}

const hasNews = ({ fresh, again }: Unwritten): boolean => again || fresh.length > 0;
const remains = ({ movedTo }: Unwritten): boolean => movedTo === undefined;

/** The folds with their profiles' new places in journeys. */
const placed = (folds: readonly Unwritten[], { journeys }: Afterwards): Unwritten[] =>
  folds.map((fold) => {
    const places = journeys.get(fold.after.id);
    return places ? { ...fold, after: { ...fold.after, journeys: places } } : fold;
  });

const write = async (
  {
    profiles,
    profileCheckpoints,
    units,
    totals,
    outcomes,
    days,
    quarantine,
    events,
    context,
    clock,
  }: FoldDependencies,
  folds: readonly Unwritten[],
  shard: number,
  session: ClientSession,
): Promise<void> => {
  const changed = folds.filter(hasNews);
  const writes = changed.map(({ isNew, before, after, movedTo }) => ({
    before: isNew ? null : before,
    after,
    ...(movedTo !== undefined && { movedTo }),
  }));
  if (!(await profiles.writeMany(writes, session))) throw new FoldConflict();
  for (const { after, again } of changed)
    if (again) await profileCheckpoints.forgetSince(after.id, new Date(0), session);
  await sealAll(
    profileCheckpoints,
    changed,
    { context: context(), retentionDays: context().settings.event_retention_days },
    session,
  );
  const changes = foldChanges(changed);
  await units.writeMany(changes.units, session);
  await totals.add(changes.totals, shard, session);
  await outcomes.add(changes.outcomes, shard, session);
  await days.add(changes.days, shard, session);
  const poisoned = folds.flatMap((fold) => fold.poisoned);
  if (poisoned.length > 0) {
    await quarantine.put(
      poisoned.map(({ event, reason }) => asideOf(event, reason, clock())),
      session,
    );
    await events.setAside(
      poisoned.map(({ event }) => event),
      session,
    );
  }
};

/** The events that wait no longer: they are in their profiles, or set aside. */
const doneBy = (folds: readonly Unwritten[]): StoredEvent[] =>
  folds.flatMap(({ fresh, poisoned }) => [...fresh, ...poisoned.map(({ event }) => event)]);

/**
 * Folds the pending events of some profiles in one transaction: profiles, units, totals, outcomes, days, journeys
 * and the inbox change together or not at all, so a crash at any point leaves nothing half done.
 */
export const foldBatch = (
  dependencies: FoldDependencies,
  wanted: Wanted,
  shard: number,
  stated?: Stated,
): Promise<FoldedProfile[]> =>
  withTransaction(dependencies.db, async (session) => {
    const statement = stated?.statement;
    const { folds: read, settled, inbox } = await readAndFold(dependencies, wanted, session, statement);
    await stated?.write(session);
    if (!(await dependencies.events.markFolded(inbox, doneBy(read), session))) throw new FoldConflict();
    if (read.length === 0) return read;
    await dependencies.join(settled.movedTo, session);
    const news = read.filter((fold) => hasNews(fold) && remains(fold));
    const told = news.map(({ after, fresh }) => ({ profile: after, events: fresh }));
    const afterwards = await dependencies.afterFold?.(told, session);
    const folds = afterwards ? placed(read, afterwards) : read;
    await write(dependencies, folds, shard, session);
    await afterwards?.write(session);
    return folds.filter(remains);
  });
