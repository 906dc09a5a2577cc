import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Erasure, PrivacyRequest } from '#schemas/privacy.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { expectOk } from '#test/support/publish.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { millisecondsUntil } from '#test/support/wait.ts';

const secret = 'a-secret-that-shopify-signs-with';

let server: TestServer;
let db: Connection;
let admin: Client;

/** Sends a webhook as Shopify does. */
const tell = async (topic: string, eventId: string, body: object): Promise<void> => {
  const text = JSON.stringify({ shop_domain: 'tea.example', ...body });
  expectOk(
    await clientOf(server.url).post('/webhooks/shopify', text, {
      'x-shopify-topic': topic,
      'x-shopify-event-id': eventId,
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(text).digest('base64'),
    }),
  );
};
const buys = (id: number, visitor: string): Promise<void> =>
  tell('orders/create', `order-${id}`, {
    id,
    currency: 'EUR',
    total_price: '9.00',
    created_at: '2026-02-01T10:00:00Z',
    customer: { id },
    note_attributes: [{ name: 'attune_anonymous_id', value: visitor }],
    line_items: [{ product_id: 5, quantity: 1, price: '9.00' }],
  });
const track = async (who: object): Promise<void> => {
  expectOk(await server.api.post('/track-behavior', { ...who, behavior_type: 'page_viewed' }));
};
const requestOf = async (eventId: string): Promise<PrivacyRequest> =>
  expectOk(await admin.get(`/privacy-requests/shopify-${eventId}`));
const carryOut = (eventId: string) => admin.post(`/privacy-requests/shopify-${eventId}/carry-out`, {});
const newestErasure = async (): Promise<Erasure> => expectOk<Erasure[]>(await admin.get('/erasures'))[0]!;
const allErased = (): Promise<number> =>
  millisecondsUntil(async () => (await newestErasure()).state === 'done', 30_000);
/** Every document of every collection, as text. */
const everything = async (): Promise<string> => {
  const names = (await db.db!.listCollections().toArray()).map(({ name }) => name);
  return JSON.stringify(await Promise.all(names.map((name) => db.collection(name).find().toArray())));
};

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api', ATTUNE_SHOPIFY_SECRET: secret } });
  db = await connectMongo(server.mongodbUrl);
  admin = await adminClient(server.url);
  await track({ customer_id: 'of-another-shop' });
  await track({ anonymous_id: 'browser-of-7001' });
  for (const id of [7001, 7002]) await buys(id, `browser-of-${id}`);
  await tell('refunds/create', 'early', { id: 2, order_id: 7999, transactions: [] });
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

describe('a shop that leaves', () => {
  beforeAll(() => tell('shop/redact', 'leaving', {}));

  test('is a request with a deadline, and nothing goes before somebody confirms it', async () => {
    expect(await requestOf('leaving')).toMatchObject({
      type: 'erasure',
      state: 'open',
      shop: 'tea.example',
      profileId: null,
      steps: [{ what: 'received', by: 'shopify', note: 'shop/redact of tea.example' }],
    });
    expect((await admin.post('/privacy-requests/shopify-leaving/extend', { note: 'later' })).status).toBe(
      409,
    );
    expect(await db.collection('customer_profiles').countDocuments({ id: 'customer_id:7001' })).toBe(1);
  });

  test('takes everyone along whom Shopify told of, visits before the order as well, and nobody else', async () => {
    expect((await carryOut('leaving')).body).toMatchObject({ state: 'carried_out' });
    await allErased();
    const left = await everything();
    for (const trace of ['7001', '7002', '7999']) expect(left).not.toContain(trace);
    expect(left).toContain('customer_id:of-another-shop');
    // of each a profile, and where its visitor's went
    expect((await newestErasure()).removed).toMatchObject({ customer_profiles: 4, shopify_orders: 2 });
  }, 40_000);

  test('is in the audit log, everyone who went by a reference that leads nowhere', async () => {
    const actions = await db
      .collection('audit_log')
      .find({ action: /erased$/ })
      .toArray();
    expect(actions.map(({ action }) => action).sort()).toEqual([
      'customer.erased',
      'customer.erased',
      'shop.erased',
    ]);
    expect(await db.collection('subject_references').countDocuments()).toBe(0);
  });

  test('is answered once', async () => {
    expect((await carryOut('leaving')).status).toBe(409);
    const { body } = await admin.post('/privacy-requests/shopify-leaving/complete', { note: 'done' });
    expect(body).toMatchObject({ state: 'completed', shop: 'tea.example' });
  });
});

test('a request of one customer who was erased since is about nobody, least of all the whole shop', async () => {
  await buys(7003, 'browser-of-7003');
  await buys(7004, 'browser-of-7004');
  await tell('customers/redact', 'one', { customer: { id: 7003 } });
  await millisecondsUntil(async () => (await server.api.get('/profile/7003')).status === 200);
  expectOk(await server.api.delete('/profile/7003'));
  await allErased();
  expect(await requestOf('one')).toMatchObject({
    ...{ state: 'carried_out', profileId: null },
    erasureId: expect.any(String),
  });
  expect(await carryOut('one')).toMatchObject({ status: 409 });
  expect((await server.api.get('/profile/7004')).status).toBe(200);
}, 40_000);
