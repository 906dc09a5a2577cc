import { join } from 'node:path';
import request from 'supertest';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { Profile } from '#schemas/profile.ts';
import { redecide, sameChoices } from '#server/domain/decisions/replay.ts';
import { compileRelease } from '#server/domain/releases/compile.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { createAnnouncer } from '#server/features/behavior/announce.ts';
import { createBus } from '#server/platform/bus.ts';
import { projectRoot } from '#server/platform/root.ts';
import { readRulesFolder } from '#server/platform/rules-folder.ts';
import {
  at,
  conversions,
  evidenceOf,
  fact,
  placement,
  profileOf,
  releaseOf,
  rule,
  variant,
} from '#test/domain/decisions/shop.ts';
import { experienceApp } from './experience-app.ts';

const mobile = rule('mobile', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
  conditions: { all: [fact('context', '$.device', 'equal', 'mobile')] },
});
const shelf = [
  placement('picks', { policy: 'best', pages: ['homepage', 'cart'] }),
  variant('picks-default', { placement: 'picks', recommend: { type: 'personalized_picks', count: 2 } }),
];
const hero = { policy: 'best', pages: ['homepage', 'cart'] } as const;
const cached = (more: Parameters<typeof releaseOf>[0] = {}): CompiledRelease =>
  releaseOf({ hero, documents: [mobile, ...shelf], ...more });

// something is measured on the hero, so that its policy has stopped exploring
const evidence = evidenceOf({ 'hero-a': conversions(100, 10) });

const shop = (options: { release?: CompiledRelease; profile?: Profile | null } = {}) => {
  const state = {
    now: at,
    release: options.release ?? cached(),
    evidence,
    profile: options.profile === undefined ? profileOf() : options.profile,
  };
  const profiles = [profileOf({ id: 'anonymous_id:known' })];
  const { app, records, makings, service } = experienceApp({ state, profiles });
  const ask = async (more: Record<string, unknown> = {}) => {
    const { body } = await request(app)
      .post('/experience')
      .send({ customer_id: 42, elements_to_personalize: ['hero_banner'], ...more })
      .expect(200);
    return { body, record: records.at(-1) as DecisionRecord, kept: makings.at(-1)!.kept };
  };
  return { state, ask, service };
};

type Shop = ReturnType<typeof shop>;

describe('a repeated request', () => {
  let repeated: Shop;
  beforeEach(() => {
    repeated = shop();
  });

  test('gets the same choice under an id and a record of its own', async () => {
    const first = await repeated.ask({ context: { device: 'mobile' } });
    const second = await repeated.ask({ context: { device: 'mobile' } });
    expect([first.kept, second.kept]).toEqual([false, true]);
    const { experience_id: one, ...answer } = first.body;
    const { experience_id: two, ...again } = second.body;
    expect(again).toEqual(answer);
    expect(two).not.toBe(one);
    expect(second.record.experienceId).not.toBe(first.record.experienceId);
  });

  test('is recorded such that it comes out the same when it is decided again', async () => {
    await repeated.ask();
    repeated.state.now = new Date(at.getTime() + 60_000);
    const { record, kept } = await repeated.ask();
    expect(kept).toBe(true);
    const { release } = repeated.state;
    const { choices } = await redecide({ record: structuredClone(record), release, evidence });
    expect(sameChoices(choices, record)).toBe(true);
  });

  test.each<[string, boolean, Record<string, unknown>]>([
    ['which is the same in all', true, {}],
    ['of another referrer, which no rule reads', true, { context: { referrer: 'elsewhere' } }],
    ['of another device, which a rule reads', false, { context: { device: 'mobile' } }],
    ['of another locale', false, { context: { locale: 'de' } }],
    ['for other placements', false, { elements_to_personalize: ['picks', 'hero_banner'] }],
    ['from another page', false, { page_type: 'cart' }],
    ['with other goals', false, { personalization_goals: { drive_conversions: 1 } }],
    ['of another customer', false, { customer_id: 43 }],
    ['which names a visitor of whom nothing is known', true, { anonymous_id: 'visitor' }],
    ['which names a visitor who was shown something', false, { anonymous_id: 'known' }],
  ])('shares an entry with the one before: %s: %s', async (_name, shares, more) => {
    await repeated.ask();
    expect((await repeated.ask(more)).kept).toBe(shares);
  });

  test.each<[string, (state: Shop['state']) => void]>([
    ['a newer release', (state) => Object.assign(state, { release: cached() })],
    ['newer evidence', (state) => Object.assign(state, { evidence: { ...evidence, number: 4 } })],
    [
      'another version of the profile',
      (state) => Object.assign(state, { profile: profileOf({ version: 4 }) }),
    ],
    ['five minutes', (state) => Object.assign(state, { now: new Date(at.getTime() + 5 * 60_000) })],
  ])('is decided anew after %s', async (_name, change) => {
    await repeated.ask();
    expect((await repeated.ask()).kept).toBe(true);
    change(repeated.state);
    expect((await repeated.ask()).kept).toBe(false);
    expect((await repeated.ask()).kept).toBe(true);
  });

  test.each([
    [0.81, false],
    [0.8, true],
    [0, true],
  ])('after a behavior of significance %d: kept %s', async (significance, kept) => {
    await repeated.ask();
    const bus = createBus({ subscribers: {}, onError: () => undefined });
    const announce = createAnnouncer({ bus, onSignificant: repeated.service.forget });
    announce([{ after: profileOf(), fresh: [], significance: new Map([['m', significance]]) }]);
    expect((await repeated.ask()).kept).toBe(kept);
  });
});

