import type { Profile } from '#schemas/profile.ts';

/** A profile is sealed after each so many of its events. */
export const sealEvery = 512;

/** How many events a profile is the fold of; those of kinds beyond its limit of kinds are not counted. */
export const eventCount = ({ counters }: Profile): number =>
  Object.values(counters.events).reduce((sum, count) => sum + count, 0);

/**
 * Which checkpoints stay when there are so many: the newest two, and the older the sparser, each power of two
 * thinner than the next. Their number grows with the logarithm of the history, and what has to be folded again for an
 * event that comes late is at most about twice what came after it.
 * @example keptCheckpoints(8) // [4, 6, 7, 8]
 */
export const keptCheckpoints = (newest: number): number[] => {
  const kept = new Set<number>();
  for (let step = 1; step <= newest; step *= 2) {
    const last = newest - (newest % step);
    for (const number of [last - step, last]) if (number > 0) kept.add(number);
  }
  return [...kept].sort((a, b) => a - b);
};

/** What a profile holds of segments, which no event tells. */
export const segmentsOf = ({ segments, memberships, segmentsDueAt }: Profile) => ({
  segments,
  ...(memberships !== undefined && { memberships }),
  ...(segmentsDueAt !== undefined && { segmentsDueAt }),
});

/**
 * A sealed state as the place to fold on from: with what the profile has now that does not come from events.
 * @example resumedFrom(sealed, profile).version === profile.version // true
 */
export const resumedFrom = (sealed: Profile, profile: Profile): Profile => {
  const { id, identities, subject, version, journeys, demo } = profile;
  const { memberships: _, segmentsDueAt: __, ...past } = sealed;
  const kept = { id, identities, subject, version, journeys, ...segmentsOf(profile), ...(demo && { demo }) };
  return { ...past, ...kept };
};
