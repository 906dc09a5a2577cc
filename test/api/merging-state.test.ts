import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperienceResponse } from '#schemas/decision.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { experiment, placement, settings, variant } from '#test/domain/decisions/shop.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { adminClient, startTestServer, type TestServer } from '#test/support/server.ts';

const journey = {
  kind: 'journey' as const,
  body: {
    key: 'welcome',
    name: 'Welcome',
    entry: { events: ['product_viewed'] },
    machine: {
      initial: 'browsing',
      states: {
        browsing: { on: { added_to_cart: 'waiting' } },
        waiting: { after: { 3600000: 'reminded' } },
        reminded: { type: 'final' },
      },
    },
  },
};
const documents = [
  settings(),
  {
    kind: 'metric' as const,
    body: { key: 'conversion', name: 'Conversion', type: 'proportion', event: 'order_completed' },
  },
  placement('hero_banner', { defaultVariant: 'hero-a' }),
  variant('hero-a'),
  variant('hero-b', { requiresRule: true }),
  experiment('banner'),
  journey,
];

type Who = { customer_id?: string; anonymous_id?: string };
type Exposed = { variation: string; customers: number; crossed: number };
type Report = { exposed: Exposed[]; metrics: { key: string; comparisons: object[] }[] };

let server: TestServer;
let db: Connection;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  await publish(await adminClient(server.url), documents);
  db = await connectMongo(server.mongodbUrl);
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

const did = async (who: Who, behavior_type: string, data: object = {}): Promise<void> => {
  expectOk(await server.api.post('/track-behavior', { ...who, behavior_type, data }));
};
const decide = async (who: Who): Promise<ExperienceResponse> =>
  expectOk(await server.api.post('/experience', { ...who, page_type: 'homepage' }));
const variationOf = async (who: Who): Promise<string> => (await decide(who)).experiments[0]!.variation;
const see = async (who: Who): Promise<void> => {
  const { experience_id: id } = await decide(who);
  const shown = { interactions: [{ type: 'shown', element: 'hero_banner' }] };
  expectOk(await server.api.post(`/experience/${encodeURIComponent(id)}/performance`, shown));
};
const merge = async (from: Who, into: Who, undo = ''): Promise<void> => {
  expectOk(await server.api.post(`/profile/merge${undo}`, { from, into, reason: 'For a test' }));
};
/** A visitor and a customer whose ids would be assigned this and the other variation. */
const pairOf = async (name: string, variation: string): Promise<[Who, Who]> => {
  const idOf = async (kind: 'anonymous_id' | 'customer_id', wanted: boolean): Promise<Who> => {
    for (let i = 0; ; i += 1)
      if (((await variationOf({ [kind]: `${name}-${i}` })) === variation) === wanted)
        return { [kind]: `${name}-${i}` };
  };
  return [await idOf('anonymous_id', true), await idOf('customer_id', false)];
};
/** How many customers each variation counts, and how many of them converted. */
const counts = async () => {
  const units = await db.collection('experiment_units').find({ experiment: 'banner' }).toArray();
  const report = expectOk<Report>(await server.api.get('/tests/banner/results'));
  return {
    exposed: Object.fromEntries(report.exposed.map(({ variation, customers }) => [variation, customers])),
    crossed: report.exposed.reduce((sum, { crossed }) => sum + crossed, 0),
    units: units.length,
    conversions: units.reduce((sum, unit) => sum + (unit['outcomes']?.['conversion'] ?? 0), 0),
  };
};

describe('an experiment', () => {
  test('shows a visitor who logs in what they saw first, and counts one customer who converted', async () => {
    const [visitor, customer] = await pairOf('login', 'treatment');
    await see(visitor);
    await did({ ...visitor, ...customer }, 'page_viewed');
    expect(await variationOf(customer)).toBe('treatment');
    await did(customer, 'order_completed', {
      order_id: 'o1',
      total: { amount: 100, currency: 'EUR' },
      items: [],
    });
    expect(await counts()).toEqual({
      exposed: { control: 0, treatment: 1 },
      crossed: 0,
      units: 1,
      conversions: 1,
    });
  });

  test('counts whoever saw both for what was seen first, and each for their own once that is undone', async () => {
    const [visitor, customer] = await pairOf('both', 'control');
    await see(visitor);
    await see(customer);
    const before = await counts();
    expect(before).toMatchObject({ exposed: { control: 1, treatment: 2 }, crossed: 0, units: 3 });
    await merge(visitor, customer);
    expect(await variationOf(customer)).toBe('control');
    expect(await counts()).toMatchObject({ exposed: { control: 1, treatment: 1 }, crossed: 1, units: 2 });
    await merge(visitor, customer, '/undo');
    expect(await counts()).toEqual(before);
    expect([await variationOf(visitor), await variationOf(customer)]).toEqual(['control', 'treatment']);
  });

  test('tells nobody which variation the owner of a shared device got', async () => {
    const [device, second] = await pairOf('kiosk', 'treatment');
    await see(device);
    await did({ ...device, customer_id: 'kiosk-owner' }, 'page_viewed');
    expect(await variationOf(device)).toBe('treatment');
    expect(await variationOf({ ...device, ...second })).toBe('control');
  });
});

describe('a journey', () => {
  const placeOf = async (id: string) => {
    const instance = await db.collection('journey_instances').findOne({ profileId: id });
    const timers = await db.collection('journey_timers').find({ profileId: id }).toArray();
    return [instance?.['state'], timers.length];
  };

  test('goes on with the customer whom its visitor turns out to be, timers as well', async () => {
    await did({ anonymous_id: 'j1' }, 'product_viewed', { product_id: 'p' });
    await did({ anonymous_id: 'j1' }, 'added_to_cart', { product_id: 'p', quantity: 1 });
    expect(await placeOf('anonymous_id:j1')).toEqual(['waiting', 1]);
    await did({ anonymous_id: 'j1', customer_id: 'jo' }, 'page_viewed');
    expect(await placeOf('customer_id:jo')).toEqual(['waiting', 1]);
    expect(await placeOf('anonymous_id:j1')).toEqual([undefined, 0]);
  });

  test('stays where the one who remains is in it', async () => {
    await did({ anonymous_id: 'j2' }, 'product_viewed', { product_id: 'p' });
    await did({ anonymous_id: 'j2' }, 'added_to_cart', { product_id: 'p', quantity: 1 });
    await did({ customer_id: 'jim' }, 'product_viewed', { product_id: 'p' });
    await merge({ anonymous_id: 'j2' }, { customer_id: 'jim' });
    expect(await placeOf('customer_id:jim')).toEqual(['browsing', 0]);
    const profile = expectOk<{ journeys: object[] }>(await server.api.get('/profile/jim'));
    expect(profile.journeys).toMatchObject([{ key: 'welcome', state: 'browsing' }]);
  });

  test('stays with them after an undo; who is given back begins anew with what comes', async () => {
    await merge({ anonymous_id: 'j2' }, { customer_id: 'jim' }, '/undo');
    expect(await placeOf('customer_id:jim')).toEqual(['browsing', 0]);
    expect(await placeOf('anonymous_id:j2')).toEqual([undefined, 0]);
    await did({ anonymous_id: 'j2' }, 'product_viewed', { product_id: 'p' });
    expect(await placeOf('anonymous_id:j2')).toEqual(['browsing', 0]);
  });
});
