import { describe, expect, test } from 'vitest';
import {
  conversions,
  evidenceOf,
  experiment,
  heroIn,
  journey,
  profileOf,
  releaseOf,
  rule,
  type Situation,
  variant,
} from './shop.ts';

const act = (type: string, variant: string, more = {}) => ({
  type,
  placement: 'hero_banner',
  variant,
  ...more,
});
const measured = evidenceOf({
  'hero-a': conversions(1000, 100),
  'hero-b': conversions(1000, 200),
  'hero-c': conversions(1000, 50),
});
const goals = { drive_conversions: 1 };
const treated = experiment('banner', {
  variations: [
    { key: 'control', name: 'Control', weight: 0 },
    {
      key: 'treatment',
      name: 'Treatment',
      weight: 1,
      variants: { hero_banner: 'hero-c' },
      parameters: { tone: 'bold' },
    },
  ],
});
const best = { policy: 'best' };

const cases: [string, Parameters<typeof releaseOf>[0], Omit<Situation, 'release'>, object][] = [
  [
    'without consent the default is shown',
    { documents: [rule('pin', [act('pin', 'hero-b')])] },
    { context: { gpc: true } },
    { variant: 'hero-a', source: 'no_consent', propensity: 1 },
  ],
  [
    'the holdout gets the default',
    { preferences: { holdout_share: 1 }, documents: [treated] },
    {},
    { variant: 'hero-a', source: 'holdout', experiment: null },
  ],
  [
    "an experiment's variation comes before a pin",
    { documents: [treated, rule('pin', [act('pin', 'hero-b')])] },
    {},
    { variant: 'hero-c', source: 'experiment', propensity: 1 },
  ],
  [
    'an experiment whose variant is excluded leaves the choice as usual',
    { documents: [treated, rule('no', [act('exclude', 'hero-c'), act('pin', 'hero-b')])] },
    {},
    { variant: 'hero-b', source: 'rule', experiment: { key: 'banner', variation: 'treatment' } },
  ],
  [
    'a pin skips the blend',
    { hero: best, documents: [rule('pin', [act('pin', 'hero-c')])] },
    { evidence: measured, goals },
    { variant: 'hero-c', source: 'rule', because: { kind: 'pin', by: { rule: 'pin' } } },
  ],
  [
    'the pin of the higher rule wins',
    {
      documents: [rule('low', [act('pin', 'hero-b')]), rule('high', [act('pin', 'hero-c')], { priority: 5 })],
    },
    {},
    { variant: 'hero-c' },
  ],
  [
    'a pinned variant that cannot be shown gives way',
    {
      documents: [
        rule('no', [act('exclude', 'hero-b')]),
        rule('pin', [act('pin', 'hero-b'), act('pin', 'hero-c')]),
      ],
    },
    {},
    { variant: 'hero-c' },
  ],
  [
    "a journey's state pins",
    { documents: [journey({ hero_banner: 'hero-b' })] },
    {},
    { variant: 'hero-b', source: 'journey', because: { by: { journey: 'welcome', state: 'waiting' } } },
  ],
  [
    "a rule's pin comes before a journey's",
    { documents: [journey({ hero_banner: 'hero-b' }), rule('pin', [act('pin', 'hero-c')])] },
    {},
    { variant: 'hero-c', source: 'rule' },
  ],
  [
    'the best outcome wins',
    { hero: best },
    { evidence: measured, goals },
    { variant: 'hero-b', source: 'model', propensity: 1 },
  ],
  [
    'a boost can outweigh the outcome',
    { hero: best, documents: [rule('boost', [act('boost', 'hero-c', { by: 0.5 })])] },
    { evidence: measured, goals },
    { variant: 'hero-c', source: 'rule', because: { kind: 'blend', by: [{ rule: 'boost' }] } },
  ],
  [
    'rules without weight change nothing',
    { hero: { ...best, ruleWeight: 0 }, documents: [rule('boost', [act('boost', 'hero-c', { by: 1 })])] },
    { evidence: measured, goals },
    { variant: 'hero-b' },
  ],
  [
    'rules with all the weight decide alone',
    { hero: { ...best, ruleWeight: 1 }, documents: [rule('boost', [act('boost', 'hero-c', { by: 0.1 })])] },
    { evidence: measured, goals },
    { variant: 'hero-c' },
  ],
  [
    "a model's score takes the place of the outcome",
    { hero: best },
    { evidence: measured, goals, scores: { 'hero_banner/hero-a': 0.9 } },
    { variant: 'hero-a', source: 'model' },
  ],
  [
    'below the confidence threshold the default is shown',
    { hero: best },
    {
      goals,
      evidence: evidenceOf({
        'hero-a': conversions(100, 10),
        'hero-b': conversions(100, 11),
        'hero-c': conversions(100, 1),
      }),
    },
    {
      variant: 'hero-a',
      source: 'default',
      because: { kind: 'below_threshold', variant: 'hero-b', threshold: 0.7 },
    },
  ],
  [
    'the threshold is not for what a rule favors',
    { hero: best, documents: [rule('boost', [act('boost', 'hero-c', { by: 0.5 })])] },
    {
      goals,
      evidence: evidenceOf({
        'hero-a': conversions(100, 10),
        'hero-b': conversions(100, 1),
        'hero-c': conversions(100, 10),
      }),
    },
    { variant: 'hero-c', source: 'rule' },
  ],
  [
    'excluding everything leaves the default',
    {
      documents: [
        rule(
          'none',
          ['hero-a', 'hero-b', 'hero-c'].map((key) => act('exclude', key)),
        ),
      ],
    },
    {},
    { variant: 'hero-a', source: 'default', propensity: 1, candidates: [] },
  ],
];

