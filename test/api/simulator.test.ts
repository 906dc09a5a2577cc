import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperienceResponse } from '#schemas/decision.ts';
import { SimulationResponse } from '#schemas/simulation.ts';
import type { Explained } from '#server/domain/simulation/simulate.ts';
import type { Differences } from '#server/features/simulator/differences.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import {
  experiment,
  fact,
  journey,
  ordersAtLeast,
  placement,
  rule,
  segment,
  settings,
  variant,
} from '#test/domain/decisions/shop.ts';
import { expectOk, publish, saveDraft } from '#test/support/publish.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { millisecondsUntil } from '#test/support/wait.ts';

type Simulated = {
  customer: { id: string; known: boolean };
  live: Explained;
  draft: Explained | null;
  differences: Differences | null;
};

const pin = (to: string) => [{ type: 'pin', placement: 'hero_banner', variant: to }];
const documents = [
  settings(),
  placement('hero_banner', { defaultVariant: 'hero-a', policy: 'thompson' }),
  ...['hero-a', 'hero-b', 'hero-c'].map((key) => variant(key)),
  {
    kind: 'metric' as const,
    body: { key: 'conversion', name: 'C', type: 'proportion', event: 'order_completed' },
  },
  segment('loyal', ordersAtLeast(5)),
  rule('loyal-hero', pin('hero-b'), {
    priority: 9,
    conditions: { all: [fact('profile', '$.segments', 'contains', 'loyal')] },
  }),
  rule('gold-hero', pin('hero-c'), {
    priority: 8,
    conditions: { all: [fact('profile', '$.traits.plan', 'equal', 'gold')] },
  }),
  rule('may-hero', pin('hero-c'), {
    priority: 7,
    schedule: { from: '2030-05-01T00:00:00Z', until: '2030-06-01T00:00:00Z' },
  }),
  experiment('banner'),
  journey({ hero_banner: 'hero-c' }),
];

let server: TestServer;
let admin: Client;
let db: Connection;

const simulate = async (request: object): Promise<Simulated> =>
  expectOk<Simulated>(await admin.post('/simulate', { customer_id: 'ada', ...request }));
const heroOf = async (request: object) => (await simulate(request)).live.decision.elements[0]!;

/** Every document of every collection. */
const stored = async (): Promise<Record<string, string>> => {
  const names = (await db.db!.listCollections().toArray()).map(({ name }) => name);
  const entries = names
    .filter((name) => !name.startsWith('evidence_'))
    .map(async (name) => [name, JSON.stringify(await db.collection(name).find().toArray())] as const);
  return Object.fromEntries(await Promise.all(entries));
};

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  db = await connectMongo(server.mongodbUrl);
  admin = await adminClient(server.url);
  await publish(admin, documents);
  expectOk(await server.api.post('/track-behavior', { customer_id: 'ada', behavior_type: 'page_viewed' }));
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

/** The newest decision of a customer, once it is kept: it is written behind the answer. */
const decisionOf = async (profile: string): Promise<{ id: string; at: string }> => {
  const path = `/decisions?filter=${encodeURIComponent(JSON.stringify({ profile }))}`;
  await millisecondsUntil(async () => ((await admin.get(path)).body as unknown[]).length > 0);
  const [newest] = expectOk<{ id: string; at: string }[]>(await admin.get(path));
  return newest!;
};

describe('a decision that was really made', () => {
  test.each([
    ['customer_id:ada', { customer_id: 'ada', context: { device: 'mobile' } }],
    ['anonymous_id:guest', { anonymous_id: 'guest', personalization_goals: { drive_conversions: 1 } }],
    [
      'customer_id:new',
      { customer_id: 'new', anonymous_id: 'guest', elements_to_personalize: ['hero_banner'] },
    ],
  ])('comes out the same at its moment and with its chance: %s', async (profile, request) => {
    const asked = await server.api.post('/experience?explain=true', request);
    const made = expectOk<ExperienceResponse>(asked);
    const { id: chance, at } = await decisionOf(profile);
    const again = await simulate({ customer_id: undefined, ...request, at, chance });
    const { decision, trace } = again.live;
    // whether a choice was kept is told of requests only
    const { keeping, ...decided } = made.trace as Record<string, unknown>;
    expect(trace).toEqual(decided);
    expect(keeping).toBeDefined();
    expect(decision).toMatchObject({
      at,
      release: made.release,
      experiments: made.experiments,
      confidence: made.confidence_score,
      lift: made.expected_lift,
      elements: made.elements.map(({ name, variant, content, source, propensity }) => ({
        placement: name,
        variant,
        content,
        source,
        propensity,
      })),
    });
  });
});

