import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { createStores } from '#server/stores.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

const secret = 'a-secret-that-shopify-signs-with';
const scope = { project: 'default', environment: 'production' };

let server: TestServer;
let db: Connection;
let admin: Client;
let stores: ReturnType<typeof createStores>;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api', ATTUNE_SHOPIFY_SECRET: secret } });
  db = await connectMongo(server.mongodbUrl);
  stores = createStores(db, scope);
  admin = await adminClient(server.url);
});
afterAll(async () => {
  await db.close();
  await server.stop();
});

type Extra = { eventId?: string; key?: string; query?: string };

/** Sends a webhook as Shopify does. */
const tell = (
  topic: string,
  body: object | string,
  { eventId = topic, key = secret, query = '' }: Extra = {},
) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return clientOf(server.url).post(`/webhooks/shopify${query}`, text, {
    'x-shopify-topic': topic,
    'x-shopify-event-id': eventId.replaceAll('/', '-'),
    'x-shopify-hmac-sha256': createHmac('sha256', key).update(text).digest('base64'),
  });
};

const order = {
  id: 450789469,
  currency: 'USD',
  total_price: '199.65',
  created_at: '2026-02-01T10:00:00-05:00',
  updated_at: '2026-02-01T10:05:00-05:00',
  landing_site: '/?utm_source=newsletter&utm_medium=email&utm_campaign=spring',
  note_attributes: [{ name: 'attune_anonymous_id', value: 'visitor-7' }],
  line_items: [
    { id: 1, product_id: 7513594, variant_id: 4, quantity: 2, price: '99.50' },
    { id: 2, product_id: null, sku: 'GIFT', quantity: 1, price: '0.65' },
  ],
};
const sold = { ...order, customer: { id: 207119551, email: 'john@example.com' } };
const buyer = 'customer_id:207119551';
const eventsOf = (profile: string) => stores.events.latestOf(profile, 100);
const types = async (profile: string): Promise<string[]> =>
  (await eventsOf(profile)).map(({ type }) => type).sort();

describe('a webhook', () => {
  test('of an order is a completed order, in minor units, with where the buyer came from', async () => {
    expect((await tell('orders/create', sold)).status).toBe(200);
    const [event] = await eventsOf(buyer);
    expect(event).toMatchObject({
      type: 'order_completed',
      messageId: 'shopify-orders-create',
      anonymousId: 'visitor-7',
      source: 'webhook',
      at: new Date('2026-02-01T15:00:00Z'),
      data: {
        order_id: '450789469',
        total: { amount: 19_965, currency: 'USD' },
        items: [
          { product_id: '7513594', quantity: 2, price: { amount: 9950, currency: 'USD' } },
          { product_id: 'GIFT', quantity: 1, price: { amount: 65, currency: 'USD' } },
        ],
      },
      context: { channel: 'shopify', traffic_source: 'email', campaign: { name: 'spring' } },
    });
    expect(JSON.stringify(event)).not.toContain('@example.com');
  });
  test('told again under the same event id is a duplicate', async () => {
    expect((await tell('orders/create', sold)).status).toBe(200);
    expect((await eventsOf(buyer)).length).toBe(1);
  });
  test('of a payment and of a refund are events of the same customer', async () => {
    await tell('orders/paid', sold);
    const transactions = [{ kind: 'refund', amount: '20.00', currency: 'USD' }];
    await tell('refunds/create', { id: 1, order_id: sold.id, created_at: order.created_at, transactions });
    expect(await types(buyer)).toEqual(['order_completed', 'order_paid', 'order_refunded']);
    await soon(async () => expect(await stores.events.countPending()).toBe(0));
    const profile = await stores.profiles.read(buyer);
    // 199.65 less 20.00
    expect(profile?.counters.orderValue).toEqual({ amount: 17_965, currency: 'USD' });
  });
  test('of a customer tells traits and the consent to e-mail, and no name or address', async () => {
    const customer = {
      ...{ id: 9, email: 'a@example.com', first_name: 'Ada', state: 'enabled', tags: 'vip, tea' },
      default_address: { city: 'Vienna', country_code: 'AT', address1: 'Ring 1' },
      email_marketing_consent: { state: 'unsubscribed' },
    };
    await tell('customers/update', customer);
    await soon(async () => {
      const profile = await stores.profiles.read('customer_id:9');
      expect(profile?.traits).toEqual({
        account_state: 'enabled',
        tags: ['vip', 'tea'],
        country: 'AT',
        city: 'Vienna',
      });
      expect(profile?.consent).toEqual({ marketing_email: false });
    });
  });
  test('of a cart is the whole cart', async () => {
    const cart = (quantity: number) => ({
      token: 'c1',
      line_items: [{ product_id: 5, quantity, price: '1.00' }],
    });
    await tell('carts/update', cart(3), { eventId: 'c-1' });
    await tell('carts/update', cart(2), { eventId: 'c-2' });
    await soon(async () => {
      const profile = await stores.profiles.read('anonymous_id:shopify-cart-c1');
      expect(profile?.cart?.items).toEqual({ '5': 2 });
    });
  });
  test('with ids beyond 2^53 is read to the last digit', async () => {
    const id = '820982911946154508';
    const text = JSON.stringify({ ...sold, customer: { id: 'C' }, id: 'O' })
      .replace('"C"', id)
      .replace('"O"', '900000000000000001')
      .replace('7513594', '700000000000000003');
    await tell('orders/create', text, { eventId: 'long' });
    const transactions = [{ kind: 'refund', amount: '1.00', currency: 'USD' }];
    const refund = JSON.stringify({ id: 1, order_id: 'O', created_at: order.created_at, transactions });
    await tell('refunds/create', refund.replace('"O"', '900000000000000001'), { eventId: 'long-refund' });
    const events = await eventsOf(`customer_id:${id}`);
    expect(events.map(({ type }) => type).sort()).toEqual(['order_completed', 'order_refunded']);
    expect(events.find(({ type }) => type === 'order_completed')?.data).toMatchObject({
      order_id: '900000000000000001',
      items: [{ product_id: '700000000000000003' }, { product_id: 'GIFT' }],
    });
  });
  test('of a topic that is not used is taken and forgotten', async () => {
    const before = await stores.events.count();
    expect((await tell('themes/publish', { id: 1 })).status).toBe(200);
    expect(await stores.events.count()).toBe(before);
  });
});

