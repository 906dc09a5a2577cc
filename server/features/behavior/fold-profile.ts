import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Folded } from '#server/domain/profiles/changes.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvent, foldEvents, refoldEvents } from '#server/domain/profiles/fold.ts';
import { completeHistory, isCounted } from '#server/domain/profiles/history.ts';
import { compareMoments, isLate } from '#server/domain/profiles/order.ts';
import type { FoldContext, FoldResult } from '#server/domain/profiles/types.ts';

type Poisoned = { event: StoredEvent; reason: string };
/** One profile folded: its new events that are in it now, and those that could not be folded. */
export type FoldedProfile = Folded &
  Pick<FoldResult, 'significance' | 'sealed'> & {
    poisoned: Poisoned[];
    /** When the first received of the events was received that were folded now. */
    oldest: Date;
  };

type Input = {
  before: Profile | null;
  /** The profile's events that are not in it yet, in any order. */
  pending: readonly StoredEvent[];
  /** The events that are in it; read only when one of the pending ones is late. */
  history: () => Promise<readonly StoredEvent[]>;
  /** The newest sealed state from before an event, and the events in the profile since; null where there is none. */
  checkpoint?: ((profile: Profile, event: StoredEvent) => Promise<Resumption | null>) | undefined;
};

type Resumption = { profile: Profile; history: readonly StoredEvent[] };

/** A profile is named by the identity that it began with, whichever of its identities an event came under. */
export const start = ({ profileId, at }: Pick<StoredEvent, 'profileId' | 'at'>): Profile =>
  emptyProfile({
    id: profileId,
    identity: profileId,
    subject: profileId.slice(profileId.indexOf(':') + 1),
    at,
  });

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Events one by one, those that throw set aside with their reason. */
export const separate = (events: readonly StoredEvent[], context: FoldContext) => {
  const sound: StoredEvent[] = [];
  const poisoned: Poisoned[] = [];
  for (const event of events) {
    try {
      foldEvent(start(event), event, context);
      sound.push(event);
    } catch (error) {
      poisoned.push({ event, reason: reasonOf(error) });
    }
  }
  return { sound, poisoned };
};

/** Have events of this profile expired? Folding it again would forget what they said. */
const hasExpired = ({ firstSeenAt }: Profile, [oldest]: readonly StoredEvent[]): boolean =>
  oldest === undefined || oldest.at > firstSeenAt;

type Fold = {
  before: Profile;
  fresh: readonly StoredEvent[];
  history: Input['history'];
  checkpoint: Input['checkpoint'];
};
type Result = FoldResult & { oldest: Date };

export const withOldest = (result: FoldResult, events: readonly StoredEvent[]): Result => ({
  ...result,
  oldest: new Date(Math.min(...events.map(({ receivedAt }) => receivedAt.getTime()))),
});

const inOrder = (...events: (readonly StoredEvent[])[]): StoredEvent[] => events.flat().sort(compareMoments);

/** A release may count what was not counted for this customer yet: then all events are looked at once. */
const withCounters = async (
  result: Result,
  { fresh, history }: Fold,
  { history: declared }: FoldContext,
): Promise<Result> => {
  if (declared === undefined || isCounted(result.profile.history, declared)) return result;
  const events = inOrder(await history(), fresh);
  const completed = completeHistory(result.profile.history, events, declared);
  return completed ? { ...result, profile: { ...result.profile, history: completed } } : result;
};

const foldLate = async (
  { before, fresh, history, checkpoint }: Fold,
  first: StoredEvent,
  context: FoldContext,
) => {
  const sealed = (await checkpoint?.(before, first)) ?? null;
  const folded = sealed?.history ?? (await history());
  if (!sealed && hasExpired(before, folded)) return withOldest(foldEvents(before, fresh, context), fresh);
  const events = inOrder(folded, fresh);
  const refolded = refoldEvents({ before, history: events, fresh, from: sealed?.profile }, context);
  return withOldest(refolded, events);
};

const foldInOrder = (work: Fold, context: FoldContext): Promise<Result> | Result => {
  const { before, fresh } = work;
  const late = fresh.find((event) => isLate(before.watermark, event));
  return late ? foldLate(work, late, context) : withOldest(foldEvents(before, fresh, context), fresh);
};

const fold = async (work: Fold, context: FoldContext): Promise<Result> =>
  withCounters(await foldInOrder(work, context), work, context);

/** The slow way, once something threw: without the events that cannot be folded. */
const foldSound = async (
  { before, fresh, history }: Fold,
  context: FoldContext,
): Promise<Omit<FoldedProfile, 'before'>> => {
  const { sound, poisoned } = separate(fresh, context);
  const soundHistory = async () => separate(await history(), context).sound;
  const work = { before, fresh: sound, history: soundHistory, checkpoint: undefined };
  const { profile, ...rest } = await fold(work, context);
  return { after: profile, fresh: sound, poisoned, ...rest };
};

/**
 * Folds a profile's pending events: onto it when they are newer than all it holds, else again from the last state
 * that was sealed before them, or from its first event. A late event of a profile whose oldest events have expired is folded on top, so that nothing is lost.
 * One event that cannot be folded is set aside and stops no other.
 */
export const foldProfile = async (input: Input, context: FoldContext): Promise<FoldedProfile> => {
  const fresh = [...input.pending].sort(compareMoments);
  const before = input.before ?? start(fresh[0]!);
  const { history, checkpoint } = input;
  const work = { before, fresh, history, checkpoint };
  try {
    const { profile, ...rest } = await fold(work, context);
    return { before, after: profile, fresh, poisoned: [], ...rest };
  } catch {
    return { before, ...(await foldSound(work, context)) };
  }
};
