import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestCase, TestRun } from '#schemas/test-case.ts';
import { fact, placement, rule, segment, settings, variant } from '#test/domain/decisions/shop.ts';
import { expectOk, publish, releaseInForce, saveDraft } from '#test/support/publish.ts';
import {
  adminClient,
  type Client,
  clientOf,
  startTestServer,
  type TestServer,
} from '#test/support/server.ts';

const pin = (key: string) => [{ type: 'pin', placement: 'hero_banner', variant: key }];
const goldHero = (to: string) =>
  rule('gold-hero', pin(to), { conditions: { all: [fact('profile', '$.traits.plan', 'equal', 'gold')] } });
const gold: TestCase = {
  key: 'gold',
  name: 'Gold gets b',
  suppose: { profile: { traits: { plan: 'gold' } } },
  at: '2026-03-01T12:00:00Z',
  expect: { placements: { hero_banner: 'hero-b' }, rules: ['gold-hero'], segments: ['golden'] },
};
const documents = [
  settings(),
  placement('hero_banner', { defaultVariant: 'hero-a' }),
  ...['hero-a', 'hero-b'].map((key) => variant(key)),
  segment('golden', { all: [fact('profile', '$.traits.plan', 'equal', 'gold')] }),
  goldHero('hero-b'),
];

let server: TestServer;
let admin: Client;

beforeAll(async () => {
  server = await startTestServer({ env: { ATTUNE_ROLE: 'api' } });
  admin = await adminClient(server.url);
  await publish(admin, documents);
}, 60_000);
afterAll(() => server.stop());

const run = async (request: object = {}): Promise<TestRun> =>
  expectOk<TestRun>(await admin.post('/test-cases/run', { release: 'live', ...request }));

describe('a test case', () => {
  test('is kept as it was written', async () => {
    expect((await admin.post('/test-cases', gold)).status).toBe(201);
    expect(expectOk(await admin.get('/test-cases/gold'))).toMatchObject({ id: 'gold', ...gold });
    expect(expectOk<unknown[]>(await admin.get('/test-cases'))).toHaveLength(1);
  });

  test('has a key of its own', async () => {
    expect((await admin.post('/test-cases', gold)).status).toBe(409);
    expect((await admin.put('/test-cases/gold', { ...gold, key: 'other' })).status).toBe(400);
    expect((await admin.put('/test-cases/none', { ...gold, key: 'none' })).status).toBe(404);
  });

  test('that expects nothing is refused', async () => {
    const { status, body } = await admin.post('/test-cases', { ...gold, key: 'x', expect: {} });
    expect(status).toBe(400);
    expect((body as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual(['/expect']);
  });
});

describe('a run', () => {
  test('tells what passes with what is in force', async () => {
    expect(await run()).toEqual({
      release: 1,
      drafts: false,
      passed: 1,
      results: [
        { key: 'gold', name: 'Gold gets b', required: false, passed: true, differences: [], problem: null },
      ],
    });
  });

  test('with drafts tells how they differ, all of them or those of some documents', async () => {
    await saveDraft(admin, goldHero('hero-a'));
    const { passed, drafts, results } = await run({ release: 'drafts' });
    expect([passed, drafts]).toEqual([0, true]);
    expect(results[0]!.differences).toEqual([
      { about: 'placement', name: 'hero_banner', expected: 'hero-b', actual: 'hero-a' },
    ]);
    expect((await run({ release: 'drafts', documents: ['rule/gold-hero'] })).passed).toBe(0);
    expect((await run({ release: 'drafts', documents: ['variant/hero-a'] })).passed).toBe(1);
  });

  test('asks an older release, and none that there is not', async () => {
    expect((await run({ release: 1 })).passed).toBe(1);
    expect((await admin.post('/test-cases/run', { release: 99 })).status).toBe(400);
  });

  test('tells which question the release cannot answer', async () => {
    const lost = { ...gold, key: 'lost', request: { elements_to_personalize: ['gone'] } };
    expectOk(await admin.post('/test-cases', lost));
    const { results } = await run({ cases: ['lost'] });
    expect(results).toMatchObject([{ key: 'lost', passed: false, differences: [] }]);
    expect(results[0]!.problem).toContain('gone');
    expect((await admin.delete('/test-cases/lost')).status).toBe(204);
  });
});

describe('publishing', () => {
  const publishGold = async () =>
    admin.post('/publish', {
      environment: 'production',
      parent: await releaseInForce(admin),
      documents: ['rule/gold-hero'],
      reason: 'because',
    });

  test('what fails a required case is refused with the case and the difference', async () => {
    expectOk(await admin.put('/test-cases/gold', { ...gold, required: true }));
    const { status, body } = await publishGold();
    expect(status).toBe(422);
    expect((body as { errors: unknown[] }).errors).toEqual([
      {
        path: '/test-case/gold',
        message: 'the required test case “Gold gets b” fails: hero_banner: expected hero-b, got hero-a',
      },
    ]);
    expect(await releaseInForce(admin)).toBe(1);
  });

  test('what fails another case is not, and going back never is', async () => {
    expectOk(await admin.put('/test-cases/gold', gold));
    expect((await publishGold()).status).toBe(201);
    expectOk(await admin.put('/test-cases/gold', { ...gold, required: true, expect: { rules: [] } }));
    const back = { environment: 'production', to: 1, reason: 'back' };
    expect((await admin.post('/rollback', back)).status).toBe(201);
  });
});

test('nobody sees or runs test cases without a session', async () => {
  const stranger = clientOf(`${server.url}/api/admin`);
  expect((await stranger.get('/test-cases')).status).toBe(401);
  expect((await stranger.post('/test-cases/run', {})).status).toBe(401);
});
