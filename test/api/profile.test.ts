import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { now, openShop, type Shop } from './behavior-shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await shop.track({
    events: [
      {
        customer_id: 7,
        behavior_type: 'identified',
        data: { traits: { plan: 'vip' } },
        context: { device: 'mobile' },
      },
      { customer_id: 7, behavior_type: 'consent_updated', data: { purposes: { personalization: true } } },
      { customer_id: 7, behavior_type: 'product_viewed', data: { product_id: 'tea' } },
      {
        customer_id: 7,
        behavior_type: 'order_completed',
        data: {
          order_id: 'o',
          total: { amount: 900, currency: 'EUR' },
          items: [{ product_id: 'tea', quantity: 2 }],
        },
      },
      { anonymous_id: 'abc', behavior_type: 'page_viewed' },
    ],
  });
});
afterAll(() => shop.close());

describe('a profile', () => {
  test('shows what was seen, told, inferred and consented to, each apart', async () => {
    const { status, body } = await shop.get('/profile/7');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      customer_id: '7',
      anonymous_id: null,
      behavioral: {
        orders: 1,
        order_value: { amount: 900, currency: 'EUR' },
        sessions: 1,
        recently_viewed: [{ product_id: 'tea', at: now.toISOString() }],
        purchased: [{ product_id: 'tea', quantity: 2, at: now.toISOString() }],
      },
      demographic: { traits: { plan: 'vip' }, device_preference: 'mobile' },
      psychographic: {
        interests: [
          {
            name: 'drinks',
            // 1 − 2^(−(1 + 5)/5): a view and an order, in views of a product
            strength: expect.closeTo(0.565, 3),
            inferred: true,
            evidence: {
              sources: ['category drinks'],
              events: { product_viewed: 1, order_completed: 1 },
              count: 2,
              newest: now.toISOString(),
            },
          },
        ],
      },
      predictive: { state: 'absent' },
      segments: [{ key: 'buyers', name: 'Buyers', reason: 'orders above 0', because: [] }],
      consent: { personalization: true },
    });
    // 100 · (1 − 2^(−(2 + 20)/50)): a viewed product and an order by the default weights
    expect(body.engagement.score).toBeCloseTo(26.29, 2);
  });
  test('holds the sections asked for', async () => {
    const { body } = await shop.get('/profile/7?include=timeline');
    expect(body.timeline).toHaveLength(4);
    expect(body).not.toHaveProperty('segments');
    expect(body).not.toHaveProperty('psychographic');
  });
  test.each(['/profile/anonymous_id:abc', '/profile/abc?anonymous=true'])(
    'of an anonymous visitor is at %s',
    async (path) => {
      expect((await shop.get(path)).body).toMatchObject({ customer_id: null, anonymous_id: 'abc' });
    },
  );
  test.each<[string, string, number]>([
    ['nobody', '/profile/nobody', 404],
    ['an anonymous id taken for a customer', '/profile/abc', 404],
    ['an operator', '/profile/$gt', 404],
    ['an id that is too long', `/profile/${'x'.repeat(201)}`, 400],
    ['an unknown section', '/profile/7?include=secrets', 400],
    ['an unknown parameter', '/profile/7?x=1', 400],
    ['an object as parameter', '/profile/7?include[$gt]=', 400],
    ['broken encoding', '/profile/%ff', 400],
  ])('of %s is a problem', async (_name, path, status) => {
    const answer = await shop.get(path);
    expect(answer.status).toBe(status);
    expect(answer.type).toBe('application/problem+json');
  });
  test('is not shown to a key without the right to read', async () => {
    expect((await shop.get('/profile/7', 'decide-key')).status).toBe(403);
  });
});

describe('the list of profiles', () => {
  const list = (filter: object, field = 'lastSeenAt', order: 'asc' | 'desc' = 'desc') =>
    shop.stores.profiles.list({ filter: { ...filter }, sort: { field, order }, range: { from: 0, to: 0 } });

  test('is sorted, paged and counted', async () => {
    const { rows, total } = await list({}, 'counters.orders');
    expect(total).toBe(2);
    expect(rows.map(({ id }) => id)).toEqual(['customer_id:7']);
  });
  test.each<[string, object, string[]]>([
    ['what an id begins with', { q: 'ab' }, ['anonymous_id:abc']],
    ['ids', { id: ['customer_id:7'] }, ['customer_id:7']],
    ['text that looks like a pattern', { q: '.*' }, []],
  ])('is filtered by %s', async (_name, filter, ids) => {
    expect((await list(filter)).rows.map(({ id }) => id)).toEqual(ids);
  });
});
