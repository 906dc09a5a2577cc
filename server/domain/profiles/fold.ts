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
import { beliefsIn, profileSignificance } from './significance.ts';
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

/** A profile's record to be folded into, which nobody else holds. */
const draftOf = (profile: Profile, { history: declared }: FoldContext): Profile =>
  declared === undefined || declared.counters.length === 0 ? withoutHistory(profile) : { ...profile };

/** Folds an event into a draft: its fields are set anew, and what they held stays as it was. */
const advance = (draft: Profile, event: FoldEvent, context: FoldContext): void => {
  const history = historyAfter(draft, event, context);
  const session = foldSession(draft.session, event, context);
  const newSession = session !== draft.session && session?.events === 1;
  const experiments = foldExperiments(draft.experiments, event, context);
  const timeZone = foldTimeZone(draft.timeZone, event);
  const zone = timeZone ?? context.settings.time_zone;
  const interests = interestsOf(event, context);
  const affinities = foldAffinities(draft.affinities, interests, event.at);
  const ruleShowings = foldRuleShowings(draft.ruleShowings, event);
  const behavior = foldBehavior(draft, { event, interests, affinities, session, zone });
  if (history !== undefined) draft.history = history;
  if (!isLate(draft.watermark, event)) draft.watermark = { at: event.at, messageId: event.messageId };
  draft.firstSeenAt = earlier(draft.firstSeenAt, event.at);
  draft.lastSeenAt = later(draft.lastSeenAt, event.at);
  if (timeZone !== undefined) draft.timeZone = timeZone;
  Object.assign(draft, foldTraits(draft, event, context.settings.identity.trait_strategies));
  Object.assign(draft, foldConsent(draft, event), behavior);
  draft.counters = foldCounters(draft.counters, event, newSession);
  draft.session = session;
  draft.cart = foldCart(draft.cart, event);
  draft.affinities = affinities;
  draft.engagement = foldEngagement(draft.engagement, { event, session }, context);
  draft.recentlyViewed = foldRecentlyViewed(draft.recentlyViewed, event);
  draft.purchased = foldPurchased(draft.purchased, event);
  if (experiments !== draft.experiments) draft.assignments = assignmentsOf(experiments);
  draft.experiments = experiments;
  draft.exposures = foldExposures(draft.exposures, event, context);
  if (ruleShowings) draft.ruleShowings = ruleShowings;
  if (event.source === 'seed') draft.demo = true;
};

/**
 * Folds one event into a profile.
 * @throws ZodError when the event's data is not what its type must carry.
 */
export const foldEvent = (profile: Profile, event: StoredEvent, context: FoldContext): Profile => {
  const draft = draftOf(profile, context);
  advance(draft, readEvent(event), context);
  return draft;
};

type Run = { start: Profile; events: readonly StoredEvent[]; scored: (event: StoredEvent) => boolean };

const run = ({ start, events, scored }: Run, context: FoldContext): FoldResult => {
  const significance = new Map<string, number>();
  const sealed: Profile[] = [];
  if (events.length === 0) return { profile: start, significance, sealed };
  // one record for all events: a copy for each would be most of what folding takes
  const profile = draftOf(start, context);
  let count = eventCount(start);
  for (const event of events) {
    const before = beliefsIn(profile);
    advance(profile, readEvent(event), context);
    if (scored(event)) significance.set(event.messageId, profileSignificance(before, profile));
    count += 1;
    if (count % sealEvery === 0) sealed.push({ ...profile });
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
