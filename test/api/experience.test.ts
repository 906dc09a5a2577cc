import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { ExperienceResponse } from '#schemas/decision.ts';
import { LATE_RECOMMENDATIONS } from '#server/domain/decisions/decide.ts';
import { countDecisions } from '#server/features/experience/count-decision.ts';
import { createMetrics } from '#server/platform/metrics.ts';
import { verifyToken } from '#server/platform/token.ts';
import {
  at,
  conversions,
  evidenceOf,
  experiment,
  ordersAtLeast,
  placement,
  profileOf,
  releaseOf,
  rule,
  variant,
} from '#test/domain/decisions/shop.ts';
import { experienceApp, scope, secret } from './experience-app.ts';

const vip = rule('vip', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
  conditions: ordersAtLeast(3),
});
const shelf = [
  placement('picks'),
  variant('picks-default', { placement: 'picks', recommend: { type: 'personalized_picks', count: 2 } }),
];
const shop = releaseOf({ documents: [vip, ...shelf] });
const ask = (app: Parameters<typeof request>[0], body: unknown, query = '') =>
  request(app).post(`/experience${query}`).set('content-type', 'application/json').send(JSON.stringify(body));

describe('POST /experience', () => {
  test('decides for a known customer, with reasons, products and the whole contract', async () => {
    const { app } = experienceApp({ release: shop, profiles: [profileOf({ demo: true })] });
    const { body } = await ask(app, { customer_id: 42 }).expect(200);
    expect(ExperienceResponse.parse(body)).toEqual(body);
    expect(body).toMatchObject({ release: 7, evidence: 3, environment: 'production', demo: true });
    expect(body.elements[0]).toMatchObject({
      name: 'hero_banner',
      variant: 'hero-b',
      content: { headline: 'hero-b' },
      source: 'rule',
      propensity: 1,
      confidence_score: null,
      expected_lift: null,
    });
    expect(body.elements[0].reasons[0]).toEqual({
      code: 'rule',
      rule: 'vip',
      message: 'the rule “Rule vip” pins it: profile.counters.orders is at least 3 (it is 4)',
    });
    expect(body.elements[1].content.products).toHaveLength(2);
    // the visit's pause of 1,800 s
    expect(body.expires_at).toBe('2026-03-14T10:00:00.000Z');
  });

  test.each([{ customer_id: 'nobody' }, { anonymous_id: 'visitor' }])(
    'decides for %j, never seen',
    async (who) => {
      const { app, records } = experienceApp({ release: shop });
      const { body } = await ask(app, who).expect(200);
      expect(body.elements).toHaveLength(2);
      expect(records[0]).toMatchObject({ profile: null, subject: Object.values(who)[0] });
    },
  );

  test('a number and its decimal string are one customer', async () => {
    const { app } = experienceApp({ release: shop, profiles: [profileOf()] });
    for (const customer_id of [42, '42'])
      expect((await ask(app, { customer_id })).body.elements[0].source).toBe('rule');
  });

  test.each([
    ['header', { 'sec-gpc': '1' }, {}],
    ['context', {}, { gpc: true }],
  ])('obeys Global Privacy Control in the %s', async (_name, headers, context) => {
    const { app } = experienceApp({ release: shop, profiles: [profileOf()] });
    const { body } = await request(app).post('/experience').set(headers).send({ customer_id: 42, context });
    expect(body.elements[0]).toMatchObject({ variant: 'hero-a', source: 'no_consent' });
  });

  test('the id is a signed token of what was decided', async () => {
    const release = releaseOf({ documents: [experiment('banner')] });
    const profiles = [profileOf({ assignments: { banner: 'treatment' } })];
    const { app } = experienceApp({ release, profiles });
    const { body } = await ask(app, { customer_id: 42 });
    expect(verifyToken(body.experience_id, secret)).toMatchObject({
      s: scope,
      r: 7,
      e: 3,
      t: at.getTime() / 1000,
      u: 'customer_id:42',
      n: 'decision-1',
      x: [['hero_banner', 'hero-b', expect.any(Number), 'banner', 'treatment']],
    });
    expect(body.experiments).toEqual([{ key: 'banner', variation: 'treatment' }]);
  });

  test('a page that no placement is on gets nothing, and is told which pages there are', async () => {
    const { app } = experienceApp({ release: shop });
    const { body } = await ask(app, { customer_id: 42, page_type: 'hompage' }).expect(200);
    expect(body.elements).toEqual([]);
    expect(body.missing).toEqual([
      expect.stringMatching(/^page_type: no placement is on "hompage"; there are some on .*homepage/),
    ]);
  });

  test('keeps a record that is enough to repeat it', async () => {
    const { app, records, decided } = experienceApp({ release: shop, profiles: [profileOf()] });
    await ask(app, {
      customer_id: 42,
      page_type: 'homepage',
      personalization_goals: { drive_conversions: 1 },
    });
    expect(records[0]).toMatchObject({
      experienceId: 'decision-1',
      profileId: 'customer_id:42',
      release: 7,
      evidence: 3,
      request: { page_type: 'homepage', personalization_goals: { drive_conversions: 1 } },
      matches: { gate: { state: 'open' }, rules: ['vip'] },
      profile: { traits: {}, purchased: [{ productId: 'p3' }] },
    });
    expect(records[0]?.elements[1]?.products).toHaveLength(2);
    expect(decided).toEqual(['decision-1']);
  });

  test('names the three strongest of the rules that favor a variant, and all of them when it explains', async () => {
    const boosts = Array.from({ length: 8 }, (_, index) =>
      rule(`boost-${index}`, [{ type: 'boost', placement: 'hero_banner', variant: 'hero-b', by: 0.2 }], {
        priority: 100 - index,
      }),
    );
    const preferences = { exploration_floor: 0 };
    const release = releaseOf({ hero: { policy: 'best', ruleWeight: 1 }, preferences, documents: boosts });
    const { app } = experienceApp({ release });
    const told = async (query: string) => {
      const { body } = await ask(app, { customer_id: 42 }, query).expect(200);
      const { reasons, more_reasons } = body.elements[0];
      return [reasons.map((reason: { rule: string }) => reason.rule), more_reasons];
    };
    expect(await told('')).toEqual([['boost-0', 'boost-1', 'boost-2'], 5]);
    expect(await told('?explain=true')).toEqual([boosts.map(({ body }) => (body as { key: string }).key), 0]);
  });

  test('explains every rule and condition when asked', async () => {
    const { app } = experienceApp({ release: shop, profiles: [profileOf()] });
    const { body } = await ask(app, { customer_id: 42 }, '?explain=true');
    expect(body.trace.rules[0]).toMatchObject({
      key: 'vip',
      verdict: 'applies',
      conditions: { children: [{ expected: 3, actual: 4, result: true }] },
    });
    expect((await ask(app, { customer_id: 42 })).body).not.toHaveProperty('trace');
  });
});

