import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Erasure } from '#schemas/privacy.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { MOST_MOVES } from '#server/stores/journey-moves.ts';
import { settings } from '#test/domain/decisions/shop.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { adminClient, type Client, startTestServer, type TestServer } from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

const hour = 3_600_000;
const journey = (key: string, machine: object, event: string) => ({
  kind: 'journey' as const,
  body: { key, name: key, entry: { events: [event] }, machine },
});
const cart = journey(
  'cart',
  {
    initial: 'browsing',
    states: {
      browsing: { on: { added_to_cart: 'waiting' } },
      waiting: { after: { [hour]: 'reminded' } },
      reminded: { type: 'final' },
    },
  },
  'product_viewed',
);
const pendulum = journey(
  'pendulum',
  {
    initial: 'left',
    states: { left: { on: { searched: 'right' } }, right: { on: { page_viewed: 'left' } } },
  },
  'page_viewed',
);

type Who = { customer_id?: string; anonymous_id?: string };
type Move = { journey: string; from: string | null; state: string; event: string | null; done: boolean };

let server: TestServer;
let admin: Client;
let db: Connection;

beforeAll(async () => {
  server = await startTestServer();
  admin = await adminClient(server.url);
  await publish(admin, [settings(), cart, pendulum]);
  db = await connectMongo(server.mongodbUrl);
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

const did = async (who: Who, behavior_type: string, hoursAgo = 0): Promise<void> => {
  const data = behavior_type === 'page_viewed' ? {} : { product_id: 'p', quantity: 1 };
  const timestamp = new Date(Date.now() - hoursAgo * hour).toISOString();
  expectOk(await server.api.post('/track-behavior', { ...who, behavior_type, data, timestamp }));
};
const movesOf = async (id: string, journeyKey = 'cart'): Promise<Move[]> => {
  const query = `range=[0,199]&filter={"kind":"transition"}`;
  const found = expectOk<Move[]>(await admin.get(`/customers/${encodeURIComponent(id)}/timeline?${query}`));
  return found.filter((move) => move.journey === journeyKey);
};
const waysOf = async (id: string): Promise<string[]> =>
  (await movesOf(id)).map(({ from, state, event, done }) => `${from} ${state} ${event}${done ? ' end' : ''}`);

describe('the timeline', () => {
  test('tells every move of a customer in a journey, by what it came, and where it ended', async () => {
    await did({ customer_id: 'tim' }, 'product_viewed', 3);
    await did({ customer_id: 'tim' }, 'added_to_cart', 2);
    await soon(async () =>
      expect(await waysOf('customer_id:tim')).toEqual([
        'waiting reminded null end',
        'browsing waiting added_to_cart',
        'null browsing product_viewed',
      ]),
    );
  });

  test('tells that of whoever is one customer now, and of each alone once that is undone', async () => {
    const [visitor, customer] = [{ anonymous_id: 'v' }, { customer_id: 'vera' }];
    await did(visitor, 'product_viewed');
    await did(visitor, 'added_to_cart');
    await did(customer, 'product_viewed');
    const both = { from: visitor, into: customer, reason: 'For a test' };
    expectOk(await server.api.post('/profile/merge', both));
    expect((await waysOf('customer_id:vera')).sort()).toEqual([
      'browsing waiting added_to_cart',
      'null browsing product_viewed',
      'null browsing product_viewed',
    ]);
    expectOk(await server.api.post('/profile/merge/undo', both));
    expect(await waysOf('customer_id:vera')).toEqual(['null browsing product_viewed']);
    expect(await waysOf('anonymous_id:v')).toHaveLength(2);
  });

  test('keeps the newest moves of a customer in a journey, however many there were', async () => {
    const start = Date.now() - hour;
    const behaviors = Array.from({ length: 2 * MOST_MOVES }, (_, index) => ({
      customer_id: 'many',
      behavior_type: index % 2 === 0 ? 'page_viewed' : 'searched',
      data: index % 2 === 0 ? {} : { query: 'tea' },
      timestamp: new Date(start + index * 1000).toISOString(),
    }));
    expectOk(await server.api.post('/track-behavior', { events: behaviors }));
    const moves = await movesOf('customer_id:many', 'pendulum');
    expect(moves).toHaveLength(MOST_MOVES);
    expect(moves[0]).toMatchObject({ from: 'left', state: 'right', event: 'searched' });
    const kept = await db.collection('journey_moves').find({ profileId: 'customer_id:many' }).toArray();
    expect(Math.min(...kept.map((move) => Number(move['number'])))).toBe(MOST_MOVES);
  });
});

describe('privacy', () => {
  test('an export holds the moves, and an erasure leaves none', async () => {
    const { body } = await server.api.get('/profile/tim/export');
    expect((body as { journey_moves: object[] }).journey_moves).toHaveLength(3);
    const { id } = expectOk<Erasure>(await server.api.delete('/profile/tim'));
    await soon(async () => {
      const found = expectOk<Erasure[]>(await admin.get('/erasures')).find((one) => one.id === id);
      expect(found?.state).toBe('done');
    });
    expect(await db.collection('journey_moves').countDocuments({ profileId: 'customer_id:tim' })).toBe(0);
  }, 20_000);

  test('timers wait while processing is restricted, and happen once that is lifted', async () => {
    const restrict = async (restricted: boolean): Promise<void> => {
      expectOk(await server.api.post('/profile/rita/restriction', { restricted }));
    };
    const own = { profileId: 'customer_id:rita' };
    await did({ customer_id: 'rita' }, 'product_viewed');
    await did({ customer_id: 'rita' }, 'added_to_cart');
    await restrict(true);
    const past = new Date(Date.now() - 1000);
    await db.collection('journey_instances').updateOne(own, { $set: { 'timers.0.dueAt': past } });
    await db.collection('journey_timers').updateOne(own, { $set: { dueAt: past } });
    await soon(async () => {
      const timer = await db.collection('journey_timers').findOne(own);
      // longer than a worker holds one that it is about to send
      expect(Number(timer?.['leasedUntil'])).toBeGreaterThan(Date.now() + 60_000);
    });
    expect(await waysOf('customer_id:rita')).not.toContain('waiting reminded null end');
    await restrict(false);
    expect(await waysOf('customer_id:rita')).toContain('waiting reminded null end');
    expect(await db.collection('journey_timers').countDocuments(own)).toBe(0);
  });
});
