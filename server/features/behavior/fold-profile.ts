import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Folded } from '#server/domain/profiles/changes.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvent, foldEvents, refoldEvents } from '#server/domain/profiles/fold.ts';
import { compareMoments, isLate } from '#server/domain/profiles/order.ts';
import type { FoldContext, FoldResult } from '#server/domain/profiles/types.ts';

type Poisoned = { event: StoredEvent; reason: string };
/** One profile folded: its new events that are in it now, and those that could not be folded. */
export type FoldedProfile = Folded & Pick<FoldResult, 'significance'> & { poisoned: Poisoned[] };

type Input = {
  before: Profile | null;
  /** The profile's events that are not in it yet, in any order. */
  pending: readonly StoredEvent[];
  /** All its events; read only when one of the pending ones is late. */
  history: () => Promise<readonly StoredEvent[]>;
};

const start = ({ profileId, identity, at }: StoredEvent): Profile =>
  emptyProfile({ id: profileId, identity, subject: profileId.slice(profileId.indexOf(':') + 1), at });

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Events one by one, those that throw set aside with their reason. */
const separate = (events: readonly StoredEvent[], context: FoldContext) => {
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
const hasExpired = (
  before: Profile,
  history: readonly StoredEvent[],
  pending: readonly StoredEvent[],
): boolean => {
  const unfolded = new Set(pending.map(({ messageId }) => messageId));
  const oldest = history.find(({ messageId }) => !unfolded.has(messageId));
  return oldest === undefined || oldest.at > before.firstSeenAt;
};

type Fold = { before: Profile; fresh: readonly StoredEvent[]; history: Input['history'] };

const fold = async ({ before, fresh, history }: Fold, context: FoldContext): Promise<FoldResult> => {
  if (!fresh.some((event) => isLate(before.watermark, event))) return foldEvents(before, fresh, context);
  const all = [...(await history())].sort(compareMoments);
  if (hasExpired(before, all, fresh)) return foldEvents(before, fresh, context);
  return refoldEvents({ before, history: all, fresh }, context);
};

/** The slow way, once something threw: without the events that cannot be folded. */
const foldSound = async (
  { before, fresh, history }: Fold,
  context: FoldContext,
): Promise<Omit<FoldedProfile, 'before'>> => {
  const { sound, poisoned } = separate(fresh, context);
  const soundHistory = async () => separate(await history(), context).sound;
  const { profile, significance } = await fold({ before, fresh: sound, history: soundHistory }, context);
  return { after: profile, fresh: sound, significance, poisoned };
};

/**
 * Folds a profile's pending events: onto it when they are newer than all it holds, else again from its first
 * event. A late event of a profile whose oldest events have expired is folded on top, so that nothing is lost.
 * One event that cannot be folded is set aside and stops no other.
 */
export const foldProfile = async (input: Input, context: FoldContext): Promise<FoldedProfile> => {
  const fresh = [...input.pending].sort(compareMoments);
  const before = input.before ?? start(fresh[0]!);
  const work = { before, fresh, history: input.history };
  try {
    const { profile, significance } = await fold(work, context);
    return { before, after: profile, fresh, significance, poisoned: [] };
  } catch {
    return { before, ...(await foldSound(work, context)) };
  }
};