describe('nothing is kept', () => {
  test.each<[string, CompiledRelease]>([
    [
      'where the settings do not want it',
      cached({ preferences: { performance_optimization: { cache_personalized_content: false } } }),
    ],
    ['where a policy draws', cached({ hero: { policy: 'thompson' } })],
    [
      'where a rule reads what changes at no moment that can be told',
      cached({
        documents: [
          rule('keen', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
            conditions: { all: [fact('profile', '$.psychographics.values', 'contains', 'thrift')] },
          }),
        ],
      }),
    ],
  ])('%s', async (_name, release) => {
    const { ask } = shop({ release });
    await ask();
    expect((await ask()).kept).toBe(false);
  });

  test('while a placement still explores, though its policy will not later', async () => {
    const { state, ask } = shop();
    state.evidence = evidenceOf();
    await ask();
    expect((await ask()).kept).toBe(false);
  });

  test('past the time a schedule begins', async () => {
    const soon = variant('hero-soon', { schedule: { from: '2026-03-14T09:31:00Z' } });
    const { state, ask } = shop({ release: cached({ documents: [soon] }) });
    await ask();
    state.now = new Date('2026-03-14T09:30:59Z');
    expect((await ask()).kept).toBe(true);
    state.now = new Date('2026-03-14T09:31:00Z');
    const { kept, record } = await ask();
    expect(kept).toBe(false);
    expect(record.elements[0]?.candidates.map((candidate) => candidate.variant)).toContain('hero-soon');
  });
});

describe('why a choice is not kept', () => {
  const keepingOf = async (more: Parameters<typeof cached>[0]) => {
    const { app } = experienceApp({
      state: { now: at, release: cached(more), evidence, profile: profileOf() },
    });
    const ask = () =>
      request(app)
        .post('/experience?explain=true')
        .send({ customer_id: 42, elements_to_personalize: ['hero_banner'] })
        .expect(200);
    await ask();
    return (await ask()).body.trace.keeping;
  };
  const setting = { performance_optimization: { cache_personalized_content: false } };

  test.each<[string, Parameters<typeof cached>[0], object]>([
    ['nothing, where it is', {}, { kept: true, notKept: null }],
    [
      'a setting',
      { preferences: setting },
      { kept: false, notKept: { because: 'setting', message: expect.stringContaining('cache_personal') } },
    ],
    [
      'a policy',
      { hero: { policy: 'thompson' } },
      {
        kept: false,
        notKept: { because: 'policy', message: 'the policy of hero_banner is thompson, which draws' },
      },
    ],
  ])('is told on request: %s', async (_name, more, told) => {
    expect(await keepingOf(more)).toEqual(told);
  });
});

describe('choices of the shipped rules, where the policies are best and something is measured', async () => {
  const documents = (await readRulesFolder(join(projectRoot, 'rules'))).map((document) =>
    document.kind === 'placement'
      ? { ...document, body: { ...(document.body as object), policy: 'best' } }
      : document,
  );
  const release = compileRelease({ environment: 'production', number: 1, documents, matcher: 'compiled' });
  const measured = { n: 1000, goals: { conversion: { sum: 100, sumOfSquares: 100 } } };
  const outcomes = new Map(
    [...release.variants.values()].map(({ placement: place, key }) => [
      `${place}/${key}`,
      { randomized: measured, all: measured },
    ]),
  );

  test.each(['homepage', 'category', 'product', 'cart', 'checkout', 'account'])(
    'are kept on the page %s',
    async (page_type) => {
      const state = { now: at, release, evidence: { ...evidence, outcomes }, profile: profileOf() };
      const { app, makings } = experienceApp({ state });
      for (let i = 0; i < 2; i++)
        await request(app).post('/experience').send({ customer_id: 42, page_type }).expect(200);
      expect(makings.map(({ kept, notKept }) => [kept, notKept])).toEqual([
        [false, null],
        [true, null],
      ]);
    },
  );
});

test('product lists are kept with the choice', async () => {
  const { ask } = shop();
  const page = { elements_to_personalize: ['picks'] };
  const first = await ask(page);
  const second = await ask(page);
  expect(first.body.elements[0].content.products).toHaveLength(2);
  expect(second.body.elements[0].content).toEqual(first.body.elements[0].content);
});
