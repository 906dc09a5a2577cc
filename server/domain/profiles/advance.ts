import type { Profile } from '#schemas/profile.ts';
import { advanceBehavior } from './behavior.ts';
import { foldCart } from './cart.ts';
import { foldConsent } from './consent.ts';
import { advanceCounters } from './counters.ts';
import { type Draft, tasteOf } from './draft.ts';
import { advanceEngagement } from './engagement.ts';
import { assignmentsOf, foldExperiments } from './experiments.ts';
import { foldExposures, foldRuleShowings } from './exposures.ts';
import { foldHistory } from './history.ts';
import { interestsOf } from './interests.ts';
import { earlier, isLate, later } from './order.ts';
import { advanceRecentlyViewed, foldPurchased } from './products.ts';
import { foldSession } from './sessions.ts';
import { advanceTaste } from './taste.ts';
import { foldTimeZone, foldTraits } from './traits.ts';
import type { FoldContext, FoldEvent } from './types.ts';

const advanceHistory = (profile: Profile, event: FoldEvent, { history: declared }: FoldContext): void => {
  if (declared === undefined || declared.counters.length === 0) return;
  const history = foldHistory(
    { history: profile.history, isFirst: profile.watermark === null },
    { type: event.type, data: event.raw, at: event.at },
    declared,
  );
  if (history !== undefined) profile.history = history;
};

const advanceMoments = (profile: Profile, { at, messageId }: FoldEvent): void => {
  if (!isLate(profile.watermark, { at, messageId })) profile.watermark = { at, messageId };
  profile.firstSeenAt = earlier(profile.firstSeenAt, at);
  profile.lastSeenAt = later(profile.lastSeenAt, at);
};

/** Takes over what is told outright, by the customer or the shop. */
const advanceTold = (profile: Profile, event: FoldEvent, { settings }: FoldContext): void => {
  const timeZone = foldTimeZone(profile.timeZone, event);
  if (timeZone !== undefined) profile.timeZone = timeZone;
  const traits = foldTraits(profile, event, settings.identity.trait_strategies);
  if (traits !== profile) Object.assign(profile, traits);
  const consent = foldConsent(profile, event);
  if (consent !== profile) Object.assign(profile, consent);
};

/** Adds what an event says of taste; answers how far that moved it, 0 to 1. */
const advanceTastes = (draft: Draft, event: FoldEvent, context: FoldContext): number => {
  const interests = interestsOf(event, context);
  if (interests.length === 0) return 0;
  const taste = tasteOf(draft);
  const moved = advanceTaste(taste, { interests, event });
  draft.profile.evidence = taste.evidence;
  return moved;
};

/** Adds what was shown to the customer, and what came of it. */
const advanceShowings = (profile: Profile, event: FoldEvent, context: FoldContext): void => {
  const experiments = foldExperiments(profile.experiments, event, context);
  if (experiments !== profile.experiments) profile.assignments = assignmentsOf(experiments);
  profile.experiments = experiments;
  profile.exposures = foldExposures(profile.exposures, event, context);
  const ruleShowings = foldRuleShowings(profile.ruleShowings, event);
  if (ruleShowings) profile.ruleShowings = ruleShowings;
};

/**
 * Folds an event into a draft, in place. Answers how far it moved the shares that significance is about, 0 to 1.
 * @example advance(draft, readEvent(viewed), context) // 1, where it is the first event
 */
export const advance = (draft: Draft, event: FoldEvent, context: FoldContext): number => {
  const { profile } = draft;
  advanceHistory(profile, event, context);
  advanceMoments(profile, event);
  advanceTold(profile, event, context);
  const tastes = advanceTastes(draft, event, context);
  const session = foldSession(profile.session, event, context);
  const newSession = session !== profile.session && session?.events === 1;
  advanceBehavior(profile, { event, session, zone: profile.timeZone ?? context.settings.time_zone });
  profile.session = session;
  const kinds = advanceCounters(profile.counters, event, newSession);
  profile.cart = foldCart(profile.cart, event);
  advanceEngagement(profile.engagement, { event, session }, context);
  advanceRecentlyViewed(profile.recentlyViewed, event);
  profile.purchased = foldPurchased(profile.purchased, event);
  advanceShowings(profile, event, context);
  if (event.source === 'seed') profile.demo = true;
  return Math.max(tastes, kinds);
};
