import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { foldEvents, refoldEvents } from '#server/domain/profiles/fold.ts';
import { compareMoments } from '#server/domain/profiles/order.ts';
import type { FoldContext } from '#server/domain/profiles/types.ts';
import { type FoldedProfile, separate, start, withOldest } from './fold-profile.ts';

type Input = {
  /** The profile before, with whom it is known as now, and where it is in journeys. */
  before: Profile | null;
  identities: readonly string[];
  /** Those of its events that are in no profile yet, and are folded now. */
  pending: readonly StoredEvent[];
  /** The events that are its own now and in a profile already. */
  history: readonly StoredEvent[];
  /** Profiles that are part of it now. */
  joined: readonly Profile[];
  /** Have events expired that are in the profiles? Folding them again would forget what they said. */
  expired: boolean;
};

/** What does not come from events: of two, what the one who remains has stands. */
const joinedTo = (profile: Profile, identities: readonly string[], joined: readonly Profile[]): Profile => ({
  ...profile,
  identities: [...identities],
  segments: [...new Set([profile, ...joined].flatMap(({ segments }) => segments))],
  journeys: Object.assign({}, ...joined.map(({ journeys }) => journeys), profile.journeys),
});

/**
 * Folds a profile again from all that is its own now, because events came to it or went to another; null where there
 * is nothing.
 */
export const foldAgain = (input: Input, context: FoldContext): FoldedProfile | null => {
  const { identities, pending, joined } = input;
  const { sound: folded } = separate(input.history, context);
  const { sound: fresh, poisoned } = separate([...pending].sort(compareMoments), context);
  const sound = [...folded, ...fresh].sort(compareMoments);
  const [first] = sound;
  const before = input.before ?? (first ? start(first) : null);
  if (before === null || first === undefined) return null;
  const base = joinedTo(before, identities, joined);
  const newcomers = new Set(joined.flatMap((profile) => profile.identities));
  const came = [...folded.filter(({ identity }) => newcomers.has(identity)), ...fresh].sort(compareMoments);
  const result = input.expired
    ? foldEvents(base, came, context)
    : refoldEvents({ before: base, history: sound, fresh }, context);
  const { profile, ...rest } = withOldest(result, sound);
  return { before, after: profile, fresh, poisoned, ...rest };
};

/** What becomes of a profile that is part of another now: nothing is counted for it any more. */
export const leave = (id: string, before: Profile | null, at: Date): FoldedProfile => {
  const empty = start({ profileId: id, at });
  return {
    before: before ?? empty,
    after: empty,
    fresh: [],
    significance: new Map(),
    sealed: [],
    poisoned: [],
    oldest: at,
  };
};
