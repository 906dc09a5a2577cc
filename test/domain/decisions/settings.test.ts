import { expect, test } from 'vitest';
import { conversions, decideIn, evidenceOf, heroIn, placement, releaseOf, variant } from './shop.ts';

const close = evidenceOf({
  'hero-a': conversions(100, 10),
  'hero-b': conversions(100, 11),
  'hero-c': conversions(100, 1),
});

test.each([
  [0.7, 'hero-a'],
  [0.1, 'hero-b'],
])('the setting confidence_threshold %d: %s', async (confidence_threshold, shown) => {
  const preferences = { personalization_engine: { confidence_threshold } };
  const release = releaseOf({ hero: { policy: 'best' }, preferences });
  const hero = await heroIn({ release, evidence: close, goals: { drive_conversions: 1 } });
  expect(hero.variant).toBe(shown);
});

test.each([
  [0.4, ['hybrid_neural: no model trained']],
  [0, []],
])(
  'the setting recommendation_algorithms, with %d for hybrid_neural: misses %j',
  async (hybrid_neural, lacks) => {
    const documents = [
      placement('picks'),
      variant('picks-default', { placement: 'picks', recommend: { type: 'personalized_picks', count: 1 } }),
    ];
    const recommendation_algorithms = { content_based: 1, collaborative_filtering: 0, hybrid_neural };
    const preferences = { personalization_engine: { recommendation_algorithms } };
    const { missing } = await decideIn({ release: releaseOf({ documents, preferences }) });
    expect(missing.filter((what) => what.startsWith('hybrid_neural'))).toEqual(lacks);
  },
);