describe('what cannot be taken', () => {
  test('a refund whose order is not known waits, and is taken once the order has come', async () => {
    const refund = { id: 2, order_id: 777, created_at: order.created_at, transactions: [] };
    expect((await tell('refunds/create', refund, { eventId: 'early' })).status).toBe(200);
    const [entry] = await stores.quarantine.latest(1);
    expect(entry).toMatchObject({ door: 'shopify', reason: '/body: the order is not known here' });
    await tell('orders/create', { ...sold, id: 777 }, { eventId: 'order-777' });
    expect((await admin.post('/quarantine/resend', { ids: [entry!.id] })).body).toEqual({
      sent: 1,
      failed: [],
    });
    expect((await eventsOf(buyer)).map(({ messageId }) => messageId)).toContain('shopify-early');
  });
  test.each<[string, Extra]>([
    ['a wrong signature', { key: 'another-secret-altogether' }],
    ['an environment without a shop', { query: '?environment=staging' }],
  ])('%s is 401', async (_name, extra) => {
    expect((await tell('orders/create', sold, { ...extra, eventId: 'forged' })).status).toBe(401);
    expect((await eventsOf(buyer)).map(({ messageId }) => messageId)).not.toContain('shopify-forged');
  });
});

describe('requests about privacy', () => {
  const request = { shop_domain: 's.example', customer: { id: 207119551, email: 'john@example.com' } };
  test.each([
    ['customers/data_request', 'access', buyer],
    ['customers/redact', 'erasure', buyer],
    ['shop/redact', 'erasure', null],
  ])('%s is on record, once, without the e-mail address', async (topic, type, profileId) => {
    const body = topic === 'shop/redact' ? { shop_domain: 's.example' } : request;
    await tell(topic, body);
    await tell(topic, body);
    const filter = { externalId: `shopify-${topic.replaceAll('/', '-')}` };
    const found = await db.collection('privacy_requests').find(filter).toArray();
    expect(found).toMatchObject([{ type, profileId, source: 'shopify' }]);
    const { receivedAt, dueAt } = found[0]!;
    // Shopify: within 30 days of receipt
    expect(Number(dueAt) - Number(receivedAt)).toBeLessThanOrEqual(30 * 86_400_000);
    expect(JSON.stringify(found)).not.toContain('@example.com');
  });
});
