import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CountersReport } from '#schemas/history.ts';
import type { Recompute, SegmentDetail, SegmentSize, SegmentSizes } from '#schemas/segment-report.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { leaseStore } from '#server/stores/leases.ts';
import { fact, ordersAtLeast, segment, settings } from '#test/domain/decisions/shop.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { adminClient, type Client, startTestServer, type TestServer } from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

let server: TestServer;
let admin: Client;
let db: Connection;

const track = async (customer: string, behavior: string, data: object): Promise<void> => {
  expectOk(
    await server.api.post('/track-behavior', { customer_id: customer, behavior_type: behavior, data }),
  );
};
const sizes = async (): Promise<SegmentSizes> => expectOk(await admin.get('/segment-sizes'));
const sizeOf = async (key: string): Promise<SegmentSize> =>
  (await sizes()).segments.find((size) => size.key === key)!;
const progress = async (): Promise<Recompute | null> =>
  expectOk<{ recompute: Recompute | null }>(await admin.get('/segment-recompute')).recompute;
const counted = async (): Promise<number[]> =>
  expectOk<CountersReport>(await admin.get('/counters')).counters.map((counter) => counter.counted);

/** Another process counts histories, for as long as this one lets it. */
const anotherProcess = () => {
  const leases = leaseStore(db, { project: 'default', environment: 'production' });
  const now = new Date();
  const until = new Date(now.getTime() + 600_000);
  const lease = 'count-histories';
  return {
    counts: () => leases.take(lease, { holder: 'another', now, until }),
    stops: () => leases.giveBack(lease, 'another'),
  };
};

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'all' } });
  admin = await adminClient(server.url);
  db = await connectMongo(server.mongodbUrl);
  const total = { amount: 1000, currency: 'EUR' };
  await publish(admin, [settings(), segment('buyers', ordersAtLeast(1))]);
  for (const customer of ['ada', 'bob'])
    await track(customer, 'order_completed', { order_id: customer, total, items: [{ product_id: 'tea' }] });
  await track('cy', 'searched', { query: 'tea' });
  await soon(async () => expect(await progress()).toMatchObject({ state: 'done', release: 1 }));
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

test('while everyone is computed anew, the sizes that were complete last stand, and how far it is', async () => {
  const another = anotherProcess();
  expect(await another.counts()).toBe(true);
  const searched = fact('profile', '$.history', 'performed', { event: 'searched', atLeast: 1 });
  await publish(admin, [segment('buyers', ordersAtLeast(2)), segment('curious', { all: [searched] })]);
  await soon(async () =>
    expect(await progress()).toMatchObject({ state: 'running', counting: { done: 0, total: 3 } }),
  );
  expect(await counted()).toEqual([0]);
  expect(await sizeOf('buyers')).toMatchObject({
    customers_before: 2,
    trend: expect.toSatisfy((trend: number[]) => trend.at(-1) === 2),
  });
  expect(await sizeOf('curious')).toMatchObject({ customers_before: null, customers: 0 });
  const detail = expectOk<SegmentDetail>(await admin.get('/segments/buyers/size?days=2'));
  expect(detail).toMatchObject({
    customers_before: 2,
    recompute: { state: 'running' },
    days: [{ customers: null, entered: null, left: null }, { customers: 2 }],
  });

  await another.stops();
  await soon(async () => {
    const { recompute } = await sizes();
    expect(recompute).toMatchObject({ state: 'done', done: 3, total: 3 });
    expect(recompute).not.toHaveProperty('counting');
  });
  expect(await counted()).toEqual([3]);
  expect(await sizeOf('buyers')).toMatchObject({ customers: 0, customers_before: null });
  expect(await sizeOf('curious')).toMatchObject({ customers: 1, customers_before: null });
}, 60_000);

test('a server that stops waits for no other process', async () => {
  const other = await startTestServer({ mongodbUrl: server.mongodbUrl, env: { ATTUNE_ROLE: 'worker' } });
  const another = anotherProcess();
  await another.counts();
  const viewed = fact('profile', '$.history', 'performed', { event: 'page_viewed', atLeast: 1 });
  await publish(admin, [segment('viewers', { all: [viewed] })]);
  await soon(async () => expect(await progress()).toMatchObject({ counting: { done: 0, total: 3 } }));
  await other.stop();
  expect(await progress()).toMatchObject({ state: 'running' });
  await another.stops();
  await soon(async () => expect(await progress()).toMatchObject({ state: 'done', done: 3 }));
}, 60_000);
