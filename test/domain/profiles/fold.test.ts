import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { foldChanges } from '#server/domain/profiles/changes.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { engagementAt } from '#server/domain/profiles/engagement.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { limits } from '#server/domain/profiles/limits.ts';
import { significance } from '#server/domain/profiles/significance.ts';
import { context, event, minutesIn, order, shown, start } from './events.ts';

const nobody = emptyProfile({ id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at: start });
const fold = (...events: StoredEvent[]): Profile => foldEvents(nobody, events, context).profile;
const viewed = (minute: number, product_id = 'tea'): StoredEvent =>
  event({ type: 'product_viewed', data: { product_id }, minute });
const added = (minute: number, product_id: string, quantity: number): StoredEvent =>
  event({ type: 'added_to_cart', data: { product_id, quantity }, minute });
const clicked = (minute: number): StoredEvent =>
  event({ type: 'variant_clicked', data: { placement: 'hero', variant: 'sale' }, minute });

describe('sessions', () => {
  const page = (minute: number, context = {}): StoredEvent => event({ type: 'page_viewed', minute, context });

  test('half an hour without an event is still the same visit', () => {
    expect(fold(page(0), page(30)).counters.sessions).toBe(1);
  });
  test('more than half an hour without an event begins a new visit', () => {
    const profile = fold(page(0), page(31));
    expect(profile.counters.sessions).toBe(2);
    expect(profile.session).toMatchObject({ startedAt: minutesIn(31), events: 1, pagesViewed: 1 });
  });
  test('an e-mail that is sent begins no visit', () => {
    expect(fold(event({ type: 'email_sent' })).session).toBeNull();
  });
  test('the newest device and the first traffic source describe the visit', () => {
    const profile = fold(
      page(0, { device: 'mobile', traffic_source: 'search' }),
      page(1, { device: 'desktop', traffic_source: 'direct' }),
    );
    expect(profile.session).toMatchObject({ device: 'desktop', trafficSource: 'search' });
  });
  test.each([
    [2, 'low'],
    [3, 'medium'],
    [7, 'medium'],
    [8, 'high'],
  ])('%i interactions are %s depth', (count, depth) => {
    const events = Array.from({ length: count }, (_, minute) => viewed(minute));
    expect(fold(...events).session?.depth).toBe(depth);
  });
});

describe('cart', () => {
  test.each<[string, StoredEvent[], Record<string, number> | undefined]>([
    ['quantities of a product add up', [added(0, 'tea', 2), added(1, 'tea', 3)], { tea: 5 }],
    [
      'removing with a quantity takes so many',
      [
        added(0, 'tea', 5),
        event({ type: 'removed_from_cart', data: { product_id: 'tea', quantity: 2 }, minute: 1 }),
      ],
      { tea: 3 },
    ],
    [
      'removing without a quantity takes the product out',
      [
        added(0, 'tea', 5),
        added(1, 'cup', 1),
        event({ type: 'removed_from_cart', data: { product_id: 'tea' }, minute: 2 }),
      ],
      { cup: 1 },
    ],
    [
      'removing without a product empties it',
      [added(0, 'tea', 5), event({ type: 'removed_from_cart', minute: 1 })],
      undefined,
    ],
    ['an order empties it', [added(0, 'tea', 5), order(1)], undefined],
    ['a product may be called constructor', [added(0, 'constructor', 2)], { constructor: 2 }],
  ])('%s', (_name, events, items) => {
    expect(fold(...events).cart?.items).toEqual(items);
  });
});

