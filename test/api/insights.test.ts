import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInsightKeeper } from '#server/features/insights/keeper.ts';
import { insightService } from '#server/features/insights/service.ts';
import { engagementStore } from '#server/stores/engagement.ts';
import { insightStore } from '#server/stores/insights.ts';
import { shopContext } from '#test/faults/ingest-shop.ts';
import { now, openShop, type Shop } from './behavior-shop.ts';
import { evidenceOf, releaseOf } from './catalogue-fixtures.ts';

const clock = () => now;
const sections = ['preferences', 'predictions', 'segments'] as const;

let shop: Shop;
let service: ReturnType<typeof insightService>;
let keeper: ReturnType<typeof createInsightKeeper>;

beforeAll(async () => {
  shop = await openShop();
  const { profiles } = shop.stores;
  const engagement = engagementStore(shop.db, shop.scope);
  service = insightService({
    profiles,
    engagement,
    situationOf: async () => ({
      segments: [{ key: 'buyers', name: 'Buyers', reason: 'orders above 0', because: [] }],
      open: true,
      withheld: [],
    }),
    newestDecisionOf: async () => null,
    release: () => releaseOf(),
    evidence: () => evidenceOf(),
    clock,
  });
  keeper = createInsightKeeper({
    profiles,
    insights: insightStore(shop.db, shop.scope),
    engagement,
    conclude: (profile, at) => service.conclude(profile, at, sections),
    settings: () => shopContext.settings,
    clock,
  });
  const order = {
    order_id: 'o',
    total: { amount: 900, currency: 'EUR' },
    items: [{ product_id: 'tea', quantity: 2 }],
  };
  const tracked = await shop.track({
    events: [
      { customer_id: 7, behavior_type: 'order_completed', data: order },
      { customer_id: 8, behavior_type: 'played' },
    ],
  });
  expect(tracked.body).toMatchObject({ accepted: 2 });
  await shop.folder.foldPending();
});
afterAll(() => shop.close());

const stored = (collection: string, filter: object = {}) =>
  shop.db
    .collection(collection)
    .find(filter, { sort: { _id: 1 } })
    .toArray();

test('insights say what follows from a profile, and that nothing is predicted', async () => {
  expect(await service.show('customer_id:7', sections)).toMatchObject({
    customer_id: '7',
    preferences: { interests: [{ name: 'drinks', inferred: true }], values: [] },
    // 100 · (1 − 2^(−20/50)): an order by the default weights
    trend: { state: 'new', score: expect.closeTo(24.21, 2), before: null },
    segments: [{ key: 'buyers', reason: 'orders above 0' }],
    predictions: { state: 'absent' },
    next_best_action: null,
  });
  expect(await service.show('customer_id:7', [])).not.toHaveProperty('preferences');
  expect(await service.show('customer_id:ghost', sections)).toBeNull();
});

test('what is new of a customer is kept for the database, once it was noticed', async () => {
  keeper.noticed(['customer_id:7', 'customer_id:gone']);
  expect(await keeper.refresh()).toBe(2);
  expect(await keeper.refresh()).toBe(0);
  expect(await stored('personalization_insights')).toMatchObject([
    { profileId: 'customer_id:7', trend: { state: 'new' } },
  ]);
  const [weeks] = await stored('engagement_metrics', { profileId: { $exists: true } });
  expect(weeks?.['weeks']).toHaveLength(26);
});

test('a round through everyone comes once a day, and leaves the distribution of that day', async () => {
  expect([await keeper.sweep(), await keeper.sweep()]).toEqual([true, false]);
  expect(await stored('personalization_insights')).toHaveLength(2);
  const [day, ...others] = await service.engagementDays('2026-02-01', '2026-03-01');
  expect(others).toEqual([]);
  expect(await service.engagementKeptSince()).toBe('2026-03-01');
  expect(day).toMatchObject({ day: '2026-03-01', customers: 2, histogram: [1, 0, 1, 0, 0, 0, 0, 0, 0, 0] });
  // one has a score of 24.21, the other of 0
  expect(day?.mean).toBeCloseTo(12.11, 2);
});

test('what is kept beside the counts of days is not taken for them', async () => {
  expect(await shop.stores.days.between('2026-01-01', '2026-12-31')).toEqual([]);
});
