import { describe, expect, test } from 'vitest';
import type { Profile } from '#schemas/profile.ts';
import { Settings } from '#schemas/settings.ts';
import { type ActionInput, nextBestAction, trendOf } from '#server/domain/profiles/insights.ts';
import { at, daysBefore, profile } from '#test/domain/models/builders.ts';

const settings = Settings.parse({});
const points = (raw: number, days: number) => ({ raw, at: daysBefore(days) });

const engaged = (now: number, before: number): Pick<Profile, 'engagement' | 'firstSeenAt'> => ({
  firstSeenAt: daysBefore(90),
  engagement: { score: 0, raw: now, at: at, weeks: [{ raw: now, at }, points(before, 28)] },
});

describe('the trend', () => {
  // scores: 100 · (1 − 2^(−points/50))
  test.each<[string, Pick<Profile, 'engagement' | 'firstSeenAt'>, string, number | null]>([
    ['rises', engaged(50, 10), 'rising', 12.94],
    ['falls', engaged(10, 50), 'falling', 50],
    ['stays', engaged(12, 10), 'steady', 12.94],
    ['is unknown of a newcomer', { ...engaged(50, 0), firstSeenAt: daysBefore(3) }, 'new', null],
  ])('%s', (_name, who, state, before) => {
    const trend = trendOf(who, at, settings);
    expect(trend.state).toBe(state);
    if (before === null) expect(trend.before).toBeNull();
    else expect(trend.before).toBeCloseTo(before, 2);
  });
});

const tea = {
  name: 'tea',
  strength: 0.6,
  inferred: true,
  evidence: { sources: [], events: {}, count: 1, newest: null },
};
const falling = { state: 'falling', score: 10, before: 40, days: 28 } as const;

const input = (fields: Partial<ActionInput> = {}): ActionInput => ({
  profile: profile(),
  settings,
  at,
  open: true,
  trend: { state: 'steady', score: 10, before: 10, days: 28 },
  interests: [],
  effectOf: () => undefined,
  decided: [],
  product: (id) => ({ name: id, category: 'tea' }),
  ...fields,
});

const cart = { items: { cup: 2 }, updatedAt: daysBefore(2) };
const journeys = { welcome: { state: 'nudge', since: daysBefore(1), done: false } };
const seen = profile({ recentlyViewed: [{ productId: 'green', at: daysBefore(1) }] });
const decided = [{ placement: 'hero', variant: 'sale', confidence: 0.9 }];

describe('the next best action', () => {
  test.each<[string, Partial<ActionInput>, string, Record<string, string>]>([
    ['a cart left two days ago', { profile: profile({ cart }) }, 'recover_cart', { product_id: 'cup' }],
    [
      'a journey whose state shows something',
      { profile: profile({ journeys }), effectOf: () => ({ pin: { hero: 'hello' } }) },
      'continue_journey',
      { journey: 'welcome', state: 'nudge', placement: 'hero', variant: 'hello' },
    ],
    ['a confident decision', { decided }, 'show_variant', { placement: 'hero', variant: 'sale' }],
    [
      'a product looked at in a strong interest',
      { profile: seen, interests: [tea] },
      'recommend_product',
      { product_id: 'green', category: 'tea' },
    ],
    [
      'falling engagement with consent to e-mail',
      { profile: profile({ consent: { marketing_email: true } }), trend: falling, interests: [tea] },
      'win_back',
      { channel: 'email', category: 'tea' },
    ],
  ])('follows from %s', (_name, fields, action, subject) => {
    expect(nextBestAction(input(fields))).toMatchObject({ action, subject });
  });

  test.each<[string, Partial<ActionInput>]>([
    ['nothing is known', {}],
    ['only defaults may be shown', { profile: profile({ cart }), open: false }],
    ['the cart was touched just now', { profile: profile({ cart: { ...cart, updatedAt: at } }) }],
    ['the cart is forgotten', { profile: profile({ cart: { ...cart, updatedAt: daysBefore(15) } }) }],
    [
      'the journey is over',
      { profile: profile({ journeys: { welcome: { ...journeys.welcome, done: true } } }) },
    ],
    ['the decision is unsure', { decided: [{ ...decided[0]!, confidence: 0.69 }] }],
    ['the interest is weak', { profile: seen, interests: [{ ...tea, strength: 0.49 }] }],
    [
      'the product is sold out',
      { profile: seen, interests: [tea], product: () => ({ name: 'x', category: 'tea', stock: 0 }) },
    ],
    ['nobody consented to e-mail', { trend: falling, interests: [tea] }],
  ])('is none when %s', (_name, fields) => {
    expect(nextBestAction(input(fields))).toBeNull();
  });

  test('of several is what was begun, before what is guessed', () => {
    const both = input({ profile: { ...seen, cart }, interests: [tea], decided });
    expect(nextBestAction(both)?.action).toBe('recover_cart');
  });
});
