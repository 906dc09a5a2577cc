import { describe, expect, test } from 'vitest';
import { bucket } from '#server/domain/assignment/hash.ts';
import { decide } from '#server/domain/decisions/decide.ts';
import { explainDecision } from '#server/domain/decisions/explain.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import { reasonsOf } from '#server/domain/decisions/reasons.ts';
import { experiment, inputOf, profileOf, releaseOf, rule, type Situation, variant } from './shop.ts';

const banner = (more: object = {}) => experiment('banner', { coverage: 0, ...more });
const treated = { banner: 'treatment' };

/** The decision of a situation with a preview, its hero, and the codes of the hero's reasons. */
const decided = async (situation: Situation, preview?: Record<string, string>) => {
  const input = { ...inputOf(situation), preview };
  const matches = await matchAll(input);
  const decision = decide({ ...input, matches });
  const hero = decision.elements.find(({ placement }) => placement === 'hero_banner')!;
  const reasons = reasonsOf(hero, { release: input.release, matches });
  return { decision, matches, hero, codes: reasons.map(({ code }) => code) };
};

describe.each([
  ['by a preview', {}, treated, 'preview'],
  ['by the list of testers', { forcedVariations: { 42: 'treatment' } }, undefined, 'listed'],
] as const)('a variation that is forced %s', (_name, more, preview, forced) => {
  const release = releaseOf({ documents: [banner(more)] });

  test('is shown for certain, and counts for no experiment', async () => {
    const { hero, decision, matches, codes } = await decided({ release }, preview);
    expect(hero).toMatchObject({
      variant: 'hero-b',
      source: 'experiment',
      because: { kind: 'experiment', experiment: 'banner', variation: 'treatment', forced: true },
      propensity: 1,
      experiment: null,
      forced: true,
    });
    expect(decision.experiments).toEqual([{ key: 'banner', variation: 'treatment', forced: true }]);
    expect(matches.assignments).toEqual([
      { experiment: 'banner', variation: 'treatment', sticky: false, forced },
    ]);
    expect(codes).toEqual(['forced']);
  });

  test('is a fact for rules', async () => {
    const isTreated = { fact: 'experiments', path: '$.banner', operator: 'equal', value: 'treatment' };
    const pin = [{ type: 'pin', placement: 'hero_banner', variant: 'hero-c' }];
    const withRule = releaseOf({
      documents: [banner(more), rule('treated', pin, { conditions: { all: [isTreated] } })],
    });
    const { matches } = await decided({ release: withRule }, preview);
    expect(matches.rules.map(({ key }) => key)).toEqual(['treated']);
  });

  test.each([
    ['of everything', { preferences: { holdout_share: 1 } }],
    ['of the placement', { hero: { holdoutShare: 1 } }],
  ])('passes the holdout %s', async (_which, options) => {
    const held = releaseOf({ documents: [banner(more)], ...options });
    expect((await decided({ release: held }, preview)).hero.variant).toBe('hero-b');
    const others = { release: held, profile: null, identity: 'customer_id:43' };
    expect((await decided(others)).hero).toMatchObject({ variant: 'hero-a', source: 'holdout' });
  });
});

test('where a forced variation leaves the placement as usual, the draw is as usual and counts for nothing', async () => {
  const release = releaseOf({ documents: [banner()] });
  const usual = await decided({ release: releaseOf() });
  const { hero } = await decided({ release }, { banner: 'control' });
  expect(hero).toMatchObject({
    variant: usual.hero.variant,
    propensity: usual.hero.propensity,
    experiment: null,
    forced: true,
  });
});

describe('without consent', () => {
  const profile = profileOf({ consent: { personalization: false } });

  test('a preview shows the variant of its variation, and nothing else is matched', async () => {
    const documents = [banner({ coverage: 1 }), variant('hero-tea'), experiment('other')];
    const { hero, matches } = await decided({ release: releaseOf({ documents }), profile }, treated);
    expect(hero).toMatchObject({ variant: 'hero-b', source: 'experiment', forced: true, propensity: 1 });
    expect(matches).toMatchObject({ gate: { state: 'no_consent' }, segments: [], rules: [] });
    expect(matches.assignments.map(({ experiment: key }) => key)).toEqual(['banner']);
  });

  test.each([
    ['a preview that leaves the placement as usual', {}, { banner: 'control' }],
    ['the list of testers', { forcedVariations: { 42: 'treatment' } }, undefined],
  ])('%s shows the default', async (_name, more, preview) => {
    const release = releaseOf({ documents: [banner(more)] });
    const { hero } = await decided({ release, profile }, preview);
    expect(hero).toMatchObject({ variant: 'hero-a', source: 'no_consent', experiment: null });
  });
});

describe('the holdout of a placement', () => {
  const position = bucket({ seed: 'holdout/hero_banner', value: '42' });
  const shareAbove = { holdoutShare: position + 0.0001 };

  test.each([
    ['holds the share by hash', shareAbove, true],
    ['holds nobody else', { holdoutShare: position }, false],
    [
      'hashes with its own seed',
      { ...shareAbove, holdoutSeed: 'x' },
      bucket({ seed: 'x', value: '42' }) <= position,
    ],
  ])('%s', async (_name, hero, isHeld) => {
    const shown = (await decided({ release: releaseOf({ hero }) })).hero;
    expect(shown.because.kind === 'placement_holdout').toBe(isHeld);
  });

  test('gives the default for certain, counts for no experiment and says so', async () => {
    const pin = [{ type: 'pin', placement: 'hero_banner', variant: 'hero-c' }];
    const release = releaseOf({
      documents: [experiment('banner'), rule('all', pin)],
      hero: { holdoutShare: 1 },
    });
    const { hero, matches, codes } = await decided({ release });
    expect(hero).toMatchObject({
      variant: 'hero-a',
      source: 'holdout',
      because: { kind: 'placement_holdout', share: 1 },
      propensity: 1,
      experiment: null,
    });
    expect(matches.heldOut).toEqual(['hero_banner']);
    expect(codes).toEqual(['placement_holdout']);
  });
});

test('a split key that the request does not name is told in the reasons and in the trace', async () => {
  const release = releaseOf({ documents: [experiment('banner', { splitKey: 'cart' })] });
  const { codes, hero } = await decided({ release });
  expect(codes).toContain('experiment_without_key');
  expect(hero.experiment).toBeNull();
  const { trace } = await explainDecision(inputOf({ release }));
  expect(trace.experiments).toMatchObject([
    { key: 'banner', splitKey: 'cart', value: null, bucket: null, variation: null, verdict: 'no_key' },
  ]);
  const named = await explainDecision(inputOf({ release, context: { cart_id: 'c-7' } }));
  expect(named.trace.experiments).toMatchObject([
    { value: 'c-7', bucket: bucket({ seed: 'banner', value: 'c-7' }), verdict: 'hash' },
  ]);
});

test('a raised bucket version goes with the exposure', async () => {
  const release = releaseOf({ documents: [experiment('banner', { bucketVersion: 3 })] });
  const { hero } = await decided({ release });
  expect(hero.experiment).toMatchObject({ key: 'banner', bucketVersion: 3 });
});
