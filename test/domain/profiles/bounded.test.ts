import { beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { limits } from '#server/domain/profiles/limits.ts';
import { minutesIn, context as shop } from './events.ts';
import { declaredBy } from './history-cases.ts';

/** Twice as many as fill everything that a profile keeps: the kinds of events take longest, 200 of which one in ten is new. */
const EVENTS = 4_400;
/** MongoDB takes 16 MB a document; a profile is read with every decision, so it is to be far below. */
const MOST_BYTES = 2_000_000;

/** A long name that came in no event before. */
const name = (kind: string, index: number): string => `${kind}-${index}-`.padEnd(80, 'x');
const money = { amount: 900, currency: 'EUR' };

type Draft = Pick<StoredEvent, 'type' | 'data'> & Partial<StoredEvent>;

/** Every kind of event that leaves something of its own in a profile. */
const drafts: ((index: number) => Draft)[] = [
  (index) => ({ type: 'product_viewed', data: { product_id: name('product', index), ...labelsOf(index) } }),
  (index) => ({ type: 'category_viewed', data: { category: name('category', index) } }),
  (index) => ({ type: 'added_to_cart', data: { product_id: name('product', index), quantity: 1 } }),
  (index) => ({
    // what is in the cart at the end is not bought any more
    type: index < EVENTS - 1200 ? 'order_completed' : 'order_noted',
    data: { order_id: name('order', index), total: money, items: itemsOf(index) },
  }),
  (index) => ({ type: 'searched', data: { query: name('query', index) } }),
  (index) => ({
    type: 'identified',
    data: { traits: { [`trait_${index}`]: 'y'.repeat(3500), first: index, likes: [name('like', index)] } },
    identity: `anonymous_id:${index}`,
  }),
  (index) => ({ type: 'survey_answered', data: { kind: name('survey', index), score: 4 } }),
  (index) => ({
    type: 'variant_shown',
    data: { placement: name('placement', index), variant: name('variant', index) },
    exposure: {
      experienceId: 'e',
      propensity: 0.5,
      experiment: { key: name('experiment', index), variation: 'a' },
      cappedRules: [name('rule', index)],
    },
  }),
  (index) => ({ type: `of_kind_${index}`.padEnd(100, 'z'), data: {} }),
  (index) => ({ type: 'consent_updated', data: { purposes: { analytics: index % 2 === 0 } } }),
];
const labelsOf = (index: number) => ({ category: name('category', index), brand: name('brand', index) });
const itemsOf = (index: number): object[] =>
  Array.from({ length: 3 }, (_, item) => ({ product_id: name(`bought-${item}`, index), quantity: 2 }));

const eventAt = (index: number): StoredEvent => ({
  messageId: `m${String(index).padStart(6, '0')}`,
  identity: 'customer_id:7',
  profileId: 'customer_id:7',
  context: {
    channel: name('channel', index),
    device: name('device', index),
    campaign: { name: name('campaign', index) },
    geo: { country: 'AT', city: name('city', index) },
    url: `https://shop.example/${name('page', index)}`,
  },
  // every third begins a visit, many a week
  at: minutesIn(index * 17),
  receivedAt: minutesIn(index * 17),
  source: 'api',
  ...drafts[index % drafts.length]!(index),
});

const context = {
  ...shop,
  settings: {
    ...shop.settings,
    identity: { trait_strategies: { first: 'oldest' as const, likes: 'union' as const } },
  },
  product: (id: string) => ({ category: `of ${id}`, brand: `by ${id}`, tags: [`new ${id}`, `old ${id}`] }),
  history: declaredBy([
    { operator: 'performed', value: { event: 'product_viewed', within: '365d' } },
    {
      operator: 'sequence',
      value: {
        steps: [{ event: 'product_viewed' }, { event: 'order_completed' }],
        within: '30d',
        last: '365d',
      },
    },
  ]),
};

const size = (profile: Profile): number => JSON.stringify(profile).length;

describe('a customer of whom no event is like another', () => {
  let halfway: Profile;
  let whole: Profile;
  beforeAll(() => {
    const events = Array.from({ length: EVENTS }, (_, index) => eventAt(index));
    const empty = emptyProfile({
      ...{ id: 'customer_id:7', identity: 'customer_id:7', subject: '7' },
      at: events[0]!.at,
    });
    halfway = foldEvents(empty, events.slice(0, EVENTS / 2), context).profile;
    whole = foldEvents(halfway, events.slice(EVENTS / 2), context).profile;
  }, 120_000);

  test('has a profile of at most 2 MB, which stopped growing long before', () => {
    expect(size(whole)).toBeLessThan(MOST_BYTES);
    expect(size(whole)).toBeLessThan(size(halfway) * 1.05);
  });

  test.each<[string, (profile: Profile) => object | undefined, number]>([
    ['kinds of events', ({ counters }) => counters.events, limits.eventTypes],
    ['products in the cart', ({ cart }) => cart?.items, limits.cartProducts],
    ['categories', ({ affinities }) => affinities.categories, limits.affinities],
    ['brands', ({ affinities }) => affinities.brands, limits.affinities],
    ['tags', ({ affinities }) => affinities.tags, limits.affinities],
    ['products looked at', ({ recentlyViewed }) => recentlyViewed, limits.recentlyViewed],
    ['products bought', ({ purchased }) => purchased, limits.purchased],
    ['traits', ({ traits }) => traits, limits.traits],
    ['showings', ({ exposures }) => exposures, limits.exposures],
    ['rules shown', ({ ruleShowings }) => ruleShowings, limits.ruleShowings],
    ['experiments', ({ experiments }) => experiments, limits.experiments],
    ['assignments', ({ assignments }) => assignments, limits.experiments],
    ['searches', ({ searches }) => searches, limits.searches],
    ['surveys', ({ surveys }) => surveys, limits.surveys],
    ['channels', ({ engagement }) => engagement.channels, limits.channels],
    ['weeks of engagement', ({ engagement }) => engagement.weeks, limits.engagementWeeks],
  ])('keeps a bounded number of %s', (_name, of, limit) => {
    const kept = Object.keys(of(whole) ?? {}).length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual(limit);
  });
});
