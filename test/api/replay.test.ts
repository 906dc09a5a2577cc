import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { ReplayJob, ReplayRequest, ReplayResult } from '#schemas/replay.ts';
import { ReleaseFaults } from '#server/domain/releases/compile.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { replayService } from '#server/features/replay/service.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { replayStore } from '#server/stores/replays.ts';
import { fact, placement, releaseOf, rule, settings, variant } from '#test/domain/decisions/shop.ts';
import { expectOk, publish, saveDraft } from '#test/support/publish.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';
import { millisecondsUntil } from '#test/support/wait.ts';

const CUSTOMERS = 150;
const scope = { project: 'default', environment: 'production' };
const since = new Date(Date.now() - 3_600_000).toISOString();

const metric = (key: string, event: string, type: string): SourceDocument => ({
  kind: 'metric',
  body: { key, name: key, event, type },
});
const documents = [
  settings(),
  metric('conversion', 'order_completed', 'proportion'),
  metric('engagement', 'variant_clicked', 'mean'),
  placement('hero_banner', { defaultVariant: 'hero-a', policy: 'thompson' }),
  ...['hero-a', 'hero-b', 'hero-c'].map((key) => variant(key)),
];
const pinOnMobile = rule('mobile-hero', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
  conditions: { all: [fact('context', '$.device', 'equal', 'mobile')] },
});

type Decided = { experience_id: string; elements: { name: string; variant: string }[] };

let server: TestServer;
let admin: Client;
let db: Connection;
let release: number;
const decided: { device: string; variant: string; bought: boolean }[] = [];

const visit = async (index: number): Promise<void> => {
  const device = index % 3 === 0 ? 'mobile' : 'desktop';
  const bought = index % 5 === 0;
  const asked = await server.api.post('/experience', { customer_id: `c${index}`, context: { device } });
  const { experience_id: id, elements } = expectOk<Decided>(asked);
  const order = { order_id: `o${index}`, total: { amount: 1000, currency: 'EUR' }, items: [] };
  expectOk(
    await server.api.post(`/experience/${id}/performance`, {
      interactions: [{ type: 'shown', element: 'hero_banner' }],
      conversion_events: bought ? [{ type: 'order_completed', data: order }] : [],
    }),
  );
  decided.push({ device, variant: elements[0]!.variant, bought });
};

const one = async (id: string): Promise<ReplayJob> => expectOk<ReplayJob>(await admin.get(`/replay/${id}`));

const replayed = async (request: ReplayRequest): Promise<ReplayJob> => {
  const { id } = expectOk<ReplayJob>(await admin.post('/replay', request));
  await millisecondsUntil(async () => (await one(id)).state !== 'running', 60_000);
  return one(id);
};

const resultOf = ({ state, result, error }: ReplayJob): ReplayResult => {
  expect([state, error]).toEqual(['done', null]);
  return result!;
};

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  db = await connectMongo(server.mongodbUrl);
  admin = await adminClient(server.url);
  release = await publish(admin, documents);
  for (let index = 0; index < CUSTOMERS; index += 1) await visit(index);
  await millisecondsUntil(async () => (await db.collection('decisions').countDocuments()) === CUSTOMERS);
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

const count = (of: (one: (typeof decided)[number]) => boolean): number => decided.filter(of).length;

describe('the release in force, replayed', () => {
  let result: ReplayResult;
  beforeAll(async () => {
    result = resultOf(await replayed({ release, since }));
  });

  test('gives every decision again to the byte', () => {
    expect(result).toMatchObject({ decisions: CUSTOMERS, replayed: CUSTOMERS, changed: 0, leftOut: [] });
    expect(result.repeats).toEqual({ decisions: CUSTOMERS, identical: CUSTOMERS });
    expect(result.examples).toEqual([]);
  });

  test('is worth exactly what was recorded', () => {
    const [hero] = result.placements;
    const { report } = hero!.values.find(({ metric }) => metric === 'conversion')!;
    if (report.state !== 'estimated') return expect.unreachable(report.reason);
    expect(report.logged.value).toBeCloseTo(count(({ bought }) => bought) / CUSTOMERS, 12);
    expect(report.ips.value).toEqual(report.logged);
    expect(report.snips.change).toEqual({ value: 0, interval: [0, 0] });
    return expect(report.overlap).toMatchObject({ units: CUSTOMERS, effective: CUSTOMERS, unsupported: 0 });
  });
});