describe('what is supposed', () => {
  test.each<[string, object, object]>([
    [
      'a trait',
      { profile: { traits: { plan: 'gold' } } },
      { variant: 'hero-c', because: { by: { rule: 'gold-hero' } } },
    ],
    [
      'a counter, from which a segment follows',
      { profile: { counters: { orders: 5 } } },
      { variant: 'hero-b', because: { by: { rule: 'loyal-hero' } } },
    ],
    [
      'a segment',
      { profile: { segments: ['loyal'] } },
      { variant: 'hero-b', because: { by: { rule: 'loyal-hero' } } },
    ],
    [
      'the state of a journey',
      { profile: { journeys: { welcome: 'waiting' } } },
      { variant: 'hero-c', because: { by: { journey: 'welcome', state: 'waiting' } } },
    ],
    ['a refusal', { consent: { personalization: false } }, { variant: 'hero-a', source: 'no_consent' }],
    [
      'an earlier exposure',
      { assignments: { banner: 'treatment' } },
      { variant: 'hero-b', because: { experiment: 'banner', variation: 'treatment' } },
    ],
  ])('%s counts', async (_name, overrides, expected) => {
    expect(await heroOf({ overrides })).toMatchObject(expected);
  });

  test('takes away where it says null, and leaves the rest', async () => {
    const { live } = await simulate({ overrides: { profile: { days_since_last_seen: null } } });
    expect(live.trace.facts.profile).toMatchObject({ known: true, traits: {}, counters: { sessions: 1 } });
    expect(live.trace.facts.profile).not.toHaveProperty('days_since_last_seen');
  });

  test('makes a customer of a stranger', async () => {
    const profile = { traits: { plan: 'gold' }, journeys: { welcome: 'browsing' } };
    const overrides = { profile, assignments: { banner: 'control' } };
    const { customer, live } = await simulate({ customer_id: 'nobody', overrides });
    expect(customer).toEqual({ id: 'customer_id:nobody', known: false });
    expect(live.decision.elements[0]).toMatchObject({ variant: 'hero-c', source: 'rule' });
    expect(live.trace.journeys).toMatchObject([{ key: 'welcome', state: 'browsing' }]);
  });
});

test('schedules and facts follow the time', async () => {
  const { live } = await simulate({ at: '2030-05-04T10:00:00Z', overrides: { assignments: {} } });
  const verdicts = new Map(live.trace.rules.map(({ key, verdict }) => [key, verdict]));
  expect(verdicts.get('may-hero')).toBe('applies');
  expect(live.trace.facts.time).toMatchObject({ now: '2030-05-04T10:00:00.000Z' });
  const { live: now } = await simulate({});
  expect(now.trace.rules.find(({ key }) => key === 'may-hero')).toMatchObject({ verdict: 'schedule' });
});

test('the same question has the same answer', async () => {
  const question = { at: '2026-04-01T00:00:00Z', chance: 'x' };
  expect(await simulate(question)).toEqual(await simulate(question));
});

