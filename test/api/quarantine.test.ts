import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { createStores } from '#server/stores.ts';
import { openBehavior } from '#test/faults/ingest-shop.ts';
import { credentials } from '#test/support/product.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

const at = new Date('2026-03-01T12:00:00Z');
const order: StoredEvent = {
  messageId: 'm1',
  identity: 'customer_id:7',
  profileId: 'customer_id:7',
  type: 'order_completed',
  data: { order_id: 'o1' },
  context: {},
  at,
  receivedAt: at,
  source: 'api',
};

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

describe('rows that could not be folded', () => {
  test('are listed, fixed and folded, and keep whose and what they are', async () => {
    await stores.events.append([{ ...order, receivedAt: new Date() }]);
    await openBehavior(db, { project: 'default', environment: 'production' }).folder.foldPending();
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
    const events = await stores.events.latestOf('customer_id:7', 9);
    expect(events.map(({ messageId }) => messageId)).toContain('m1');
  });

  test('are discarded and restored; meanwhile they are neither listed nor sent', async () => {
    const track = { door: 'segment' as const, reason: 'no type', row: '{}', receivedAt: at, at: new Date() };
    await stores.quarantine.put([{ ...track, id: 'one', mentions: ['customer_id:8'] }]);
    const idsOf = async (filter: object) => {
      const path = `/quarantine?filter=${encodeURIComponent(JSON.stringify(filter))}`;
      return ((await admin.get(path)).body as { id: string }[]).map(({ id }) => id);
    };
    const ids = ['one', 'absent'];
    expect((await admin.post('/quarantine/discard', { ids })).body).toEqual({ discarded: 1 });
    expect((await admin.post('/quarantine/discard', { ids })).body).toEqual({ discarded: 0 });
    expect([await idsOf({}), await idsOf({ state: 'discarded' })]).toEqual([[], ['one']]);
    expect(await stores.quarantine.count()).toBe(0);
    expect((await admin.get('/quarantine/one')).body).toMatchObject({ discardedAt: expect.any(String) });
    expect((await admin.post('/quarantine/one/resend', { row: {} })).status).toBe(409);
    expect((await admin.post('/quarantine/resend', { ids: ['one'] })).body).toEqual({
      sent: 0,
      failed: [{ id: 'one', reason: 'It was discarded: restore it first.' }],
    });
    expect((await admin.post('/quarantine/restore', { ids })).body).toEqual({ restored: 1 });
    expect([await idsOf({}), await idsOf({ state: 'discarded' })]).toEqual([['one'], []]);
    const actions = db.collection('audit_log').find({ subject: 'quarantine/one' }, { sort: { at: 1 } });
    expect((await actions.toArray()).map(({ action }) => action)).toEqual([
      'quarantine.discarded',
      'quarantine.restored',
    ]);
    expect((await admin.get('/quarantine?filter={"state":"gone"}')).status).toBe(400);
  });

  test('that were discarded are found by an erasure', async () => {
    await admin.post('/quarantine/discard', { ids: ['one'] });
    await server.api.delete('/profile/8');
    await soon(async () => expect(await stores.quarantine.one('one')).toBeNull());
  });

  test('may be looked at by any user and by no key', async () => {
    const byKey = clientOf(`${server.url}/api/admin`, { authorization: `Bearer ${credentials.apiKey}` });
    expect((await byKey.get('/quarantine')).status).toBe(401);
  });
});
