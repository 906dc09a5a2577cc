import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Profile } from '#schemas/profile.ts';
import type { RuleAnalysis, RuleAudience } from '#schemas/rule-insight.ts';
import { scopeKey } from '#schemas/scope.ts';
import { reachOf } from '#server/domain/conditions/reach.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { estimateOf } from '#server/domain/statistics/share-interval.ts';
import { countAudience } from '#server/features/rule-insight/audience.ts';
import { type Connection, connectMongo, withTransaction } from '#server/platform/mongo.ts';
import { drawOf } from '#server/stores/draw.ts';
import { profileStore } from '#server/stores/profiles.ts';
import {
  everyone,
  fact,
  ordersAtLeast,
  placement,
  rule,
  segment,
  settings,
  variant,
} from '#test/domain/decisions/shop.ts';
import { expectOk, publish, saveDraft } from '#test/support/publish.ts';
import { adminClient, type Client, startTestServer, type TestServer } from '#test/support/server.ts';

const production = { project: 'default', environment: 'production' };
const staging = { project: 'default', environment: 'staging' };
const day = 86_400_000;
const now = Date.now();

const pin = (key: string) => [{ type: 'pin', placement: 'hero_banner', variant: key }];
const onMobile = fact('context', '$.device', 'equal', 'mobile');
const loyal = fact('profile', '$.segments', 'contains', 'loyal');
const german = fact('profile', '$.traits.country', 'equal', 'DE');
const documents = [
  settings(),
  placement('hero_banner', { defaultVariant: 'hero-a' }),
  ...['hero-a', 'hero-b', 'hero-c'].map((key) => variant(key)),
  segment('loyal', ordersAtLeast(10)),
  { kind: 'condition' as const, body: { key: 'german', name: 'German', conditions: { all: [german] } } },
  rule('mobile-hero', pin('hero-b'), { conditions: { all: [onMobile] } }),
];

let server: TestServer;
let admin: Client;
let db: Connection;

/** The nth customer was last seen n hours ago, has n % 20 orders, and every third is from Germany. */
const customer = (index: number): Profile => {
  const empty = emptyProfile({
    id: `customer_id:c${index}`,
    identity: `customer_id:c${index}`,
    subject: `c${index}`,
    at: new Date(now - index * 3_600_000),
  });
  return {
    ...empty,
    firstSeenAt: new Date(now - 400 * day),
    traits: { country: index % 3 === 0 ? 'DE' : 'AT', ...(index === 0 && { name: 'Ada' }) },
    counters: { ...empty.counters, orders: index % 20 },
    ...(index % 5 === 0 && { consent: { personalization: false } }),
  };
};

const insert = async (profiles: readonly Profile[], scope = production): Promise<void> => {
  const writes = profiles.map((after) => ({ before: null, after }));
  await withTransaction(db, (session) => profileStore(db, scope).writeMany(writes, session));
};

const bodyOf = (document: SourceDocument) => document.body;
const audienceOf = async (conditions: object, more = {}): Promise<RuleAudience> =>
  expectOk<RuleAudience>(
    await admin.post('/rules/audience', {
      rule: bodyOf(rule('new', pin('hero-c'), { conditions, ...more })),
    }),
  );
const analysisOf = async (document: SourceDocument): Promise<RuleAnalysis['findings']> =>
  expectOk<RuleAnalysis>(await admin.post('/rules/analysis', { rule: bodyOf(document) })).findings;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  db = await connectMongo(server.mongodbUrl);
  admin = await adminClient(server.url);
  await publish(admin, documents);
  await insert(Array.from({ length: 300 }, (_, index) => customer(index)));
  await insert([customer(1)], staging);
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

const countIn = (filter: object): Promise<number> =>
  db.collection('customer_profiles').countDocuments({ scope: scopeKey(production), ...filter });