describe('drafts', () => {
  test('that there are none of are said to be none', async () => {
    for (const drafts of [{ drafts: true }, { side_by_side: true }]) {
      const { live, draft, differences } = await simulate(drafts);
      expect([live === null, draft, differences]).toEqual([false, null, null]);
    }
  });

  test('change what they are about, beside what is live', async () => {
    await saveDraft(admin, rule('gold-hero', pin('hero-c'), { priority: 8 }));
    await saveDraft(admin, variant('hero-c', { content: { headline: 'drafted' } }));
    const overrides = { profile: { traits: { plan: 'gold' } } };
    const gold = await simulate({ side_by_side: true, overrides });
    expect(gold.differences).toEqual({
      elements: [{ placement: 'hero_banner', live: 'hero-c', draft: 'hero-c', what: ['content'] }],
      rules: [],
    });
    const { live, draft, differences } = await simulate({ side_by_side: true, chance: 'a' });
    expect(draft!.decision.elements[0]).toMatchObject({
      variant: 'hero-c',
      content: { headline: 'drafted' },
    });
    expect(differences!.rules).toEqual([{ rule: 'gold-hero', live: 'did_not_match', draft: 'applies' }]);
    expect(differences!.elements[0]).toMatchObject({
      placement: 'hero_banner',
      live: live.decision.elements[0]!.variant,
      draft: 'hero-c',
    });
    expect(await simulate({ drafts: true, chance: 'a' })).toMatchObject({ live: null, differences: null });
    expect((await simulate({ chance: 'a' })).draft).toBeNull();
  });

  test('count what they ask for from the events there are', async () => {
    const viewed = fact('profile', '$.history', 'performed', { event: 'page_viewed' });
    await saveDraft(admin, rule('viewers', pin('hero-c'), { priority: 99, conditions: { all: [viewed] } }));
    const { differences } = await simulate({ side_by_side: true });
    expect(differences!.rules).toContainEqual({ rule: 'viewers', live: null, draft: 'applies' });
    const stranger = await simulate({ side_by_side: true, customer_id: 'nobody' });
    expect(stranger.differences!.rules).toContainEqual({
      rule: 'viewers',
      live: null,
      draft: 'did_not_match',
    });
  });

  test('that could not be published are refused with their faults', async () => {
    await saveDraft(admin, rule('gold-hero', pin('no-such-hero')));
    const { status, body } = await admin.post('/simulate', { customer_id: 'ada', drafts: true });
    expect([status, (body as { code: string }).code]).toEqual([422, 'unprocessable']);
    expect((await admin.post('/simulate', { customer_id: 'ada' })).status).toBe(200);
  });
});

test('nothing of it is stored', async () => {
  // what an experience leaves behind is there within 200 ms
  const before = await stored();
  const overrides = {
    profile: { segments: ['loyal'], traits: { plan: 'gold' } },
    consent: { analytics: true },
  };
  await simulate({ overrides });
  await simulate({ customer_id: 'never-seen', anonymous_id: 'guest', overrides });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await stored()).toEqual(before);
});

test('the answer is as it is documented', async () => {
  const { body } = await admin.post('/simulate', { customer_id: 'ada' });
  expect(SimulationResponse.safeParse(body).error).toBeUndefined();
});

test.each<[string, object, string]>([
  ['nobody', { customer_id: undefined }, '/customer_id'],
  ['an unknown placement', { elements_to_personalize: ['none'] }, '/elements_to_personalize/0'],
  ['a date without a time', { at: '2026-03-01' }, '/at'],
  ['a section of facts that there is not', { overrides: { weather: {} } }, '/overrides/weather'],
  [
    'segments that are none',
    { overrides: { profile: { segments: 'loyal' } } },
    '/overrides/profile/segments',
  ],
  ['an operator', { overrides: { profile: { traits: { $gt: 1 } } } }, '/overrides/profile/traits/$gt'],
  ['too much', { overrides: { profile: { traits: { text: 'x'.repeat(60_000) } } } }, '/overrides/profile'],
])('%s is refused', async (_name, request, path) => {
  const { status, body } = await admin.post('/simulate', { customer_id: 'ada', ...request });
  expect(status).toBe(400);
  expect((body as { errors: { path: string }[] }).errors.map((fault) => fault.path)).toEqual([path]);
});

test('another environment knows neither the customer nor the rules', async () => {
  const { body } = await admin.post('/simulate?environment=staging', { customer_id: 'ada' });
  expect(body).toMatchObject({
    customer: { known: false },
    live: { decision: { environment: 'staging', release: 0, elements: [] }, trace: { rules: [] } },
  });
});

test('nobody simulates without a session', async () => {
  const stranger = clientOf(`${server.url}/api/admin`);
  expect((await stranger.post('/simulate', { customer_id: 'ada' })).status).toBe(401);
});
