import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Settled, Statement } from '#server/domain/identities/plan.ts';
import { eventCount } from '#server/domain/profiles/checkpoints.ts';
import { isCounted } from '#server/domain/profiles/history.ts';
import { isLate } from '#server/domain/profiles/order.ts';
import type { FoldContext } from '#server/domain/profiles/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { ClientSession } from '#server/platform/mongo.ts';
import { problem } from '#server/platform/problems.ts';
import { type EventStore, eventsByProfile, type Pending } from '#server/stores/events.ts';
import type { ProfileCheckpointStore } from '#server/stores/profile-checkpoints.ts';
import type { ProfileStore } from '#server/stores/profiles.ts';
import { checkpointBefore } from './checkpoints.ts';
import { foldAgain, leave, nameOf } from './fold-again.ts';
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
    return { profile: found.profile, history: await events.historySince(id, found.watermark, session) };
  };
  const history = () => events.historyOf(id, session);
  const folded = await foldProfile({ before, pending, history, checkpoint }, context);
  return { ...folded, isNew: before === null, again: false };
};

/**
 * Is a profile folded from its history? That holds all that is pending, so all of it must be known to be folded; on
 * top of a profile a part can be.
 */
const needsHistory = (before: Profile, pending: readonly StoredEvent[], { history }: FoldContext): boolean =>
  pending.some((event) => isLate(before.watermark, event)) ||
  (history !== undefined && !isCounted(before.history, history));

/** @throws Incomplete where what is held of a profile is not enough. */
const requireComplete = (
  { entries }: Pending,
  pending: ReadonlyMap<string, readonly StoredEvent[]>,
  { settled, known, context }: Batch,
): void => {
  const held = new Set(entries.map(({ identity }) => identity));
  if (held.size === 0) return;
  if (settled.refold.size > 0) throw new Incomplete(held);
  const needed = [...pending].filter(([id, events]) => {
    const before = known.get(id);
    return before !== undefined && needsHistory(before, events, context);
  });
  const identities = needed.flatMap(([, events]) => events.map(({ identity }) => identity));
  const incomplete = new Set(identities.filter((identity) => held.has(identity)));
  if (incomplete.size > 0) throw new Incomplete(incomplete);
};

/** What all profiles that gained or lost events hold now, and whether that is less than is in them. */
type Histories = { of: ReadonlyMap<string, readonly StoredEvent[]>; expired: boolean };

const historiesOf = async ({ reading, settled, known, session }: Batch): Promise<Histories> => {
  const of = new Map<string, StoredEvent[]>();
  for (const id of settled.refold.keys()) of.set(id, await reading.events.historyOf(id, session));
  const awaited = new Set(settled.events.map(nameOf));
  const there = [...of.values()].flat().filter((event) => !awaited.has(nameOf(event)));
  const folded = [...of.keys()].reduce((sum, id) => {
    const profile = known.get(id);
    return profile ? sum + eventCount(profile) : sum;
  }, 0);
  return { of, expired: folded > there.length };
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

/** Some profiles need all that is pending of these identities, not only what is known of them: read that and repeat. */
export class Incomplete extends Error {
  readonly identities: ReadonlySet<string>;
  constructor(identities: ReadonlySet<string>) {
    super('more may be pending than is known');
    this.identities = identities;
  }
}

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
  requireComplete(wanted.held, pending, batch);
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
