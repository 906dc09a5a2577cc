import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { createIngest } from '#server/features/behavior/ingest.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import type { EventStore } from '#server/stores/events.ts';
import { createStores } from '#server/stores.ts';
import { credentials } from '#test/support/product.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';

const at = new Date('2026-03-01T12:00:00Z');
const event = (number: number, text = ''): StoredEvent => ({
  messageId: `m${number}`,
  identity: 'customer_id:7',
  profileId: 'customer_id:7',
  type: 'page_viewed',
  data: { text },
  context: {},
  at,
  receivedAt: at,
  source: 'api',
});

/** A store that stands still until it is let go. */
const standingStill = () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const append: EventStore['append'] = async (batch) => {
    await gate;
    return { stored: batch.length, duplicates: new Set() };
  };
  return { events: { append }, release };
};

/** Sends until it is turned away; what was taken in by then. */
const fill = (ingest: ReturnType<typeof createIngest>['ingest'], make: (number: number) => StoredEvent) => {
  const taken: Promise<unknown>[] = [];
  for (;;) {
    try {
      taken.push(ingest([make(taken.length)]));
    } catch (error) {
      return { taken, error };
    }
  }
};

describe('while the store stands still', () => {
  test.each([
    ['as many events as the bound are taken, and the next is turned away', '', 1000],
    // each counts its text, 11 for `{"text":""}`, 2 for `{}` and 500 for the rest: 100,000 ÷ 10,513 is 9
    ['as many bytes as the bound are taken, and the next is turned away', 'x'.repeat(10_000), 9],
  ])('%s', async (_name, text, most) => {
    const { events, release } = standingStill();
    const refused: number[] = [];
    const bounds = { maxWaiting: 1000, maxWaitingBytes: text === '' ? 10_000_000 : 100_000 };
    const options = { events, retentionDays: () => 1, ...bounds };
    const { ingest, waiting } = createIngest({ ...options, onRefused: (count) => refused.push(count) });
    const { taken, error } = fill(ingest, (number) => event(number, text));
    expect(taken.length).toBe(most);
    expect(error).toMatchObject({ code: 'too-many-requests', details: { headers: { 'Retry-After': '1' } } });
    expect(refused).toEqual([1]);
    expect(waiting().events).toBe(most);
    release();
    await Promise.all(taken);
    expect(waiting()).toEqual({ events: 0, bytes: 0 });
    expect(await ingest([event(1)])).toMatchObject({ stored: 1 });
  });
});

describe('rows that could not be folded', () => {
  let server: TestServer;
  let db: Connection;
  let admin: Client;
  let stores: ReturnType<typeof createStores>;
  beforeAll(async () => {
    server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
    db = await connectMongo(server.mongodbUrl);
    stores = createStores(db, { project: 'default', environment: 'production' });
    admin = await adminClient(server.url);
  });
  afterAll(async () => {
    await db.close();
    await server.stop();
  });

  test('are listed, fixed and folded, and keep whose and what they are', async () => {
    const order = { ...event(1), type: 'order_completed', data: { order_id: 'o1' }, receivedAt: new Date() };
    await stores.events.append([order], 30);
    const track = { customer_id: '7', behavior_type: 'page_viewed' };
    expect((await server.api.post('/track-behavior', track)).status).toBe(202);
    const listed = (await admin.get('/quarantine')).body as { id: string; door: string; row: string }[];
    expect(listed).toMatchObject([{ door: 'fold', reason: expect.stringContaining('total') }]);
    const total = { amount: 500, currency: 'EUR' };
    const row = { ...JSON.parse(listed[0]!.row), data: { order_id: 'o1', total, items: [] } };
    expect((await admin.post(`/quarantine/${listed[0]!.id}/resend`, { row })).status).toBe(200);
    const profile = await stores.profiles.read('customer_id:7');
    expect(profile?.counters).toMatchObject({ orders: 1, events: { page_viewed: 1, order_completed: 1 } });
    expect(await stores.quarantine.count()).toBe(0);
    expect((await stores.events.latestOf('customer_id:7', 9)).map(({ messageId }) => messageId)).toContain(
      'm1',
    );
  });

  test('may be looked at by any user and by no key', async () => {
    const byKey = clientOf(`${server.url}/api/admin`, { authorization: `Bearer ${credentials.apiKey}` });
    expect((await byKey.get('/quarantine')).status).toBe(401);
  });
});