describe('when time is up', () => {
  const late = { name: 'propensity-model', score: () => new Promise<never>(() => undefined) };
  const failing = { name: 'broken-model', score: () => Promise.reject(new Error('gone')) };
  const release = releaseOf({
    hero: { policy: 'best' },
    documents: shelf,
    preferences: { performance_optimization: { max_processing_time_ms: 20 } },
  });
  const evidence = evidenceOf({ 'hero-a': conversions(10, 5) });

  test('a decision goes out without the model that is late or fails, and says so', async () => {
    const { app } = experienceApp({ release, evidence, scorers: [late, failing] });
    const { body } = await ask(app, { customer_id: 1 }).expect(200);
    expect(body.missing).toEqual(
      expect.arrayContaining(['propensity-model: out of time', 'broken-model: failed']),
    );
  });

  test('each element that was scored names the models it was decided without, and so do the metrics', async () => {
    const { app, makings } = experienceApp({ release, evidence, scorers: [late, failing] });
    const { body } = await ask(app, { customer_id: 1 });
    expect(body.elements[0].reasons).toEqual(
      expect.arrayContaining([
        { code: 'model_missing', message: 'decided without a model (propensity-model: out of time)' },
        { code: 'model_missing', message: 'decided without a model (broken-model: failed)' },
      ]),
    );
    expect(makings[0]?.missing).toEqual([
      { model: 'propensity-model', because: 'late' },
      { model: 'broken-model', because: 'failed' },
    ]);
    const metrics = createMetrics();
    countDecisions(metrics)({ elements: [] }, makings[0]!);
    expect(await metrics.registry.getSingleMetricAsString('attune_models_missing_total')).toContain(
      'attune_models_missing_total{model="propensity-model",because="late"} 1',
    );
  });

  test('a model that is late costs no products', async () => {
    const { app } = experienceApp({ release, evidence, scorers: [late], stopwatch: () => performance.now() });
    const { body } = await ask(app, { customer_id: 1 });
    expect(body.missing).toContain('propensity-model: out of time');
    expect(body.elements[1].content.products).toHaveLength(2);
  });

  // the model answers, some time after everyone has stopped waiting
  const slow = {
    name: 'slow-model',
    score: async () => {
      await sleep(400);
      return { 'hero_banner/hero-c': 0.99 };
    },
  };
  const within = (max_processing_time_ms: number) =>
    releaseOf({
      hero: { policy: 'best' },
      documents: shelf,
      preferences: { performance_optimization: { max_processing_time_ms } },
    });
  test.each([
    [0, 'hero-b', true],
    [10, 'hero-b', true],
    [5000, 'hero-c', false],
  ])('a model that takes 400 ms, where %d ms are given: %s', async (budget, variant, isMissing) => {
    const options = { release: within(budget), evidence, scorers: [slow] };
    const { app } = experienceApp({ ...options, stopwatch: () => performance.now() });
    const { body } = await ask(app, { customer_id: 1 }).expect(200);
    expect(body.elements[0].variant).toBe(variant);
    expect(body.missing.includes('slow-model: out of time')).toBe(isMissing);
  });

  test('popular products stand in for recommended ones, and the setting decides when', async () => {
    let time = 0;
    const stopwatch = () => {
      time += 15;
      return time;
    };
    const { app } = experienceApp({ release, stopwatch });
    const { body } = await ask(app, { customer_id: 1 }).expect(200);
    expect(body.missing).toContain(LATE_RECOMMENDATIONS);
    expect(body.elements[1].content.products.length).toBeGreaterThan(0);
    const codesOf = ({ reasons }: { reasons: { code: string }[] }) => reasons.map(({ code }) => code);
    expect(body.elements.map((element: never) => codesOf(element).includes('model_missing'))).toEqual([
      false,
      true,
    ]);
  });

  test('a model in time has its say', async () => {
    const scorers = [{ name: 'model', score: async () => ({ 'hero_banner/hero-c': 0.99 }) }];
    const { app } = experienceApp({ release, evidence, scorers });
    const { body } = await ask(app, { customer_id: 1 });
    expect(body.elements[0].variant).toBe('hero-c');
  });
});