describe('orders', () => {
  test('are counted, valued and dated', () => {
    expect(fold(order(0, 1000), order(60, 500)).counters).toMatchObject({
      orders: 2,
      orderValue: { amount: 1500, currency: 'EUR' },
      firstOrderAt: minutesIn(0),
      lastOrderAt: minutesIn(60),
    });
  });
  test('a refund lowers the value, not the count', () => {
    const refund = event({
      type: 'order_refunded',
      data: { order_id: 'o0', total: { amount: 300, currency: 'EUR' } },
      minute: 1,
    });
    expect(fold(order(0, 1000), refund).counters).toMatchObject({ orders: 1, orderValue: { amount: 700 } });
  });
  test('a bought product is kept once, with all its quantity', () => {
    const profile = fold(
      order(0, 1, [{ product_id: 'tea', quantity: 2 }]),
      order(1, 1, [{ product_id: 'tea' }]),
    );
    expect(profile.purchased).toEqual([{ productId: 'tea', quantity: 3, at: minutesIn(1) }]);
  });
});

describe('affinities', () => {
  test('halve in thirty days', () => {
    const thirtyDays = 30 * 24 * 60;
    expect(fold(viewed(0, 'tea'), viewed(thirtyDays, 'cup')).affinities).toMatchObject({
      categories: { drinks: 0.5, kitchen: 1 },
      brands: { Leaf: 0.5, Clay: 1 },
    });
  });
  test('come from the event for a product that the catalogue does not hold', () => {
    const unknown = event({ type: 'product_viewed', data: { product_id: 'x', category: '__proto__' } });
    expect(Object.entries(fold(unknown).affinities.categories)).toEqual([['__proto__', 1]]);
  });
});

describe('engagement', () => {
  test('one order scores 100 · (1 − 2^(−20/50)), and it fades by half in points after 14 days', () => {
    const { engagement } = fold(order(0));
    expect(engagement.score).toBeCloseTo(24.21, 2);
    const later = new Date(start.getTime() + 14 * 86_400_000);
    expect(engagementAt(engagement, later, context.settings)).toBeCloseTo(100 * (1 - 2 ** (-10 / 50)), 10);
  });
  test('never exceeds 100', () => {
    const { score } = fold(...Array.from({ length: 500 }, (_, minute) => order(minute))).engagement;
    expect(score).toBeGreaterThan(99);
    expect(score).toBeLessThanOrEqual(100);
  });
});

describe('exposures', () => {
  test('an outcome counts from the first exposure to the end of the window, both included', () => {
    const day = 24 * 60;
    const { exposures } = fold(order(0, 7), shown(1), order(2, 100), order(1 + day, 10), order(2 + day, 1));
    expect(exposures['hero/sale']).toMatchObject({
      count: 1,
      randomized: true,
      convertedAt: minutesIn(2),
      outcomes: { conversion: 1, revenue: 110 },
    });
  });
  test('a click counts for the variant that was clicked alone', () => {
    const { exposures } = fold(shown(0), shown(0, 'other'), clicked(1));
    expect(exposures['hero/sale']).toMatchObject({ clicks: 1, outcomes: { engagement: 1 } });
    expect(exposures['hero/other']).toMatchObject({ clicks: 0, outcomes: {} });
  });
  test('changes name the customer once, and showings, clicks and the conversion by day', () => {
    const events = [shown(0), shown(1), clicked(2), order(3, 40)];
    const after = fold(...events);
    const changes = foldChanges([{ before: nobody, after, fresh: events }]);
    expect(changes.outcomes).toEqual([
      {
        placement: 'hero',
        variant: 'sale',
        randomized: true,
        n: 1,
        metrics: {
          engagement: { sum: 1, sumOfSquares: 1 },
          conversion: { sum: 1, sumOfSquares: 1 },
          revenue: { sum: 40, sumOfSquares: 1600 },
        },
      },
    ]);
    expect(changes.days).toEqual([
      { day: '2026-03-01', placement: 'hero', variant: 'sale', exposures: 2, clicks: 1, conversions: 1 },
    ]);
  });
});

describe('experiments', () => {
  test('the first variation sticks, and a second one marks the customer as crossed', () => {
    const profile = fold(shown(0, 'x', 'a'), shown(1, 'y', 'b'), order(2, 50));
    expect(profile.assignments).toEqual({ headline: 'a' });
    expect(profile.experiments['headline']).toEqual({
      variation: 'a',
      firstAt: minutesIn(0),
      crossed: true,
      outcomes: { conversion: 1, revenue: 50 },
    });
  });
});