describe('drafts, replayed', () => {
  let result: ReplayResult;
  beforeAll(async () => {
    await saveDraft(admin, pinOnMobile);
    result = resultOf(await replayed({ release: 'draft', since }));
  });
  const moved = () => count(({ device, variant }) => device === 'mobile' && variant !== 'hero-b');

  test('change what they are about and nothing else', () => {
    expect(result).toMatchObject({ decisions: CUSTOMERS, replayed: CUSTOMERS, changed: moved() });
    const [{ changed, moves }] = result.placements as [ReplayResult['placements'][number]];
    expect(changed).toBe(moved());
    for (const { from, to, elements } of moves) {
      expect(to).toBe('hero-b');
      expect(elements).toBe(count(({ device, variant }) => device === 'mobile' && variant === from));
    }
  });

  test('change it for these customers', () => {
    const devices = result.groups.filter(({ by }) => by === 'device');
    expect(devices).toEqual([
      { by: 'device', value: 'mobile', decisions: CUSTOMERS / 3, changed: moved() },
      { by: 'device', value: 'desktop', decisions: (CUSTOMERS / 3) * 2, changed: 0 },
    ]);
  });

  test('are shown by examples with both decisions and their reasons', () => {
    const [example] = result.examples;
    expect(example).toMatchObject({ placement: 'hero_banner', after: { variant: 'hero-b', source: 'rule' } });
    expect(example!.after!.reasons[0]).toContain('Rule mobile-hero');
    expect(example!.before!.variant).not.toBe('hero-b');
    const alike = result.examples.filter(({ before }) => before!.variant === example!.before!.variant);
    expect(alike.length).toBeLessThanOrEqual(3);
  });

  test('keep nothing in force and no decision changed', async () => {
    expect(expectOk<{ number: number }[]>(await admin.get('/releases'))[0]!.number).toBe(release);
    expect(await db.collection('decisions').countDocuments()).toBe(CUSTOMERS);
  });
});

describe('facts under other settings', () => {
  const keen = ['keen-1', 'keen-2', 'keen-3'];
  let begun: string;
  /** How many were shown something else than the drafts pin. */
  let others = 0;

  beforeAll(async () => {
    begun = new Date().toISOString();
    const before = await db.collection('decisions').countDocuments();
    for (const customer_id of keen) {
      expectOk(await server.api.post('/track-behavior', { customer_id, behavior_type: 'page_viewed' }));
      const context = { device: 'desktop' };
      const asked = await server.api.post('/experience', { customer_id, context });
      others += Number(expectOk<Decided>(asked).elements[0]!.variant !== 'hero-c');
    }
    const all = before + keen.length;
    await millisecondsUntil(async () => (await db.collection('decisions').countDocuments()) === all);
    await saveDraft(admin, settings({ engagement_weights: { page_viewed: 100 } }));
    const conditions = { all: [fact('profile', '$.engagement.score', 'greaterThan', 70)] };
    const pin = [{ type: 'pin', placement: 'hero_banner', variant: 'hero-c' }];
    await saveDraft(admin, rule('keen-hero', pin, { conditions }));
  });
  afterAll(async () => {
    await db.collection('decisions').deleteMany({ at: { $gte: new Date(begun) } });
  });

  test('are rebuilt from the events that there were', async () => {
    const result = resultOf(await replayed({ release: 'draft', since: begun }));
    expect(result).toMatchObject({ decisions: 3, replayed: 3, leftOut: [], changed: others });
    const [{ moves }] = result.placements as [ReplayResult['placements'][number]];
    for (const { to } of moves) expect(to).toBe('hero-c');
    expect(result.examples.every(({ after }) => after!.reasons[0]!.includes('Rule keen-hero'))).toBe(true);
  });

  test('cannot be told once events are gone, so the decision is left out', async () => {
    await db.collection('events').deleteMany({ profileId: 'customer_id:keen-1' });
    const result = resultOf(await replayed({ release: 'draft', since: begun }));
    expect(result).toMatchObject({ decisions: 3, replayed: 2 });
    expect(result.leftOut).toEqual([
      {
        reason: 'facts had to be rebuilt, and the customer’s events are no longer all kept',
        decisions: 1,
      },
    ]);
  });
});

test('decisions whose evidence is gone are left out, and the share is shown', async () => {
  const numbers = await db.collection('decisions').distinct('evidence');
  const parts = await db.collection('evidence_parts').find().toArray();
  await db.collection('evidence_parts').deleteMany({});
  const result = resultOf(await replayed({ release, since }));
  await db.collection('evidence_parts').insertMany(parts);
  expect(numbers.length).toBeGreaterThan(0);
  expect(result).toMatchObject({ decisions: CUSTOMERS, replayed: 0 });
  expect(result.leftOut).toEqual([
    { reason: 'the evidence that it was made with is no longer kept', decisions: CUSTOMERS },
  ]);
});

test('a span without decisions has an empty result', async () => {
  const result = resultOf(
    await replayed({ release, since: '2020-01-01T00:00:00Z', until: '2020-01-02T00:00:00Z' }),
  );
  expect(result).toMatchObject({ decisions: 0, replayed: 0, placements: [], groups: [], examples: [] });
});

