import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Profile } from '#schemas/profile.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { createStores } from '#server/stores.ts';
import { credentials } from '#test/support/product.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

const scope = { project: 'default', environment: 'production' };

let server: TestServer;
let db: Connection;
let admin: Client;
let stores: ReturnType<typeof createStores>;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  db = await connectMongo(server.mongodbUrl);
  stores = createStores(db, scope);
  admin = await adminClient(server.url);
});
afterAll(async () => {
  await db.close();
  await server.stop();
});

const basic = { authorization: `Basic ${Buffer.from(`${credentials.apiKey}:`).toString('base64')}` };
const post = (path: string, body: unknown, headers: Record<string, string> = basic) =>
  clientOf(server.url).post(path, body, headers);
/** Profiles follow what was acknowledged. */
const profileOf = async (id: string): Promise<Profile | null> => {
  await soon(async () => expect(await stores.events.countPending()).toBe(0));
  return stores.profiles.read(`customer_id:${id}`);
};
const eventsOf = (id: string) => stores.events.latestOf(`customer_id:${id}`, 100);

describe('the published client for servers', () => {
  test('delivers every kind of call', async () => {
    const failures: unknown[] = [];
    const client = new Analytics({ writeKey: credentials.apiKey, host: server.url, flushAt: 20 });
    client.on('error', (error) => failures.push(error));
    const userId = 'node-1';
    client.identify({ userId, anonymousId: 'visitor-1', traits: { plan: 'gold' } });
    client.track({ userId, event: 'Product Viewed', properties: { product_id: 'tea', price: 4.99 } });
    client.track({ userId, event: 'Song Played', properties: { title: 'Air' } });
    client.page({ userId, name: 'Home', properties: { url: 'https://shop.example/' } });
    client.screen({ userId, name: 'Start' });
    client.group({ userId, groupId: 'g1', traits: { size: 3 } });
    client.alias({ userId, previousId: 'visitor-1' });
    await client.closeAndFlush();
    expect(failures).toEqual([]);
    expect((await profileOf(userId))?.counters.events).toEqual({
      identified: 1,
      product_viewed: 1,
      song_played: 1,
      page_viewed: 2,
      grouped: 1,
      merged: 1,
    });
    const events = await eventsOf(userId);
    const byType = (type: string) => events.find((event) => event.type === type);
    expect(byType('identified')).toMatchObject({
      anonymousId: 'visitor-1',
      data: { traits: { plan: 'gold' } },
    });
    expect(byType('merged')).toMatchObject({ previousId: 'visitor-1', source: 'segment' });
    expect(byType('product_viewed')?.data['price']).toEqual({ amount: 499, currency: 'EUR' });
  });
});

describe('the shapes of the browser client', () => {
  const message = (rest: object) =>
    JSON.stringify({ anonymousId: 'tab', writeKey: credentials.apiKey, ...rest });
  test.each([
    ['t', { event: 'Cart Viewed' }, 'cart_viewed'],
    ['i', { traits: { city: 'Vienna' } }, 'identified'],
    ['p', { name: 'Home' }, 'page_viewed'],
    ['g', { groupId: 'g' }, 'grouped'],
    ['a', { previousId: 'before' }, 'merged'],
    ['s', { name: 'Start' }, 'page_viewed'],
  ])('/v1/%s takes text with the key in its body', async (path, body, type) => {
    const text = message({ messageId: `tab-${path}`, ...body });
    const answer = await post(`/v1/${path}`, text, { 'content-type': 'text/plain' });
    expect([answer.status, answer.body]).toEqual([200, { success: true }]);
    const events = await stores.events.latestOf('anonymous_id:tab', 10);
    expect(events.find(({ messageId }) => messageId === `tab-${path}`)?.type).toBe(type);
  });
});

describe('time', () => {
  const sent = (rest: object) => ({ type: 'page', userId: 'time', ...rest });
  const atOf = async (messageId: string): Promise<number> =>
    (await eventsOf('time')).find((event) => event.messageId === messageId)!.at.getTime();
  test('is told by our clock: what passed before sending is taken from the receipt', async () => {
    const before = Date.now();
    // a clock of 1999 that is right about the ten minutes between
    await post('/v1/batch', {
      batch: [sent({ messageId: 'slow', timestamp: '1999-01-01T00:00:00Z' })],
      sentAt: '1999-01-01T00:10:00Z',
    });
    const at = await atOf('slow');
    expect(at).toBeGreaterThanOrEqual(before - 600_000);
    expect(at).toBeLessThanOrEqual(Date.now() - 600_000);
  });
  test('without a time of sending is taken as it is told', async () => {
    await post('/v1/page', sent({ messageId: 'plain', timestamp: '2025-01-01T00:00:00Z' }));
    expect(await atOf('plain')).toBe(Date.parse('2025-01-01T00:00:00Z'));
  });
});

describe('names in other scripts', () => {
  test.each([
    ['商品を見た', '商品を見た'],
    ['Товар Просмотрен', 'товар_просмотрен'],
    ['Café Öffnet', 'café_öffnet'],
    ['🎉', 'event_1f389'],
    ['🎁', 'event_1f381'],
    ['3 Steps', 'event_3_steps'],
  ])('%s is %s', async (event, type) => {
    await post('/v1/track', { userId: 'scripts', event, messageId: `script ${type}` });
    expect((await profileOf('scripts'))?.counters.events).toMatchObject({ [type]: 1 });
  });
});

