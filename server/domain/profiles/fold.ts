import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { foldAffinities } from './affinities.ts';
import { foldBehavior } from './behavior.ts';
import { foldCart } from './cart.ts';
import { eventCount, resumedFrom, sealEvery, segmentsOf } from './checkpoints.ts';
import { foldConsent } from './consent.ts';
import { foldCounters } from './counters.ts';
import { emptyProfile } from './empty.ts';
import { foldEngagement } from './engagement.ts';
import { assignmentsOf, foldExperiments } from './experiments.ts';
import { foldExposures, foldRuleShowings } from './exposures.ts';
import { foldHistory } from './history.ts';
import { interestsOf } from './interests.ts';
import { earlier, isLate, later } from './order.ts';
import { foldPurchased, foldRecentlyViewed } from './products.ts';
import { readEvent } from './read-event.ts';
import { foldSession } from './sessions.ts';
import { profileSignificance } from './significance.ts';
import { foldTimeZone, foldTraits } from './traits.ts';
import type { FoldContext, FoldEvent, FoldResult } from './types.ts';

/** Without the counters of releases that are no longer in force. */
const withoutHistory = ({ history: _, ...profile }: Profile): Profile => profile;

const historyAfter = (profile: Profile, event: FoldEvent, { history: declared }: FoldContext) =>
  foldHistory(
    { history: profile.history, isFirst: profile.watermark === null },
    { type: event.type, data: event.raw, at: event.at },
    declared,
  );

const step = (profile: Profile, event: FoldEvent, context: FoldContext): Profile => {
  const history = historyAfter(profile, event, context);
  const session = foldSession(profile.session, event, context);
  const newSession = session !== profile.session && session?.events === 1;
  const experiments = foldExperiments(profile.experiments, event, context);
  const timeZone = foldTimeZone(profile.timeZone, event);
  const zone = timeZone ?? context.settings.time_zone;
  const interests = interestsOf(event, context);
  const affinities = foldAffinities(profile.affinities, interests, event.at);
  const ruleShowings = foldRuleShowings(profile.ruleShowings, event);
  const watermark = isLate(profile.watermark, event)
    ? profile.watermark
    : { at: event.at, messageId: event.messageId };
  return {
    ...(profile.history === undefined ? profile : withoutHistory(profile)),
    ...(history !== undefined && { history }),
    watermark,
    firstSeenAt: earlier(profile.firstSeenAt, event.at),
    lastSeenAt: later(profile.lastSeenAt, event.at),
    ...(timeZone !== undefined && { timeZone }),
    ...foldTraits(profile, event, context.settings.identity.trait_strategies),
    ...foldConsent(profile, event),
    counters: foldCounters(profile.counters, event, newSession),
    session,
    cart: foldCart(profile.cart, event),
    affinities,
    ...foldBehavior(profile, { event, interests, affinities, session, zone }),
    engagement: foldEngagement(profile.engagement, { event, session }, context),
    recentlyViewed: foldRecentlyViewed(profile.recentlyViewed, event),
    purchased: foldPurchased(profile.purchased, event),
    assignments: experiments === profile.experiments ? profile.assignments : assignmentsOf(experiments),
    experiments,
    exposures: foldExposures(profile.exposures, event, context),
    ...(ruleShowings && { ruleShowings }),
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
  const sealed: Profile[] = [];
  let profile = start;
  let count = eventCount(start);
  for (const event of events) {
    const next = foldEvent(profile, event, context);
    if (scored(event)) significance.set(event.messageId, profileSignificance(profile, next));
    profile = next;
    count += 1;
    if (count % sealEvery === 0) sealed.push(profile);
  }
  return { profile, significance, sealed };
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

type Refold = {
  before: Profile;
  history: readonly StoredEvent[];
  fresh: readonly StoredEvent[];
  /** A state from before the first late event: `history` is what came after it. */
  from?: Profile | undefined;
};

/** The profile as it was before its first event, with what does not come from events: segments and journeys. */
const rewound = (profile: Profile, first: StoredEvent | undefined): Profile => {
  const { id, identities, subject, version, journeys, demo } = profile;
  const at = first?.at ?? profile.firstSeenAt;
  const empty = emptyProfile({ id, identity: identities[0] ?? id, subject, at });
  return { ...empty, identities, version, ...segmentsOf(profile), journeys, ...(demo && { demo }) };
};

/**
 * Folds a profile again from all its events, because one of them came late. `history` is every event in order,
 * `fresh` those of them that were never folded: they alone get a significance.
 */
export const refoldEvents = ({ before, history, fresh, from }: Refold, context: FoldContext): FoldResult => {
  const unfolded = new Set(fresh.map(({ messageId }) => messageId));
  const scored = ({ messageId }: StoredEvent): boolean => unfolded.has(messageId);
  const start = from ? resumedFrom(from, before) : rewound(before, history[0]);
  return run({ start, events: history, scored }, context);
};
