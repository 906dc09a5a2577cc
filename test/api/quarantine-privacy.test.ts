import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { createStores } from '#server/stores.ts';
import { credentials } from '#test/support/product.ts';
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
type Row = { id: string; door: string; reason: string; row: string; mentions: string[] };

let server: TestServer;
let db: Connection;
let admin: Client;
let stores: ReturnType<typeof createStores>;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api', ATTUNE_SHOPIFY_SECRET: secret } });
  db = await connectMongo(server.mongodbUrl);
  stores = createStores(db, { project: 'default', environment: 'production' });
  admin = await adminClient(server.url);
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

const shopify = async (topic: string, eventId: string, body: object): Promise<void> => {
  const text = JSON.stringify(body);
  expectOk(
    await clientOf(server.url).post('/webhooks/shopify', text, {
      'x-shopify-topic': topic,
      'x-shopify-event-id': eventId,
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(text).digest('base64'),
    }),
  );
};
const segment = async (batch: object[]): Promise<void> => {
  const authorization = `Basic ${Buffer.from(`${credentials.apiKey}:`).toString('base64')}`;
  expectOk(await clientOf(server.url).post('/v1/batch', { batch }, { authorization }));
};
const rows = async (filter: object = {}): Promise<Row[]> =>
  expectOk(await admin.get(`/quarantine?filter=${encodeURIComponent(JSON.stringify(filter))}`));
const kept = async (): Promise<string> => JSON.stringify(await db.collection('quarantine').find().toArray());
const erase = async (customer: string): Promise<void> => {
  expectOk(await server.api.delete(`/profile/${customer}`));
  await millisecondsUntil(
    async () => expectOk<{ state: string }[]>(await admin.get('/erasures'))[0]?.state === 'done',
    30_000,
  );
};

const person = { email: 'zoe@shop.example', first_name: 'Zoe', phone: '+43 1 234', last_name: 'Quinn' };
const order = {
  ...person,
  id: 5001,
  currency: 'EUR',
  created_at: '2026-02-01T10:00:00Z',
  browser_ip: '203.0.113.9',
  customer: { id: 71, ...person },
  billing_address: { ...person, address1: 'Ring 1' },
  line_items: [{ product_id: 5, quantity: 1, price: '9.00', name: 'For Zoe' }],
};

test('an order that cannot be taken keeps nothing of the person, and is taken once it is fixed', async () => {
  // without a total
  await shopify('orders/create', 'no-total', order);
  const [entry] = await rows({ q: 'customer_id:71' });
  const personal = ['zoe', 'Zoe', 'Quinn', '234', 'Ring 1', '203.0.113'];
  for (const part of personal) expect(await kept()).not.toContain(part);
  const row = JSON.parse(entry!.row);
  row.body.total_price = '9.00';
  expectOk(await admin.post(`/quarantine/${entry!.id}/resend`, { row }));
  const [event] = await stores.events.latestOf('customer_id:71', 1);
  expect(event).toMatchObject({
    type: 'order_completed',
    messageId: 'shopify-no-total',
    data: { order_id: '5001', total: { amount: 900, currency: 'EUR' }, items: [{ product_id: '5' }] },
  });
});

test('rows of the Segment protocol keep hashes in place of e-mail addresses, within texts too', async () => {
  const traits = { email: 'Zoe@shop.example', ip: '203.0.113.9' };
  const properties = { note: 'write to zoe@shop.example please' };
  await segment([{ type: 'dance', userId: '72', messageId: 'd1', context: { traits }, properties }]);
  const [entry] = await rows({ door: 'segment' });
  const [hash] = /hmac:[\w-]{32}/.exec(entry!.row)!;
  expect(JSON.parse(entry!.row)).toMatchObject({
    userId: '72',
    context: { traits: { email: hash } },
    properties: { note: `write to ${hash} please` },
  });
  expect(await kept()).not.toMatch(/zoe|203\.0/i);
});

test('what nobody could read whose it is goes with whom it names', async () => {
  // by an order that came later, by an e-mail address, and beside another id
  await shopify('refunds/create', 'early', { id: 1, order_id: 6001, transactions: [] });
  await shopify('orders/create', 'later', { ...order, id: 6001, total_price: '9.00', customer: { id: 73 } });
  await segment([
    { type: 'identify', userId: '73', messageId: 'i', traits: { email: 'may@shop.example' } },
    { type: 'dance', messageId: 'by-address', traits: { email: 'May@shop.example' } },
    { type: 'dance', messageId: 'by-previous', userId: { bad: 1 }, previousId: '73' },
    { type: 'dance', messageId: 'of-another', traits: { email: 'kim@shop.example' } },
  ]);
  await millisecondsUntil(
    async () => (await stores.profiles.read('customer_id:73'))?.traits['email'] !== undefined,
  );
  const named = ['"early"', 'by-address', 'by-previous'];
  const before = await kept();
  for (const name of named) expect(before).toContain(name.replaceAll('"', ''));
  await erase('73');
  const after = await kept();
  for (const name of named) expect(after).not.toContain(name.replaceAll('"', ''));
  expect(after).toContain('of-another');
}, 40_000);

test('the list is filtered by door, by parts of the reason and of whom it is about', async () => {
  await segment([{ type: 'track', userId: 'filter-me', messageId: 'f1', properties: {} }]);
  const only = [{ door: 'segment', reason: expect.stringContaining('say what happened') }];
  expect(await rows({ reason: 'Say what' })).toMatchObject(only);
  expect(await rows({ q: 'filter-' })).toMatchObject(only);
  expect(await rows({ door: 'fold' })).toEqual([]);
  expect(await rows({ source: 'api' })).toEqual([]);
});