describe('the audience', () => {
  test('is who the conditions hold for, as a query of the database says', async () => {
    const audience = await audienceOf({ all: [german, ...ordersAtLeast(5).all] });
    const germans = await countIn({ 'traits.country': 'DE' });
    const both = await countIn({ 'traits.country': 'DE', 'counters.orders': { $gte: 5 } });
    expect([germans, both]).toEqual([100, 75]);
    expect(audience).toMatchObject({
      population: 300,
      sample: 300,
      sampledBy: 'all customers',
      matching: both,
      estimate: { customers: both, low: both, high: both },
    });
    expect(audience.dropOff).toEqual([
      { path: ['conditions', 'all', 0], text: 'profile.traits.country is "DE"', left: germans },
      { path: ['conditions', 'all', 1], text: 'profile.counters.orders is at least 5', left: both },
    ]);
  });

  test('counts those apart who get defaults all the same', async () => {
    const { matching, withheld } = await audienceOf(everyone);
    const refused = await countIn({ 'consent.personalization': false });
    expect([matching, withheld]).toEqual([300, refused]);
    expect(refused).toBe(60);
  });

  test('reads segments as a decision would compute them', async () => {
    const { matching } = await audienceOf({ all: [loyal] });
    // of those without consent it is only known what their profile holds, which is no segment
    const loyals = { 'counters.orders': { $gte: 10 }, 'consent.personalization': { $ne: false } };
    expect(matching).toBe(await countIn(loyals));
    expect(matching).toBeGreaterThan(0);
  });

  test('leaves out what only a request tells, and says so', async () => {
    const audience = await audienceOf({ all: [onMobile, { any: [german, onMobile] }, { not: onMobile }] });
    expect(audience.matching).toBe(100);
    expect(audience.dropOff.map(({ path }) => path)).toEqual([['conditions', 'all', 1]]);
    expect(audience.unjudged).toEqual([
      { path: ['conditions', 'all', 0], text: 'context.device is "mobile"' },
      { path: ['conditions', 'all', 1, 'any', 1], text: 'context.device is "mobile"' },
      { path: ['conditions', 'all', 2, 'not'], text: 'context.device is not "mobile"' },
    ]);
  });

  test('shows who matches, those seen last first', async () => {
    const { matches } = await audienceOf({ condition: 'german' });
    expect(matches).toHaveLength(10);
    expect(matches.slice(0, 2)).toEqual([
      { customerId: 'customer_id:c0', name: 'Ada' },
      { customerId: 'customer_id:c3', name: 'c3' },
    ]);
  });

  test('shows whom the fewest comparisons keep out, and which', async () => {
    const { matching, nearMisses } = await audienceOf({
      all: [{ condition: 'german' }, ...ordersAtLeast(19).all, fact('profile', '$.known', 'equal', true)],
    });
    expect(matching).toBe(await countIn({ 'traits.country': 'DE', 'counters.orders': { $gte: 19 } }));
    expect(nearMisses).toHaveLength(10);
    expect(nearMisses[0]).toEqual({
      customerId: 'customer_id:c0',
      name: 'Ada',
      failed: [{ path: ['conditions', 'all', 1], text: 'profile.counters.orders is at least 19' }],
    });
    expect(nearMisses.map(({ failed }) => failed.length)).toEqual(Array.from({ length: 10 }, () => 1));
  });

  test('of another environment is its own', async () => {
    const other = { 'x-attune-environment': 'staging' };
    const asked = await admin.post('/rules/audience', { rule: bodyOf(rule('new', pin('hero-c'))) }, other);
    expect(expectOk<RuleAudience>(asked).population).toBe(1);
  });

  test('of conditions that refer to nothing is refused with the place', async () => {
    const asked = { rule: bodyOf(rule('new', pin('hero-c'), { conditions: { condition: 'none' } })) };
    const { status, body } = await admin.post('/rules/audience', asked);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ path: '/rule/conditions/condition' }] });
  });
});

test('counting ends soon after nobody waits for it', async () => {
  const gone = new AbortController();
  let read = 0;
  async function* profiles() {
    for (let index = 0; index < 300; index++) {
      if (++read === 15) gone.abort();
      yield customer(index);
    }
  }
  const counted = await countAudience({
    profiles: profiles(),
    reach: reachOf({ all: [] }, { isKnown: () => true }),
    see: async () => ({ facts: {}, isWithheld: false }),
    signal: gone.signal,
  });
  expect([counted, read]).toEqual([null, 15]);
});

describe('the analysis', () => {
  const newcomer = (more: Record<string, unknown>) => rule('new', pin('hero-c'), more);

  test('tells of a conflict with a rule in force, and of whom it concerns', async () => {
    const findings = await analysisOf(newcomer({ conditions: { all: [loyal] } }));
    expect(findings).toMatchObject([
      {
        kind: 'conflict',
        severity: 'warning',
        otherRule: 'mobile-hero',
        path: ['event', 'params', 'actions', 0],
        witness: { profile: { segments: ['loyal'] }, context: { device: 'mobile' } },
      },
    ]);
  });

  test('tells of the rule that it leaves nothing to do', async () => {
    const findings = await analysisOf(newcomer({ priority: 9 }));
    expect(findings.map(({ kind, otherRule }) => [kind, otherRule])).toEqual([
      ['always-matches', undefined],
      ['shadowed', 'mobile-hero'],
    ]);
    expect(findings[1]!.message).toMatch(/^"mobile-hero" has no effect/);
  });

  test('reads the others as they are drafted', async () => {
    await saveDraft(admin, rule('mobile-hero', pin('hero-b'), { conditions: { all: [onMobile, german] } }));
    const findings = await analysisOf(
      newcomer({ conditions: { all: [fact('profile', '$.traits.country', 'equal', 'AT')] } }),
    );
    expect(findings).toEqual([]);
  });

  test('of a rule in force takes it as it is written now', async () => {
    const found = await analysisOf(
      rule('mobile-hero', pin('hero-b'), { conditions: { all: [german, { not: { condition: 'german' } }] } }),
    );
    expect(found).toMatchObject([
      { kind: 'never-matches', severity: 'error', path: ['conditions', 'all', 1, 'not', 'condition'] },
    ]);
  });
});