describe('the hero', () => {
  test.each(cases)('%s', async (_name, options, situation, expected) => {
    expect(await heroIn({ release: releaseOf(options), ...situation })).toMatchObject(expected);
  });

  test('content takes parameters from rules, the higher first, and from the variation', async () => {
    const set = (parameters: object) => [{ type: 'set', placement: 'hero_banner', parameters }];
    const hero = await heroIn({
      release: releaseOf({
        documents: [
          treated,
          rule('low', set({ color: 'red', size: 's', tone: 'calm' })),
          rule('high', set({ color: 'blue' }), { priority: 5 }),
        ],
      }),
    });
    expect(hero.content).toEqual({ headline: 'hero-c', color: 'blue', size: 's', tone: 'bold' });
  });

  test.each([
    [{ locale: 'de-AT' }, 'Servus'],
    [{ locale: 'de-DE' }, 'Hallo'],
    [{ locale: 'de-DE', channel: 'email' }, 'Hallo per Post'],
    [{ locale: 'fr' }, 'hero-a'],
    [{ channel: 'email' }, 'Mail'],
    [{}, 'hero-a'],
  ])('%j is answered with the rendition that fits best', async (context, headline) => {
    const renditions = [
      { channel: 'email', content: { headline: 'Mail' } },
      { locale: 'de', content: { headline: 'Hallo' } },
      { locale: 'de', channel: 'email', content: { headline: 'Hallo per Post' } },
      { locale: 'de-AT', content: { headline: 'Servus' } },
    ];
    const release = releaseOf({
      hero: { defaultVariant: 'hero-x' },
      documents: [
        variant('hero-x', { content: { headline: 'hero-a' }, renditions }),
        rule('pin', [act('pin', 'hero-x')]),
      ],
    });
    expect((await heroIn({ release, context })).content['headline']).toBe(headline);
  });
});

describe('an experiment', () => {
  const half = releaseOf({ hero: best, documents: [experiment('banner')] });

  test.each([
    ['control', 'hero-a', { key: 'banner', variation: 'control' }],
    ['treatment', 'hero-b', { key: 'banner', variation: 'treatment' }],
  ])('counts %s with the probability of its split', async (variation, shown, tag) => {
    const profile = profileOf({ assignments: { banner: variation } });
    const evidence = evidenceOf({
      'hero-a': conversions(100, 50),
      'hero-b': conversions(100, 5),
      'hero-c': conversions(100, 5),
    });
    const hero = await heroIn({ release: half, profile, evidence, goals });
    expect(hero).toMatchObject({ variant: shown, experiment: tag, propensity: 0.5 });
  });
});