test('results are kept and listed, the newest first', async () => {
  const { body, headers } = await admin.get('/replay?range=[0,1]');
  expect(headers.get('content-range')).toMatch(/^replay 0-1\/\d+$/);
  const [newest] = body as ReplayJob[];
  expect(newest).not.toHaveProperty('result');
  expect(newest).toMatchObject({ state: 'done', author: 'admin@example.com', base: release });
});

test.each([
  ['a release that there is not', { release: 999, since }, '/release'],
  ['a release of another kind', { release: 'newest', since }, '/release'],
  ['no time', { release: 1 }, '/since'],
  ['a date without a time', { release: 1, since: '2026-03-01' }, '/since'],
  ['an end before the beginning', { release: 1, since, until: '2020-01-01T00:00:00Z' }, '/until'],
])('%s is refused', async (_name, request, path) => {
  const { status, body } = await admin.post('/replay', request);
  expect(status).toBe(400);
  expect((body as { errors: { path: string }[] }).errors.map((fault) => fault.path)).toEqual([path]);
});

test('another environment sees none of it', async () => {
  const [job] = expectOk<ReplayJob[]>(await admin.get('/replay'));
  expect((await admin.get(`/replay/${job!.id}?environment=staging`)).status).toBe(404);
  expect((await admin.call('DELETE', `/replay/${job!.id}?environment=staging`)).status).toBe(404);
  expect((await admin.get('/replay?environment=staging')).body).toEqual([]);
  const { status, body } = await admin.post('/replay?environment=staging', { release, since });
  expect([status, (body as { detail: string }).detail]).toEqual([
    400,
    `Nothing to replay: there is no release ${release} of this environment.`,
  ]);
});

test('nobody replays without a session', async () => {
  const stranger = clientOf(`${server.url}/api/admin`);
  expect((await stranger.post('/replay', { release, since })).status).toBe(401);
  expect((await stranger.get('/replay/x')).status).toBe(401);
});

describe('a replay that takes long', () => {
  const target = releaseOf();
  let now = new Date('2026-03-14T12:00:00Z');
  let made = 0;

  const releaseAt = async (number: number) => (number === target.number ? target : null);
  const service = (read: typeof releaseAt = releaseAt) =>
    replayService({
      decisions: {
        countBetween: async () => 1000,
        readMany: async () => [],
        // decisions that never come: whoever waits for them can only be stopped
        between: async function* (): AsyncGenerator<DecisionRecord> {
          for (;;) {
            await new Promise((resolve) => setTimeout(resolve, 5));
            yield { release: 99, evidence: 1, at: now, profileId: 'p' } as DecisionRecord;
          }
        },
      },
      events: { told: async () => [], historyOf: async () => [] },
      jobs: replayStore(db, { ...scope, environment: `long-${++made}` }),
      releaseAt: read,
      releaseOfDrafts: async () => null,
      evidenceAt: async () => new Map(),
      product: () => undefined,
      retentionDays: () => 30,
      clock: () => now,
      createId: () => 'the-one',
      logger: pino({ level: 'silent' }),
    });
  const request = { release: target.number, since };

  test('runs alone, and can be cancelled', async () => {
    const replay = service();
    const { id, state } = await replay.start(request, 'ada');
    expect(state).toBe('running');
    await expect(replay.start(request, 'bob')).rejects.toMatchObject({ code: 'not-in-this-state' });
    expect(await replay.cancel(id)).toMatchObject({ state: 'cancelled', result: null });
    expect(await replay.cancel(id)).toMatchObject({ state: 'cancelled' });
    await replay.close();
  });

  test('is interrupted by the end of the server, and says so', async () => {
    const replay = service();
    const { id } = await replay.start(request, 'ada');
    await replay.close();
    expect(await replay.one(id)).toMatchObject({ state: 'interrupted', result: null });
  });

  test('is interrupted when whoever ran it is not heard of any more', async () => {
    const jobs = replayStore(db, { ...scope, environment: 'crashed' });
    await jobs.add({ id: 'x', request, base: 1, author: 'ada', startedAt: now }, new Date('2030-01-01'));
    expect(await jobs.read('x', now)).toMatchObject({ state: 'running' });
    expect(await jobs.isRunning(now)).toBe(true);
    now = new Date(now.getTime() + 60_000);
    expect(await jobs.read('x', now)).toMatchObject({ state: 'interrupted' });
    expect(await jobs.isRunning(now)).toBe(false);
  });

  test('of a release that no longer compiles is refused with its faults', async () => {
    const faulty = service(async () => {
      throw new ReleaseFaults([{ document: 'rule/old', path: ['conditions'], message: 'no such operator' }]);
    });
    await expect(faulty.start(request, 'ada')).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('rule/old at conditions: no such operator'),
    });
  });

  test('of drafts that change nothing is refused', async () => {
    await expect(service().start({ release: 'draft', since }, 'ada')).rejects.toMatchObject({
      code: 'invalid-request',
      details: { errors: [{ path: '/release', message: 'no draft differs from what is in force' }] },
    });
  });
});
