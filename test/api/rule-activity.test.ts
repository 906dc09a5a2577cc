import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RuleActivity, RuleAudiences } from '#schemas/rule-activity.ts';
import { hourOf, matchesByHour } from '#server/features/rule-activity/count-matches.ts';
import { ordersAtLeast, placement, rule, settings, variant } from '#test/domain/decisions/shop.ts';
import { expectOk, publish, saveDraft } from '#test/support/publish.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { millisecondsUntil } from '#test/support/wait.ts';

const pin = (key: string) => [{ type: 'pin', placement: 'hero_banner', variant: key }];
const documents = [
  settings(),
  placement('hero_banner', { defaultVariant: 'hero-a' }),
  ...['hero-a', 'hero-b'].map((key) => variant(key)),
  rule('everybody', pin('hero-a'), { priority: 3 }),
  rule('buyers', pin('hero-b'), { priority: 2, conditions: ordersAtLeast(1) }),
  rule('on-phones', pin('hero-b'), {
    conditions: { all: [{ fact: 'context', path: '$.device', operator: 'equal', value: 'mobile' }] },
  }),
];

let server: TestServer;
let admin: Client;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  admin = await adminClient(server.url);
  await publish(admin, documents);
}, 60_000);
afterAll(() => server.stop());

const activity = async () => RuleActivity.parse(expectOk(await admin.get('/rule-activity')));
const audiences = async () => RuleAudiences.parse(expectOk(await admin.get('/rule-audiences')));

describe('matches', () => {
  test('are counted by rule and hour', () => {
    const record = (time: string, rules: string[]) => ({ at: new Date(time), matches: { rules } }) as never;
    expect(
      matchesByHour([
        record('2026-03-14T09:00:00Z', ['a', 'b']),
        record('2026-03-14T09:59:59.999Z', ['a']),
        record('2026-03-14T10:00:00Z', ['a']),
      ]),
    ).toEqual([
      { rule: 'a', hour: new Date('2026-03-14T09:00:00Z'), matches: 2 },
      { rule: 'b', hour: new Date('2026-03-14T09:00:00Z'), matches: 1 },
      { rule: 'a', hour: new Date('2026-03-14T10:00:00Z'), matches: 1 },
    ]);
  });

  test('are those of decisions that were really made', async () => {
    expect((await activity()).rules).toEqual([]);
    for (const context of [{}, {}, { device: 'mobile' }])
      expectOk(await server.api.post('/experience', { customer_id: 'ada', context }));
    await millisecondsUntil(async () => (await activity()).rules.length === 2);
    const { rules, decisions, from } = await activity();
    expect(rules.map(({ rule: key, total }) => [key, total])).toEqual([
      ['everybody', 3],
      ['on-phones', 1],
    ]);
    expect(decisions).toBe(3);
    for (const { hourly, total } of rules) expect(hourly.reduce((sum, one) => sum + one)).toBe(total);
    expect(from).toBe(hourOf(new Date(from)).toISOString());
  });

  test('of simulations are none', async () => {
    const before = await activity();
    expectOk(await admin.post('/simulate', { customer_id: 'ada' }));
    // counts are written two seconds later at most
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect((await activity()).rules).toEqual(before.rules);
  });
});

describe('audiences', () => {
  test('are shares of real customers, for all rules at once', async () => {
    const price = { amount: 100, currency: 'EUR' };
    const order = { order_id: 'o1', items: [{ product_id: 'p', quantity: 1, price }], total: price };
    for (const [customer, behavior] of [
      ['ada', 'page_viewed'],
      ['bob', 'page_viewed'],
      ['cleo', 'order_completed'],
    ] as const)
      expectOk(
        await server.api.post('/track-behavior', {
          customer_id: customer,
          behavior_type: behavior,
          data: behavior === 'order_completed' ? order : {},
        }),
      );
    // another set of rules is counted anew
    await saveDraft(admin, rule('nobody', pin('hero-b'), { conditions: ordersAtLeast(99) }));
    const { sample, population, rules } = await audiences();
    expect([sample, population]).toEqual([3, 3]);
    expect(
      Object.fromEntries(rules.map(({ rule: key, matching, unjudged }) => [key, [matching, unjudged]])),
    ).toEqual({
      everybody: [3, false],
      buyers: [1, false],
      'on-phones': [3, true],
      nobody: [0, false],
    });
  });

  test('of the same rules are kept', async () => {
    expect((await audiences()).at).toBe((await audiences()).at);
  });
});

describe('the drafts of several rules', () => {
  const change = (rules: object) => admin.call('PATCH', '/rules', { body: { rules } });
  const draftOf = async (key: string) =>
    expectOk<{ draft: { body: Record<string, unknown>; state: string } | null }>(
      await admin.get(`/rules/${key}`),
    ).draft;

  test('change in one call, and what is live stays', async () => {
    expectOk(await change({ everybody: { priority: 1 }, buyers: { enabled: false } }));
    expect((await draftOf('everybody'))?.body['priority']).toBe(1);
    expect((await draftOf('buyers'))?.body['enabled']).toBe(false);
    const [first] = expectOk<{ key: string; live: { body: { priority: number } } }[]>(
      await admin.get(`/rules?filter=${encodeURIComponent('{"id":["everybody"]}')}`),
    );
    expect(first?.live.body.priority).toBe(3);
  });

  test('are gone again once they say what is live', async () => {
    expectOk(await change({ everybody: { priority: 3 }, buyers: { enabled: true } }));
    expect([await draftOf('everybody'), await draftOf('buyers')]).toEqual([null, null]);
  });

  test('archive what is live, and end what never was', async () => {
    expectOk(await change({ buyers: { archived: true }, nobody: { archived: true } }));
    expect((await draftOf('buyers'))?.state).toBe('archived');
    expect((await admin.get('/rules/nobody')).status).toBe(404);
  });

  test.each<[string, object, string]>([
    ['a rule that there is not', { none: { priority: 2 } }, '/rules/none'],
    ['a priority of nothing', { everybody: { priority: 0 } }, '/rules/everybody/priority'],
    ['another field', { everybody: { name: 'x' } }, '/rules/everybody/name'],
    ['no rule', {}, '/rules'],
  ])('%s is refused, and nothing is written', async (_name, rules, path) => {
    const { status, body } = await change({
      ...rules,
      ...('none' in rules && { everybody: { priority: 9 } }),
    });
    expect(status).toBe(400);
    expect((body as { errors: { path: string }[] }).errors.map((fault) => fault.path)).toContain(path);
    expect(await draftOf('everybody')).toBeNull();
  });
});

test('rules are listed as they have their say: by priority, then by publication', async () => {
  for (const key of ['z-late', 'a-late']) await publish(admin, [rule(key, pin('hero-a'))]);
  const query = `sort=${encodeURIComponent('["priority","DESC"]')}`;
  const rules = expectOk<{ key: string }[]>(await admin.get(`/rules?${query}`));
  expect(rules.map(({ key }) => key)).toEqual(['everybody', 'on-phones', 'z-late', 'a-late']);
});

test('nobody sees any of it without a session', async () => {
  const stranger = clientOf(`${server.url}/api/admin`);
  expect((await stranger.get('/rule-activity')).status).toBe(401);
  expect((await stranger.get('/rule-audiences')).status).toBe(401);
});
