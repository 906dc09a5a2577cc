import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { createStores } from '#server/stores.ts';
import { ordersAtLeast, placement, rule, segment, settings, variant } from '#test/domain/decisions/shop.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import {
  adminClient,
  apiClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

const crawler = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const vienna = { 'cf-ipcountry': 'AT', 'cf-region-code': '9', 'cf-ipcity': 'Vienna' };

type Send = (customer: string, headers: Record<string, string>) => Promise<unknown>;

let server: TestServer;
let db: Connection;
let stores: ReturnType<typeof createStores>;
let page: Client;
let segmentDoor: Client;
let pageKey: string;
let trackKey: string;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  const admin = await adminClient(server.url);
  await publish(admin, [
    settings(),
    placement('hero_banner', { policy: 'best' }),
    variant('hero_banner-default'),
    variant('hero-b', { requiresRule: true }),
    segment('buyers', ordersAtLeast(1)),
    rule('greet', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
      conditions: ordersAtLeast(1),
    }),
  ]);
  db = await connectMongo(server.mongodbUrl);
  stores = createStores(db, { project: 'default', environment: 'production' });
  const { key } = expectOk<{ key: string }>(await admin.post('/api-keys', { name: 'page', kind: 'browser' }));
  pageKey = key;
  const told = await admin.post('/api-keys', { name: 'events', rights: ['track'] });
  trackKey = expectOk<{ key: string }>(told).key;
  page = apiClient(server.url, key);
  segmentDoor = clientOf(server.url, { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

const profileOf = async (customer: string): Promise<Profile | null> => {
  await soon(async () => expect(await stores.events.countPending()).toBe(0));
  return stores.profiles.read(`customer_id:${customer}`);
};
const eventOf = async (customer: string): Promise<StoredEvent | undefined> =>
  (await stores.events.latestOf(`customer_id:${customer}`, 1))[0];

const doors: [string, Send][] = [
  [
    'track-behavior',
    (customer_id, headers) =>
      page.post('/track-behavior', { customer_id, behavior_type: 'page_viewed' }, headers),
  ],
  [
    'the Segment protocol',
    (userId, headers) => segmentDoor.post('/v1/page', { userId, messageId: `m-${userId}` }, headers),
  ],
];

describe.each(doors)('what the headers of a browser say at %s', (door, send) => {
  const customer = (name: string): string => `${name} at ${door}`;

  test('a program is told by its User-Agent, and nothing of it is stored', async () => {
    await send(customer('crawler'), { 'user-agent': crawler });
    expect(await eventOf(customer('crawler'))).toBeUndefined();
    expect(await profileOf(customer('crawler'))).toBeNull();
    const { text } = await clientOf(server.url).get('/metrics');
    expect(text).toMatch(/attune_events_total\{outcome="bot"\} [1-9]/);
  });

  test('place and device come into the profile, the address does not', async () => {
    await send(customer('ada'), { 'user-agent': phone, 'x-forwarded-for': '203.0.113.7', ...vienna });
    expect((await profileOf(customer('ada')))?.session?.device).toBe('mobile');
    const path = `/profile/${encodeURIComponent(customer('ada'))}`;
    const { demographic } = expectOk<{ demographic: object }>(await server.api.get(path));
    expect(demographic).toMatchObject({
      location: { value: { country: 'AT', region: '9', city: 'Vienna' } },
    });
    expect(JSON.stringify(await eventOf(customer('ada')))).not.toContain('203.0.113.7');
  });

  test('Global Privacy Control refuses what it is about, from then on', async () => {
    await send(customer('gil'), { 'user-agent': phone, 'sec-gpc': '1' });
    const refused = { personalization: false, profiling: false, cross_device: false };
    expect((await profileOf(customer('gil')))?.consent).toEqual({ ...refused, price_personalization: false });
    const asked = { customer_id: customer('gil'), page_type: 'homepage' };
    const { elements } = expectOk<{ elements: { source: string }[] }>(await page.post('/experience', asked));
    expect(elements.map(({ source }) => source)).toEqual(['no_consent']);
  });
});

describe('what is no visitor’s browser', () => {
  test.each([
    ['curl', 'curl/8.5.0'],
    ['a client for servers', 'python-requests/2.32.3'],
    ['an app', 'okhttp/4.12.0'],
  ])('%s speaks of itself by its User-Agent, and is no program that visits', async (name, userAgent) => {
    for (const [door, send] of doors) {
      const headers = { 'user-agent': userAgent, ...vienna };
      await send(`${name} at ${door}`, headers);
      expect((await eventOf(`${name} at ${door}`))?.context).not.toMatchObject({ geo: expect.anything() });
    }
  });

  test('the published client is not, with a key that may track alone or one that lives in a browser', async () => {
    for (const writeKey of [trackKey, pageKey]) {
      const client = new Analytics({ writeKey, host: server.url });
      client.track({ userId: `by ${writeKey}`, event: 'Song Played' });
      await client.closeAndFlush();
      expect((await profileOf(`by ${writeKey}`))?.counters.events).toEqual({ song_played: 1 });
    }
  });

  test('a page is told by its origin, whatever it calls itself', async () => {
    const headers = { origin: 'https://shop.example', 'user-agent': 'facebookexternalhit/1.1' };
    const view = { customer_id: 'preview', behavior_type: 'page_viewed' };
    const answer = await page.post('/track-behavior', view, headers);
    expect(answer.body).toMatchObject({ accepted: 0, duplicates: 0, bots: 1 });
  });

  test('a visitor’s User-Agent in an event counts, whoever sends it', async () => {
    const context = { userAgent: crawler };
    const view = { customer_id: 'told', behavior_type: 'page_viewed', context };
    expect((await server.api.post('/track-behavior', view)).body).toMatchObject({ accepted: 0, bots: 1 });
  });
});

describe('decisions that are kept', () => {
  const kept = async (): Promise<number> => {
    const { text } = await clientOf(server.url).get('/metrics');
    return Number(/attune_decisions_kept_total (\d+)/.exec(text)?.[1]);
  };
  const shown = async (): Promise<string> => {
    const asked = { customer_id: 'kay', page_type: 'homepage' };
    const body = expectOk<{ elements: { variant: string }[] }>(await server.api.post('/experience', asked));
    return body.elements[0]!.variant;
  };

  test('are dropped by a behavior that moves what is believed of the customer by more than 0.8', async () => {
    const view = { customer_id: 'kay', behavior_type: 'page_viewed' };
    expectOk(await server.api.post('/track-behavior', view));
    const before = await kept();
    expect([await shown(), await shown()]).toEqual(['hero_banner-default', 'hero_banner-default']);
    expect(await kept()).toBe(before + 1);
    const data = { order_id: 'o', total: { amount: 900, currency: 'EUR' }, items: [{ product_id: 'p' }] };
    const order = { customer_id: 'kay', behavior_type: 'order_completed', data };
    const told = expectOk<{ significance_score: number }>(await server.api.post('/track-behavior', order));
    expect(told.significance_score).toBeGreaterThan(0.8);
    expect(await shown()).toBe('hero-b');
    expect(await kept()).toBe(before + 1);
  });
});
