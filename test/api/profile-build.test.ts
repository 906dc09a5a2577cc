import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from './behavior-shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const build = (customer: string, body: object, key = 'server-key') =>
  request(shop.app)
    .post(`/api/v1/personalization/profile/${customer}/build`)
    .set('Authorization', `Bearer ${key}`)
    .send(body);

const order = {
  order_id: 'o1',
  total: { amount: 900, currency: 'EUR' },
  items: [{ product_id: 'tea', quantity: 2 }],
  timestamp: '2026-02-27T10:00:00Z',
};
const behavioral = {
  browsing_history: [{ product_id: 'tea', timestamp: '2026-02-26T10:00:00Z' }],
  purchase_history: [order],
  search_queries: [{ query: 'Green tea', timestamp: '2026-02-26T09:00:00Z' }],
};

describe('building a profile', () => {
  test('stores what is told and answers with exactly the sections asked for', async () => {
    const { status, body } = await build('new', {
      behavioral_data: { ...behavioral, engagement_metrics: true, interaction_patterns: false },
      demographic_data: { age_group: '25-34', location: { country: 'AT' } },
      psychographic_data: { interests: true, values: ['fairness'] },
    });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual([
      'customer_id',
      'behavioral_data',
      'demographic_data',
      'psychographic_data',
    ]);
    expect(Object.keys(body.behavioral_data)).toEqual([
      'browsing_history',
      'purchase_history',
      'search_queries',
      'engagement_metrics',
    ]);
    expect(body.behavioral_data).toMatchObject({
      browsing_history: [{ product_id: 'tea' }],
      purchase_history: { orders: 1, order_value: { amount: 900, currency: 'EUR' } },
      search_queries: [{ query: 'green tea', count: 1 }],
    });
    expect(body.behavioral_data.engagement_metrics.score).toBeGreaterThan(0);
    expect(body.demographic_data).toEqual({ age_group: '25-34', location: { country: 'AT' } });
    expect(body.psychographic_data).toMatchObject({
      interests: [{ name: 'drinks', inferred: true }],
      values: [{ name: 'fairness', inferred: false, evidence: { sources: ['trait values'] } }],
    });
  });

  test('told again stores nothing twice, and a late event keeps all of it', async () => {
    await build('again', { behavioral_data: behavioral, demographic_data: { age_group: '65+' } });
    await build('again', { behavioral_data: behavioral });
    await shop.track({
      customer_id: 'again',
      behavior_type: 'page_viewed',
      timestamp: '2026-02-01T00:00:00Z',
    });
    const { body } = await shop.get('/profile/again');
    expect(body.behavioral.events).toMatchObject({ product_viewed: 1, order_completed: 1, searched: 1 });
    expect(body.demographic.age_group).toEqual({ value: '65+', source: 'trait age_group' });
  });

  test('a prediction that nothing makes has no value, and is named', async () => {
    const { body } = await build('new', {
      predictive_attributes: { churn_probability: true, price_sensitivity: false },
    });
    expect(body).toEqual({
      customer_id: 'new',
      predictive_attributes: {},
      unknown_attributes: ['churn_probability'],
    });
  });

  test.each<[string, string, object, string, number]>([
    [
      'of someone unknown, without telling anything',
      'ghost',
      { demographic_data: { age_group: true } },
      'server-key',
      404,
    ],
    ['with an unknown section', 'new', { secrets: {} }, 'server-key', 400],
    ['with a fault inside', 'new', { behavioral_data: { browsing_history: [{}] } }, 'server-key', 400],
    ['with a key that may not read', 'new', {}, 'decide-key', 403],
  ])('%s is a problem', async (_name, customer, body, key, status) => {
    expect((await build(customer, body, key)).status).toBe(status);
  });
});
