import { expect, test } from 'vitest';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { at, explainIn, ordersAtLeast, profileOf, releaseOf, rule, variant } from './shop.ts';

const act = (type: string, to: string, more = {}) => [
  { type, placement: 'hero_banner', variant: to, ...more },
];
const first = (actions: Record<string, unknown>[], more = {}) =>
  rule('first', actions, { priority: 9, ...more });

const cap = { max: 1, hours: 48 };
const shownOnce = {
  'hero_banner/hero-capped': {
    placement: 'hero_banner',
    variant: 'hero-capped',
    firstAt: at,
    lastAt: at,
    count: 1,
    clicks: 0,
    randomized: false,
    recent: [at],
    outcomes: {},
  },
};

type Shop = Parameters<typeof releaseOf>[0];

const outcomesOf = async (shop: Shop): Promise<Record<string, string>> => {
  const profile = profileOf({ journeys: {}, exposures: shownOnce });
  const { trace } = await explainIn({ release: releaseOf(shop), profile });
  return Object.fromEntries(trace.rules.map((each) => [each.key, each.outcome]));
};

test.each<[string, SourceDocument[], object]>([
  ['a pin that stands', [first(act('pin', 'hero-b'))], { first: 'won' }],
  [
    'a pin below another one',
    [first(act('pin', 'hero-b')), rule('second', act('pin', 'hero-c'))],
    { first: 'won', second: 'outranked' },
  ],
  [
    'a pin of what was shown often enough',
    [first(act('pin', 'hero-capped')), variant('hero-capped', { frequencyCap: cap })],
    { first: 'capped' },
  ],
  [
    'a pin of what another rule excludes',
    [first(act('exclude', 'hero-b')), rule('second', act('pin', 'hero-b'))],
    { first: 'won', second: 'excluded' },
  ],
  [
    'a pin of what is for another channel',
    [first(act('pin', 'hero-mail')), variant('hero-mail', { channels: ['email'] })],
    { first: 'unavailable' },
  ],
  [
    'an action on something that does not compete',
    [first([{ type: 'set', placement: 'hero_banner', parameters: { tone: 'warm' } }])],
    { first: 'applies' },
  ],
  [
    'conditions that fail',
    [first(act('pin', 'hero-b'), { conditions: ordersAtLeast(99) })],
    { first: 'did_not_match' },
  ],
  ['another page', [first(act('pin', 'hero-b'), { pages: ['cart'] })], { first: 'page' }],
])('%s', async (_name, documents, expected) => {
  expect(await outcomesOf({ documents })).toEqual(expected);
});

test.each<[string, Shop, string]>([
  ['the holdout', { preferences: { holdout_share: 1 } }, 'holdout'],
  ['the holdout of a placement', { hero: { holdoutShare: 1 } }, 'holdout'],
  ['a refusal', { preferences: { default_consent: { personalization: false } } }, 'no_consent'],
])('%s', async (_name, shop, expected) => {
  expect(await outcomesOf({ ...shop, documents: [first(act('pin', 'hero-b'))] })).toEqual({
    first: expected,
  });
});