describe('bad input', () => {
  const { app, records } = experienceApp({ release: shop, profiles: [profileOf()] });

  test.each<[string, unknown, string]>([
    ['nobody', {}, '/customer_id'],
    ['an empty id', { customer_id: '' }, '/customer_id'],
    ['an operator for an id', { customer_id: { $gt: '' } }, '/customer_id/$gt'],
    ['a fraction for an id', { customer_id: 1.5 }, '/customer_id'],
    ['an array', [], ''],
    ['an unknown field', { customer_id: 1, extra: true }, '/extra'],
    ['a context that is a list', { customer_id: 1, context: [] }, '/context'],
    ['an operator in the context', { customer_id: 1, context: { a: { $where: '1' } } }, '/context/a/$where'],
    ['a prototype in the context', { customer_id: 1, context: { constructor: 1 } }, '/context/constructor'],
    [
      'an unknown placement',
      { customer_id: 1, elements_to_personalize: ['nowhere'] },
      '/elements_to_personalize/0',
    ],
    [
      'a placement called like an inherited member',
      { customer_id: 1, elements_to_personalize: ['tostring'] },
      '/elements_to_personalize/0',
    ],
    ['no placements', { customer_id: 1, elements_to_personalize: [] }, '/elements_to_personalize'],
    [
      'an unknown goal',
      { customer_id: 1, personalization_goals: { fame: 1 } },
      '/personalization_goals/fame',
    ],
    [
      'a negative goal',
      { customer_id: 1, personalization_goals: { drive_conversions: -1 } },
      '/personalization_goals/drive_conversions',
    ],
    [
      'goals without weight',
      { customer_id: 1, personalization_goals: { drive_conversions: 0 } },
      '/personalization_goals',
    ],
    ['a page type that is no key', { customer_id: 1, page_type: 'Home Page' }, '/page_type'],
  ])('%s is told with its path', async (_name, body, path) => {
    const response = await ask(app, body);
    expect(response.status).toBe(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.body.errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  test.each<[string, string | Buffer, number]>([
    ['half a document', '{"customer_id":', 400],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
    ['__proto__', '{"customer_id":1,"context":{"__proto__":{"a":1}}}', 400],
    ['33 levels', `{"customer_id":1,"context":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`, 400],
    ['too much', `{"customer_id":"${'a'.repeat(200_000)}"}`, 413],
  ])('%s is refused', async (_name, text, status) => {
    const sent = request(app).post('/experience').set('content-type', 'application/json');
    const response = await (typeof text === 'string'
      ? sent.send(text)
      : sent.serialize((data) => data as never).send(text));
    expect(response.status).toBe(status);
  });

  test.each([
    [
      'context values of every type',
      { device: null, locale: 7, channel: [], product_id: {}, pages_viewed: 'many', gpc: 'yes' },
    ],
    ['keys that look like members', { hasOwnProperty: 1, toString: 'x', length: 0 }],
  ])('%s still get a decision', async (_name, context) => {
    await ask(app, { customer_id: 42, context }).expect(200);
  });

  test('an unknown query parameter is refused', async () => {
    await ask(app, { customer_id: 42 }, '?explain=perhaps').expect(400);
    await ask(app, { customer_id: 42 }, '?trace=1').expect(400);
  });

  test('what is refused leaves no record', async () => {
    const before = records.length;
    await ask(app, { customer_id: 1, elements_to_personalize: ['nowhere'] });
    expect(records).toHaveLength(before);
  });
});