describe('the campaign of a visit', () => {
  test('is read from the address among the properties of a page call, and told with the profile', async () => {
    const url = 'https://shop.example/?utm_source=letter&utm_medium=email&utm_campaign=spring';
    await post('/v1/page', { userId: 'campaign', properties: { url } });
    await profileOf('campaign');
    const { body } = await server.api.get('/profile/campaign?include=timeline');
    expect(body).toMatchObject({
      behavioral: { session: { traffic_source: 'email', campaign: 'spring' } },
      timeline: [{ context: { campaign: { name: 'spring' }, page: { url } } }],
    });
  });
});

describe('ids beyond 2^53', () => {
  test('are read to the last digit', async () => {
    await post('/v1/track', '{"userId":820982911946154508,"event":"x","messageId":"long"}');
    expect((await eventsOf('820982911946154508')).map(({ messageId }) => messageId)).toEqual(['long']);
  });
});

describe('consent', () => {
  test('of the banner becomes consent for the purposes that the settings name', async () => {
    const context = {
      consent: { categoryPreferences: { Analytics: true, Advertising: false, Other: true } },
    };
    await post('/v1/track', { userId: 'banner', event: 'x', context });
    expect((await profileOf('banner'))?.consent).toEqual({ analytics: true, marketing_email: false });
  });
});

describe('a batch', () => {
  const rows = [
    {
      type: 'track',
      event: 'Product Viewed',
      userId: 'mixed',
      messageId: 'good',
      properties: { product_id: 'a' },
    },
    { type: 'track', event: 'Product Viewed', userId: 'mixed', messageId: 'no-product' },
    { type: 'dance', userId: 'mixed', messageId: 'no-type' },
    { type: 'track', event: 'x', messageId: 'nobody' },
    { type: 'track', event: 'x', userId: 'mixed', messageId: 'm'.repeat(100) },
    {
      type: 'track',
      event: 'x',
      userId: 'mixed',
      messageId: 'big',
      properties: { text: 'x'.repeat(33_000) },
    },
    { type: 'track', event: 'x', userId: 'mixed', messageId: 'unsafe', properties: { $where: '1' } },
    42,
  ];
  test('that is partly bad is taken, and its bad rows wait with their reasons', async () => {
    const answer = await post('/v1/batch', { batch: rows });
    expect([answer.status, answer.body]).toEqual([200, { success: true }]);
    expect((await profileOf('mixed'))?.counters.events).toEqual({ product_viewed: 1 });
    const waiting = await stores.quarantine.latest(100);
    const reasonOf = (part: string) => waiting.find(({ row }) => row.includes(part))?.reason;
    expect(waiting.length).toBe(7);
    expect(reasonOf('no-product')).toMatch(/\/data\/product_id/);
    expect(reasonOf('no-type')).toMatch(/\/type/);
    expect(reasonOf('nobody')).toMatch(/give userId or anonymousId/);
    expect(reasonOf('mmmmmm')).toMatch(/\/messageId/);
    expect(reasonOf('"big"')).toMatch(/at most 32768 bytes/);
    expect(reasonOf('unsafe')).toMatch(/may not begin with/);
  });
  test('sent again brings nothing new', async () => {
    await post('/v1/batch', { batch: rows });
    expect((await profileOf('mixed'))?.counters.events).toEqual({ product_viewed: 1 });
    expect((await stores.quarantine.latest(100)).length).toBe(7);
  });
  test('a row is fixed and sent again, by the same way as every other', async () => {
    const entry = (await stores.quarantine.latest(100)).find(({ row }) => row.includes('no-product'))!;
    const path = `/quarantine/${entry.id}/resend`;
    const stillWrong = await admin.post(path, { row: JSON.parse(entry.row) });
    expect(stillWrong.status).toBe(400);
    const row = { ...JSON.parse(entry.row), properties: { product_id: 'b' } };
    expect((await admin.post(path, { row })).body).toEqual({ sent: 1, failed: [] });
    expect((await profileOf('mixed'))?.counters.events).toEqual({ product_viewed: 2 });
    expect(await stores.quarantine.one(entry.id)).toBeNull();
    const audited = await db.collection('audit_log').findOne({ action: 'quarantine.resent' });
    expect(audited).toMatchObject({ actor: credentials.email, detail: { door: 'segment', fixed: true } });
  });
  test('many rows are sent again or discarded at once', async () => {
    const ids = (await stores.quarantine.latest(100)).map(({ id }) => id);
    const again = await admin.post('/quarantine/resend', { ids });
    expect(again.body).toMatchObject({ sent: 0, failed: ids.map((id) => ({ id })) });
    expect((await admin.post('/quarantine/discard', { ids })).body).toEqual({ discarded: ids.length });
    expect(await stores.quarantine.count()).toBe(0);
  });
});

describe('what is refused', () => {
  test.each<[string, string, unknown, Record<string, string>, number]>([
    ['broken JSON', '/v1/track', '{"a"', basic, 400],
    ['no object', '/v1/track', '[]', basic, 400],
    ['a batch without messages', '/v1/batch', { batch: 'x' }, basic, 400],
    ['a batch of too many', '/v1/batch', { batch: Array.from({ length: 2501 }, () => 1) }, basic, 400],
    ['a body that is too large', '/v1/batch', { batch: ['x'.repeat(520_000)] }, basic, 400],
    ['no key', '/v1/track', { userId: 'a', event: 'x' }, {}, 401],
    ['a wrong key', '/v1/track', { userId: 'a', event: 'x', writeKey: 'nobody' }, {}, 401],
    ['another address', '/v1/dance', { userId: 'a' }, basic, 404],
  ])('%s', async (_name, path, body, headers, status) => {
    expect((await post(path, body, headers)).status).toBe(status);
  });
});
