import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Insights } from '#schemas/insight.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { createStores } from '#server/stores.ts';
import { fact, placement, segment, settings, variant } from '#test/domain/decisions/shop.ts';
import { credentials } from '#test/support/product.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';

const visitor = { anonymous_id: 'v' };
const customer = { customer_id: 'vic' };
const visitorId = 'anonymous_id:v';
const customerId = 'customer_id:vic';
const views = (count: number) => ({
  all: [fact('profile', '$.counters.events.product_viewed', 'greaterThanInclusive', count)],
});

const tour = {
  kind: 'journey' as const,
  body: {
    key: 'tour',
    name: 'Tour',
    entry: { events: ['product_viewed'] },
    machine: {
      initial: 'shown',
      states: {
        shown: { meta: { decide: { pin: { hero_banner: 'hero-tour' } } }, on: { order_completed: 'over' } },
        over: { type: 'final' },
      },
    },
  },
};

let server: TestServer;
let admin: Client;
let db: Connection;
let stores: ReturnType<typeof createStores>;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  admin = await adminClient(server.url);
  await publish(admin, [
    settings(),
    segment('viewers', views(1)),
    segment('keen', views(3)),
    placement('hero_banner', { policy: 'best' }),
    variant('hero_banner-default'),
    variant('hero-tour', { requiresRule: true }),
    tour,
  ]);
  db = await connectMongo(server.mongodbUrl);
  stores = createStores(db, { project: 'default', environment: 'production' });
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

const view = async (who: object): Promise<void> => {
  const data = { product_id: 'p' };
  expectOk(await server.api.post('/track-behavior', { ...who, behavior_type: 'product_viewed', data }));
};
const both = { from: visitor, into: customer, reason: 'For a test' };
const merge = async (): Promise<void> => {
  expectOk(await server.api.post('/profile/merge', both));
};
const undo = async (): Promise<void> => {
  expectOk(await server.api.post('/profile/merge/undo', both));
};
/** What of segments changed for somebody, in order of time. */
const changesOf = async (profileId: string): Promise<string[]> => {
  const found = await db.collection('segment_changes').find({ profileId }).sort({ at: 1 }).toArray();
  return found.map(({ segment: key, change, cause }) => `${change} ${key} by ${cause}`);
};
const membersOf = async (key: string): Promise<string[]> =>
  expectOk<{ id: string }[]>(await admin.get(`/segments/${key}/members`)).map(({ id }) => id);
const kept = async (): Promise<string[]> => {
  const rows = await Promise.all(
    ['personalization_insights', 'engagement_metrics'].map(async (name) =>
      (
        await db
          .collection(name)
          .find({ profileId: { $exists: true } })
          .toArray()
      ).map(({ profileId }) => `${name} ${profileId}`),
    ),
  );
  return rows.flat().sort();
};
const insights: Insights = {
  customer_id: null,
  anonymous_id: null,
  as_of: '2026-01-01T00:00:00.000Z',
  trend: { state: 'new', score: 0, before: null, days: 28 },
  next_best_action: null,
  withheld: [],
};

describe('whoever is part of another customer', () => {
  beforeAll(async () => {
    await view(visitor);
    await view(visitor);
    await view(customer);
    const ids = [visitorId, customerId];
    await stores.insights.putMany(ids.map((profileId) => ({ profileId, insights })));
    await stores.engagement.putCustomers(
      ids.map((profileId) => ({ profileId, weeks: [] })),
      new Date(),
    );
    await merge();
  });

  test('leaves the segments they were in, and the customer is in those of both together', async () => {
    expect(await changesOf(visitorId)).toEqual(['entered viewers by event', 'left viewers by merge']);
    expect(await changesOf(customerId)).toEqual(['entered viewers by event', 'entered keen by event']);
    expect([await membersOf('viewers'), await membersOf('keen')]).toEqual([[customerId], [customerId]]);
  });

  test('leaves no copy of what was concluded of them', async () => {
    expect(await kept()).toEqual([
      `engagement_metrics ${customerId}`,
      `personalization_insights ${customerId}`,
    ]);
  });

  test('is in their own segments again once that is undone', async () => {
    await undo();
    expect(await changesOf(visitorId)).toEqual([
      'entered viewers by event',
      'left viewers by merge',
      'entered viewers by event',
    ]);
    expect((await membersOf('viewers')).sort()).toEqual([visitorId, customerId]);
    expect(await membersOf('keen')).toEqual([]);
    expect((await changesOf(customerId)).at(-1)).toBe('left keen by event');
  });
});

test('flags have another ETag once a merge was undone', async () => {
  const flags = clientOf(`${server.url}/ofrep/v1`, { authorization: `Bearer ${credentials.apiKey}` });
  const passer = { anonymous_id: 'w' };
  const context = { targetingKey: 'w', anonymous: true };
  const read = async () => {
    const { headers, body } = await flags.post('/evaluate/flags', { context });
    const { variant: shown } = (body as { flags: { key: string; variant: string }[] }).flags[0]!;
    return { etag: headers.get('etag'), shown };
  };
  await view(passer);
  const before = await read();
  expect(before.shown).toBe('hero-tour');
  const pair = { ...both, from: passer };
  expectOk(await server.api.post('/profile/merge', pair));
  expectOk(await server.api.post('/profile/merge/undo', pair));
  const after = await read();
  // the journey stays with the customer
  expect(after.shown).toBe('hero_banner-default');
  expect(after.etag).not.toBe(before.etag);
});