describe('many customers', () => {
  const store = () => profileStore(db, production);
  const idsOf = async (size: number): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { id } of store().sample(size)) ids.push(id);
    return ids;
  };

  test('are all read where there are no more than asked for', async () => {
    expect((await idsOf(300)).length).toBe(300);
  });

  test('are drawn at random, each once, and the same again', async () => {
    const ids = await idsOf(100);
    const hours = ids.map((id) => Number(id.replace('customer_id:c', '')));
    expect(new Set(ids).size).toBe(100);
    expect(await idsOf(100)).toEqual(ids);
    expect((await idsOf(50)).every((id) => ids.includes(id))).toBe(true);
    // a third of them from each third of the time, within four standard deviations
    for (const third of [0, 1, 2]) {
      const from = hours.filter((hour) => Math.floor(hour / 100) === third).length;
      expect(Math.abs(from - 100 / 3)).toBeLessThan(4 * Math.sqrt(100 * (1 / 3) * (2 / 3) * (200 / 299)));
    }
  });
});

describe('what a draft counts anew', () => {
  const viewed = (atLeast: number) =>
    fact('profile', '$.history', 'performed', { event: 'page_viewed', atLeast, within: '7d' });

  beforeAll(async () => {
    for (const [id, times] of [
      ['c1', 1],
      ['c2', 3],
    ] as const)
      for (let i = 0; i < times; i++)
        expectOk(await server.api.post('/track-behavior', { customer_id: id, behavior_type: 'page_viewed' }));
  });

  test('is counted from the events of the customers looked at', async () => {
    const audience = await audienceOf({ all: [viewed(2)] });
    expect(audience).toMatchObject({ sample: 300, matching: 1, unjudged: [] });
    expect(audience.matches.map(({ customerId }) => customerId)).toEqual(['customer_id:c2']);
    expect(audience.sampledBy).toBe(
      'all customers; what the draft counts anew was counted from their events',
    );
    expect((await audienceOf({ all: [viewed(1)] })).matching).toBe(2);
    expect((await audienceOf({ all: [{ not: viewed(1) }] })).matching).toBe(298);
  });

  test('of a sequence too, and of a named condition', async () => {
    const twice = fact('profile', '$.history', 'sequence', {
      steps: [{ event: 'page_viewed' }, { event: 'page_viewed' }],
      within: '1d',
    });
    await saveDraft(admin, {
      kind: 'condition',
      body: { key: 'twice', name: 'T', conditions: { all: [twice] } },
    });
    const { matches } = await audienceOf({ condition: 'twice' });
    expect(matches.map(({ customerId }) => customerId)).toEqual(['customer_id:c2']);
  });
});

describe('customers who were all seen in one minute', () => {
  const searched = {
    all: [fact('profile', '$.history', 'performed', { event: 'searched', atLeast: 1, within: '365d' })],
  };
  const burst = 40;

  beforeAll(async () => {
    await insert(Array.from({ length: 2700 }, (_, index) => customer(300 + index)));
    for (let n = 0; n < burst; n += 1)
      expectOk(
        await server.api.post('/track-behavior', {
          customer_id: `burst-${n}`,
          behavior_type: 'searched',
          data: { query: 'tea' },
          timestamp: new Date(now - 60 * day + n * 1000).toISOString(),
        }),
      );
  }, 60_000);

  test('are estimated with a range that holds them, and with how many were looked at', async () => {
    const { population, sample, sampledBy, matching, estimate } = await audienceOf(searched);
    expect({ population, sample }).toEqual({ population: 3000 + burst, sample: 500 });
    expect(sampledBy).toBe('drawn at random; what the draft counts anew was counted from their events');
    expect(estimate.customers).toBe(Math.round((matching / sample) * population));
    expect(matching).toBeGreaterThan(0);
    expect(estimate.low).toBeGreaterThanOrEqual(matching);
    expect(estimate.low).toBeLessThanOrEqual(burst);
    expect(estimate.high).toBeGreaterThanOrEqual(burst);
    expect(estimate.high).toBeLessThan(200);
  });

  test('and with a larger sample where their profiles count it', async () => {
    const { sample, sampledBy, estimate } = await audienceOf({ all: [german] });
    expect({ sample, sampledBy }).toEqual({ sample: 2000, sampledBy: 'drawn at random' });
    const germans = await countIn({ 'traits.country': 'DE' });
    expect([estimate.low <= germans, germans <= estimate.high]).toEqual([true, true]);
  });
});

test('samples of many populations cover the truth as often as they say', () => {
  const [populations, customers, looked, truth] = [400, 2000, 200, 40];
  let covered = 0;
  for (let n = 0; n < populations; n += 1) {
    const ids = Array.from({ length: customers }, (_, index) => ({
      index,
      draw: drawOf(`shop-${n}/${index}`),
    }));
    const sample = ids.sort((a, b) => a.draw - b.draw).slice(0, looked);
    // those who match came one after the other
    const matching = sample.filter(({ index }) => index >= 700 && index < 700 + truth).length;
    const { low, high } = estimateOf({ matching, sample: looked, population: customers });
    if (low <= truth && truth <= high) covered += 1;
  }
  expect(covered / populations).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.05 * 0.95) / populations));
});
