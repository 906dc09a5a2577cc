import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { foldAffinities } from './affinities.ts';
import { foldCart } from './cart.ts';
import { foldCounters } from './counters.ts';
import { emptyProfile } from './empty.ts';
import { foldEngagement } from './engagement.ts';
import { assignmentsOf, foldExperiments } from './experiments.ts';
import { foldExposures } from './exposures.ts';
import { earlier, isLate, later } from './order.ts';
import { foldPurchased, foldRecentlyViewed } from './products.ts';
import { readEvent } from './read-event.ts';
import { foldSession } from './sessions.ts';
import { profileSignificance } from './significance.ts';
import { foldConsent, foldTimeZone, foldTraits } from './traits.ts';
import type { FoldContext, FoldEvent, FoldResult } from './types.ts';

const step = (profile: Profile, event: FoldEvent, context: FoldContext): Profile => {
  const session = foldSession(profile.session, event, context);
  const newSession = session !== profile.session && session?.events === 1;
  const experiments = foldExperiments(profile.experiments, event, context);
  const timeZone = foldTimeZone(profile.timeZone, event);
  const watermark = isLate(profile.watermark, event)
    ? profile.watermark
    : { at: event.at, messageId: event.messageId };
  return {
    ...profile,
    watermark,
    firstSeenAt: earlier(profile.firstSeenAt, event.at),
    lastSeenAt: later(profile.lastSeenAt, event.at),
    ...(timeZone !== undefined && { timeZone }),
    traits: foldTraits(profile.traits, event),
    consent: foldConsent(profile.consent, event),
    counters: foldCounters(profile.counters, event, newSession),
    session,
    cart: foldCart(profile.cart, event),
    affinities: foldAffinities(profile.affinities, event, context),
    engagement: foldEngagement(profile.engagement, event, context),
    recentlyViewed: foldRecentlyViewed(profile.recentlyViewed, event),
    purchased: foldPurchased(profile.purchased, event),
    assignments: experiments === profile.experiments ? profile.assignments : assignmentsOf(experiments),
    experiments,
    exposures: foldExposures(profile.exposures, event, context),
    ...(event.source === 'seed' && { demo: true }),
  };
};

/**
 * Folds one event into a profile.
 * @throws ZodError when the event's data is not what its type must carry.
 */
export const foldEvent = (profile: Profile, event: StoredEvent, context: FoldContext): Profile =>
  step(profile, readEvent(event), context);

type Run = { start: Profile; events: readonly StoredEvent[]; scored: (event: StoredEvent) => boolean };

const run = ({ start, events, scored }: Run, context: FoldContext): FoldResult => {
  const significance = new Map<string, number>();
  let profile = start;
  for (const event of events) {
    const next = foldEvent(profile, event, context);
    if (scored(event)) significance.set(event.messageId, profileSignificance(profile, next));
    profile = next;
  }
  return { profile, significance };
};

/**
 * Folds events into a profile, in the order of `compareMoments`, none of them `isLate` for it.
 * What that does to the totals of experiments, outcomes and days: `foldChanges`.
 * @throws ZodError when an event's data is not what its type must carry.
 * @example foldEvents(emptyProfile(start), [viewed], context).profile.recentlyViewed.length // 1
 */
export const foldEvents = (
  profile: Profile,
  events: readonly StoredEvent[],
  context: FoldContext,
): FoldResult => run({ start: profile, events, scored: () => true }, context);

type Refold = { before: Profile; history: readonly StoredEvent[]; fresh: readonly StoredEvent[] };

/** The profile as it was before its first event, with what does not come from events: segments and journeys. */
const rewound = (profile: Profile, first: StoredEvent | undefined): Profile => {
  const { id, identities, subject, version, segments, journeys, demo } = profile;
  const at = first?.at ?? profile.firstSeenAt;
  const empty = emptyProfile({ id, identity: identities[0] ?? id, subject, at });
  return { ...empty, identities, version, segments, journeys, ...(demo && { demo }) };
};

/**
 * Folds a profile again from all its events, because one of them came late. `history` is every event in order,
 * `fresh` those of them that were never folded: they alone get a significance.
 */
export const refoldEvents = ({ before, history, fresh }: Refold, context: FoldContext): FoldResult => {
  const unfolded = new Set(fresh.map(({ messageId }) => messageId));
  const scored = ({ messageId }: StoredEvent): boolean => unfolded.has(messageId);
  return run({ start: rewound(before, history[0]), events: history, scored }, context);
};
