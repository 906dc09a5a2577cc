import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CountersReport } from '#schemas/history.ts';
import { historyQueryOf } from '#server/domain/conditions/history-query.ts';
import { ordersAtLeast, placement, rule, segment, settings, variant } from '#test/domain/decisions/shop.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { adminClient, type Client, startTestServer, type TestServer } from '#test/support/server.ts';
import { soon } from '#test/support/soon.ts';

const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

const searchedOften = { event: 'searched', atLeast: 2, within: '3d' };
const neverSearched = { event: 'searched', atMost: 0 };
const bought = {
  steps: [
    { event: 'searched', where: [{ path: '$.query', operator: 'startsWith', value: 'tea' }] },
    { event: 'tasted' },
  ],
  within: '2h',
};
const asking = (operator: string, value: object) => ({
  all: [{ fact: 'profile', path: '$.history', operator, value }],
});
const documents = [
  settings(),
  placement('hero_banner', { defaultVariant: 'hero-a' }),
  variant('hero-a'),
  ...['hero-often', 'hero-never'].map((key) => variant(key, { requiresRule: true })),
];
const pinned = (key: string, conditions: object) =>
  rule(key, [{ type: 'pin', placement: 'hero_banner', variant: `hero-${key}` }], { conditions });

let server: TestServer;
let admin: Client;

const track = async (customer: string, behavior: string, hours: number, data: object = {}): Promise<void> => {
  const answer = await server.api.post('/track-behavior', {
    customer_id: customer,
    behavior_type: behavior,
    timestamp: ago(hours),
    data,
  });
  expectOk(answer);
};
const seenBy = async (customer: string): Promise<string> => {
  const { elements } = expectOk<{ elements: { variant: string }[] }>(
    await server.api.post('/experience', {
      customer_id: customer,
      page_type: 'homepage',
      elements_to_personalize: ['hero_banner'],
    }),
  );
  return elements[0]!.variant;
};
const byWords = (counters: CountersReport['counters']): CountersReport['counters'] =>
  counters.toSorted((a, b) => a.description.length - b.description.length);
const report = async (): Promise<CountersReport> => expectOk<CountersReport>(await admin.get('/counters'));
const allCounted = async (): Promise<CountersReport> => {
  await soon(async () => {
    const { customers, counters } = await report();
    expect(counters.map(({ counted }) => counted)).toEqual(counters.map(() => customers));
  });
  return report();
};

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'all' } });
  admin = await adminClient(server.url);
  await publish(admin, documents);
  for (const hours of [60, 30, 1]) await track('ada', 'searched', hours, { query: 'tea' });
  await track('ada', 'tasted', 29);
  await track('bob', 'searched', 200, { query: 'cup' });
  await track('cy', 'page_viewed', 1);
}, 60_000);
afterAll(() => server.stop());

test('nothing is counted as long as no condition asks', async () => {
  expect(await report()).toMatchObject({ customers: 3, counters: [], most: 64 });
});

describe('once conditions ask', () => {
  beforeAll(async () => {
    await publish(admin, [
      pinned('often', asking('performed', searchedOften)),
      pinned('never', asking('performed', neverSearched)),
      segment('tasters', asking('sequence', bought)),
    ]);
  });

  test('what happened before is counted for everyone, and told', async () => {
    const { counters } = await allCounted();
    expect(byWords(counters)).toEqual([
      {
        key: historyQueryOf('performed', searchedOften)!.key,
        description: 'searched',
        usedBy: expect.toSatisfy((all: string[]) => all.toSorted().join() === 'rule/never,rule/often'),
        keeps: { days: 3, hours: 0 },
        since: expect.any(String),
        counted: 3,
      },
      {
        key: historyQueryOf('sequence', bought)!.key,
        description: 'searched (query starts with “tea”) then tasted within 2 hours',
        usedBy: ['segment/tasters'],
        keeps: { days: 0, hours: 0 },
        since: expect.any(String),
        counted: 3,
      },
    ]);
  });

  test.each([
    ['ada', 'three searches in three days', 'hero-often'],
    ['bob', 'one search, a week ago', 'hero-a'],
    ['cy', 'never a search', 'hero-never'],
    ['nobody', 'a customer never seen', 'hero-never'],
  ])('%s: %s', async (customer, _, expected) => {
    expect(await seenBy(customer)).toBe(expected);
  });

  test('the next event counts for the next decision', async () => {
    await track('bob', 'searched', 0.1, { query: 'cup' });
    expect(await seenBy('bob')).toBe('hero-a');
    await track('bob', 'searched', 0, { query: 'cup' });
    expect(await seenBy('bob')).toBe('hero-often');
  });

  test('an event that comes late is counted where it belongs', async () => {
    await track('cy', 'searched', 20, { query: 'tea' });
    await track('cy', 'searched', 40, { query: 'tea' });
    expect(await seenBy('cy')).toBe('hero-often');
  });

  test('a decision made again from its record comes out the same, and says how often', async () => {
    await seenBy('ada');
    const answered = async () =>
      expectOk<{ id: string }[]>(await admin.get('/decisions?range=[0,0]&sort=["at","DESC"]'));
    await soon(async () => expect((await answered()).length).toBe(1));
    const [decision] = await answered();
    const explained = await admin.get(`/decisions/${decision!.id}/explain`);
    expect(explained.status).toBe(200);
    expect(explained.text).toContain('"same":true');
  });

  test('a longer window is counted again, and what nobody asks for goes', async () => {
    await publish(admin, [
      pinned('often', asking('performed', { ...searchedOften, within: '10d', atLeast: 3 })),
      pinned('never', ordersAtLeast(100)),
      segment('tasters', asking('performed', { event: 'tasted', within: '48h' })),
    ]);
    const { counters } = await allCounted();
    expect(byWords(counters).map(({ description, keeps }) => [description, keeps])).toEqual([
      ['tasted', { days: 0, hours: 48 }],
      ['searched', { days: 10, hours: 0 }],
    ]);
    expect(await seenBy('bob')).toBe('hero-often');
  });
});
