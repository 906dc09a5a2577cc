import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Settled, Statement } from '#server/domain/identities/plan.ts';
import { eventCount } from '#server/domain/profiles/checkpoints.ts';
import type { FoldContext } from '#server/domain/profiles/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { ClientSession } from '#server/platform/mongo.ts';
import { problem } from '#server/platform/problems.ts';
import { type EventStore, eventsByProfile, type Pending } from '#server/stores/events.ts';
import type { ProfileCheckpointStore } from '#server/stores/profile-checkpoints.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import { checkpointBefore } from './checkpoints.ts';
import { foldAgain, leave } from './fold-again.ts';
import { type FoldedProfile, foldProfile } from './fold-profile.ts';

/** A profile with its pending events in it, not stored yet. */
export type Unwritten = FoldedProfile & {
  /** Was there no profile before? */
  isNew: boolean;
  /** Did events come to it, or go to another? */
  again: boolean;
  /** The profile that it is part of now; null where nothing is left of it. */
  movedTo?: string | null;
};

/** What is read to fold. */
export type FoldReading = {
  events: EventStore;
  profiles: ProfileStore;
  profileCheckpoints: ProfileCheckpointStore;
  /** What folding reads of the release and the catalogue in force. */
  context: () => FoldContext;
  clock: Clock;
  /** Gives events to the profiles they belong to, once it is known who is who. */
  settle: (events: readonly StoredEvent[], session: ClientSession, statement?: Statement) => Promise<Settled>;
};

/** What was folded of events that are gone cannot be told apart any more. */
const expiredHistory = 'Events of theirs have expired: what they said can no longer be told apart.';

type Known = ReadonlyMap<string, Profile>;
type Batch = {
  reading: FoldReading;
  settled: Settled;
  known: Known;
  context: FoldContext;
  session: ClientSession;
};

const foldOn = async (id: string, pending: readonly StoredEvent[], batch: Batch): Promise<Unwritten> => {
  const { reading, known, context, session } = batch;
  const { events, profileCheckpoints, clock } = reading;
  const before = known.get(id) ?? null;
  const checkpoint = async (profile: Profile, event: StoredEvent) => {
    const wanted = { profile, event, context, now: clock() };
    const found = await checkpointBefore(profileCheckpoints, wanted, session);
    if (!found) return null;
    const since = await events.historySince(id, found.watermark, session);
    return { profile: found.profile, history: await events.foldedAmong(since, session) };
  };
  const history = async () => events.foldedAmong(await events.historyOf(id, session), session);
  const folded = await foldProfile({ before, pending, history, checkpoint }, context);
  return { ...folded, isNew: before === null, again: false };
};

/** What is in profiles that gained or lost events, by whose it is now, and whether some of it is gone. */
type Histories = { of: ReadonlyMap<string, readonly StoredEvent[]>; expired: boolean };

const historiesOf = async ({ reading, settled, known, session }: Batch): Promise<Histories> => {
  const { events } = reading;
  const of = new Map<string, StoredEvent[]>();
  let [there, folded] = [0, 0];
  for (const id of settled.refold.keys()) {
    const history = await events.foldedAmong(await events.historyOf(id, session), session);
    const profile = known.get(id);
    of.set(id, history);
    there += history.length;
    if (profile) folded += eventCount(profile);
  }
  return { of, expired: folded > there };
};

const foldMoved = (
  id: string,
  pending: readonly StoredEvent[],
  { reading, settled, known, context }: Batch,
  histories: Histories,
): Unwritten => {
  const before = known.get(id) ?? null;
  const state = { isNew: before === null, again: true };
  const gone = (movedTo: string | null) => ({ ...leave(id, before, reading.clock()), ...state, movedTo });
  const movedTo = settled.movedTo.get(id);
  if (movedTo !== undefined) return gone(movedTo);
  const identities = settled.refold.get(id)!;
  const joined = identities.flatMap((each) => (each === id ? [] : (known.get(each) ?? [])));
  const { of, expired } = histories;
  const folded = foldAgain({ before, identities, pending, history: of.get(id)!, joined, expired }, context);
  return folded ? { ...folded, ...state } : gone(null);
};

/** Profiles whose pending events are to be read, and pending events of others that are known already. */
export type Wanted = { read: readonly string[]; held: Pending };

const pendingOf = async (
  events: EventStore,
  { read, held }: Wanted,
  session: ClientSession,
): Promise<Pending> => {
  if (read.length === 0) return held;
  const found = await events.pendingOf(read, session);
  return { events: [...held.events, ...found.events], entries: [...held.entries, ...found.entries] };
};

/** Folds what is pending of some profiles; where identities turn out to be one, the others' as well. */
export const readAndFold = async (
  reading: FoldReading,
  wanted: Wanted,
  session: ClientSession,
  statement?: Statement,
): Promise<{ folds: Unwritten[]; settled: Settled; inbox: Pending }> => {
  const inbox = await pendingOf(reading.events, wanted, session);
  const settled = await reading.settle(inbox.events, session, statement);
  const pending = eventsByProfile(settled.events);
  const ids = [...new Set([...pending.keys(), ...settled.refold.keys()])];
  const known = await reading.profiles.readMany(ids, session);
  const batch = { reading, settled, known, context: reading.context(), session };
  const histories = await historiesOf(batch);
  if (settled.undoes && histories.expired) throw problem('undo-impossible', { detail: expiredHistory });
  const folds: Unwritten[] = [];
  for (const id of ids) {
    const group = pending.get(id) ?? [];
    folds.push(
      settled.refold.has(id) ? foldMoved(id, group, batch, histories) : await foldOn(id, group, batch),
    );
  }
  return { folds, settled, inbox };
};