describe('bounds', () => {
  const many = (type: string, data: (index: number) => object): StoredEvent[] =>
    Array.from({ length: 1000 }, (_, index) =>
      event({ type, data: { ...data(index) }, minute: index, messageId: `m${index}` }),
    );
  test.each<[string, StoredEvent[], (profile: Profile) => unknown[], number]>([
    [
      'kinds of events',
      many('x', () => ({})).map((e, i) => ({ ...e, type: `t${i}` })),
      (p) => Object.keys(p.counters.events),
      limits.eventTypes,
    ],
    [
      'products in the cart',
      many('added_to_cart', (i) => ({ product_id: `p${i}` })),
      (p) => Object.keys(p.cart!.items),
      limits.cartProducts,
    ],
    [
      'affinities',
      many('category_viewed', (i) => ({ category: `c${i}` })),
      (p) => Object.keys(p.affinities.categories),
      limits.affinities,
    ],
    [
      'products viewed',
      many('product_viewed', (i) => ({ product_id: `p${i}` })),
      (p) => p.recentlyViewed,
      limits.recentlyViewed,
    ],
    [
      'products bought',
      many('order_completed', (i) => ({
        order_id: 'o',
        total: { amount: 1, currency: 'EUR' },
        items: [{ product_id: `p${i}` }],
      })),
      (p) => p.purchased,
      limits.purchased,
    ],
    [
      'traits',
      many('identified', (i) => ({ traits: { [`t${i}`]: i } })),
      (p) => Object.keys(p.traits),
      limits.traits,
    ],
    [
      'exposures',
      many('variant_shown', (i) => ({ placement: 'hero', variant: `v${i}` })),
      (p) => Object.keys(p.exposures),
      limits.exposures,
    ],
    [
      'showings of one variant',
      many('variant_shown', () => ({ placement: 'hero', variant: 'v' })),
      (p) => p.exposures['hero/v']!.recent,
      limits.recentShowings,
    ],
    [
      'experiments',
      many('variant_shown', () => ({ placement: 'hero', variant: 'v' })).map((e, i) => ({
        ...e,
        exposure: { experienceId: 't', propensity: 1, experiment: { key: `e${i}`, variation: 'a' } },
      })),
      (p) => Object.keys(p.experiments),
      limits.experiments,
    ],
  ])('%s stop at the limit', (_name, events, held, limit) => {
    expect(held(fold(...events))).toHaveLength(limit);
  });
  test('the variants shown last are the ones kept', () => {
    const profile = fold(...many('variant_shown', (i) => ({ placement: 'hero', variant: `v${i}` })));
    expect(Object.keys(profile.exposures)).toContain('hero/v999');
    expect(Object.keys(profile.exposures)).not.toContain('hero/v0');
  });
});

describe('significance', () => {
  // Jensen–Shannon divergence, base 2, by hand: p = (1, 0), q = (½, ½), m = (¾, ¼):
  // ½·log2(4/3) + ½·(½·log2(2/3) + ½·log2(2)) = 0.31127812445913283.
  test.each<[string, number[], number[], number]>([
    ['nothing known, nothing learned', [], [], 0],
    ['the first thing known', [0], [1], 1],
    ['more of the same', [1], [5], 0],
    ['a second interest', [1, 0], [1, 1], 0.31127812445913283],
    ['a complete change', [1, 0], [0, 1], 1],
  ])('%s', (_name, before, afterwards, expected) => {
    expect(significance(before, afterwards)).toBeCloseTo(expected, 12);
  });
});

test('an event whose data is not what its type must carry cannot be folded', () => {
  expect(() => fold(event({ type: 'order_completed', data: { order_id: 'o' } }))).toThrow(/total/);
});
