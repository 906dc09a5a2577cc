import type { JourneyStateEffect } from '#schemas/journey.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { choiceHolds } from './consent.ts';
import { day } from './decay.ts';
import { engagementAt } from './engagement.ts';
import { pastEngagement } from './engagement-history.ts';
import type { Inference } from './psychographics.ts';

const trendDays = 28;
/** Points of the score, below which a change is no trend. */
const trendPoints = 10;

/** How engagement went over four weeks. */
export type Trend = {
  state: 'rising' | 'falling' | 'steady' | 'new';
  score: number;
  /** Four weeks ago; null for a customer who was not there then. */
  before: number | null;
  days: number;
};

/**
 * Engagement now beside four weeks ago: rising or falling when the score moved by 10 points or more.
 * @example trendOf(profile, at, settings).state // 'falling'
 */
export const trendOf = (
  { engagement, firstSeenAt }: Pick<Profile, 'engagement' | 'firstSeenAt'>,
  at: Date,
  settings: Settings,
): Trend => {
  const score = engagementAt(engagement, at, settings);
  const then = new Date(at.getTime() - trendDays * day);
  if (firstSeenAt > then) return { state: 'new', score, before: null, days: trendDays };
  const before = pastEngagement(engagement, then, settings);
  const change = score - before;
  const state = change >= trendPoints ? 'rising' : change <= -trendPoints ? 'falling' : 'steady';
  return { state, score, before, days: trendDays };
};

export type NextBestAction = {
  action: 'recover_cart' | 'continue_journey' | 'show_variant' | 'recommend_product' | 'win_back';
  reason: string;
  /** What the action is about, such as `product_id` or `placement` and `variant`. */
  subject: Record<string, string>;
};

type Product = { name: string; category?: string | undefined; stock?: number | undefined };

export type ActionInput = {
  profile: Profile;
  settings: Settings;
  at: Date;
  /** May this customer get anything but defaults? */
  open: boolean;
  trend: Trend;
  /** Strongest first. */
  interests: readonly Inference[];
  /** What a journey's state does to decisions; undefined when nothing. */
  effectOf: (journey: string, state: string) => JourneyStateEffect | undefined;
  /** Elements of the newest decision. */
  decided: readonly { placement: string; variant: string; confidence: number | null }[];
  product: (id: string) => Product | undefined;
};

type Rule = (input: ActionInput) => NextBestAction | null;

const longestCart = 14 * day;
/** An interest this strong is worth acting on. */
const strongInterest = 0.5;

const recoverCart: Rule = ({ profile: { cart }, settings, at }) => {
  const [productId] = Object.keys(cart?.items ?? {});
  if (!cart || productId === undefined) return null;
  const age = at.getTime() - cart.updatedAt.getTime();
  if (age < settings.behavioral_tracking.session_timeout * 1000 || age > longestCart) return null;
  const pieces = Object.values(cart.items).reduce((sum, quantity) => sum + quantity, 0);
  const left = pieces === 1 ? 'one piece is' : `${pieces} pieces are`;
  return {
    action: 'recover_cart',
    reason: `${left} in the cart since ${cart.updatedAt.toISOString().slice(0, 10)}`,
    subject: { product_id: productId },
  };
};

const shownBy = ({ pin = {}, include = {}, boost = [] }: JourneyStateEffect): [string, string] | undefined =>
  Object.entries(pin)[0] ??
  Object.entries(include)[0] ??
  (boost[0] ? [boost[0].placement, boost[0].variant] : undefined);

const continueJourney: Rule = ({ profile, effectOf }) => {
  for (const [journey, { state, done }] of Object.entries(profile.journeys)) {
    const effect = done ? undefined : effectOf(journey, state);
    const shown = effect && shownBy(effect);
    if (!shown) continue;
    const [placement, variant] = shown;
    const reason = `the journey ${journey} is in the state ${state}`;
    return { action: 'continue_journey', reason, subject: { journey, state, placement, variant } };
  }
  return null;
};

const showVariant: Rule = ({ decided, settings }) => {
  const threshold = settings.personalization_engine.confidence_threshold;
  const best = decided
    .filter((element): element is typeof element & { confidence: number } => element.confidence !== null)
    .sort((a, b) => b.confidence - a.confidence)[0];
  if (best === undefined || best.confidence < threshold) return null;
  const { placement, variant, confidence } = best;
  const share = `${Math.round(confidence * 100)}%`;
  const reason = `with a probability of ${share} it is the best of what ${placement} can show`;
  return { action: 'show_variant', reason, subject: { placement, variant } };
};

const recommendProduct: Rule = ({ profile, interests, product }) => {
  const bought = new Set(profile.purchased.map(({ productId }) => productId));
  for (const { name, strength } of interests) {
    if (strength < strongInterest) break;
    const seen = profile.recentlyViewed.find(({ productId }) => {
      const found = product(productId);
      return found?.category === name && found.stock !== 0 && !bought.has(productId);
    });
    if (seen === undefined) continue;
    const reason = `looked at and not bought, in ${name}, an interest of strength ${strength.toFixed(2)}`;
    return { action: 'recommend_product', reason, subject: { product_id: seen.productId, category: name } };
  }
  return null;
};

const winBack: Rule = ({ profile, at, trend, interests: [interest] }) => {
  const mayWrite = choiceHolds(profile, 'marketing_email', at) && profile.consent.marketing_email === true;
  if (trend.state !== 'falling' || trend.before === null || !mayWrite || !interest) return null;
  const fall = `engagement fell from ${trend.before.toFixed(0)} to ${trend.score.toFixed(0)} in ${trend.days} days`;
  return {
    action: 'win_back',
    reason: `${fall}, and e-mail is consented to`,
    subject: { channel: 'email', category: interest.name },
  };
};

/** In the order in which they are tried: what was begun comes before what is guessed. */
const rules: readonly Rule[] = [recoverCart, continueJourney, showVariant, recommendProduct, winBack];

/**
 * What to do next for a customer: the first of five rules that something supports, else null. A cart that was left for
 * longer than a visit and at most 14 days; a journey whose state shows something; the variant that the newest decision
 * is confident of; a product looked at and not bought, in an interest of strength 0.5 or more; e-mail to someone whose
 * engagement falls and who consented to it. Who may only get defaults has no next action.
 * @example nextBestAction(input)?.action // 'recover_cart'
 */
export const nextBestAction = (input: ActionInput): NextBestAction | null => {
  if (!input.open) return null;
  for (const rule of rules) {
    const action = rule(input);
    if (action !== null) return action;
  }
  return null;
};
