import { describe, expect, test } from 'vitest';
import type { Experiment } from '#schemas/experiment.ts';
import { experimentFor, mixProbabilities } from '#server/domain/decisions/experiment.ts';
import { experiment, releaseOf } from './shop.ts';

const variation = (weight: number, hero?: string): Experiment['variations'][number] => ({
  key: `v-${weight}`,
  name: 'V',
  weight,
  variants: hero === undefined ? {} : { hero_banner: hero },
});
const mix = (variations: Experiment['variations'], usual: number[]) =>
  mixProbabilities({ experiment: { variations }, placement: 'hero_banner', variants: ['a', 'b'], usual });

describe('the probability of a variant in an experiment', () => {
  test.each<[string, Experiment['variations'], number[], number[]]>([
    ['is that of the split', [variation(0.3, 'a'), variation(0.7, 'b')], [1, 0], [0.3, 0.7]],
    ['adds up variations that show the same', [variation(0.3, 'b'), variation(0.7, 'b')], [1, 0], [0, 1]],
    [
      'follows the usual choice where the placement is left alone',
      [variation(0.5), variation(0.5, 'b')],
      [0.8, 0.2],
      [0.4, 0.6],
    ],
    [
      'follows it too where the variant cannot be shown',
      [variation(0.5, 'gone'), variation(0.5, 'b')],
      [1, 0],
      [0.5, 0.5],
    ],
  ])('%s', (_name, variations, usual, expected) => {
    for (const [i, probability] of mix(variations, usual).entries())
      expect(probability).toBeCloseTo(expected[i]!, 12);
  });
});

test('a placement belongs to the first experiment that names it, else to one that names none', () => {
  const silent = experiment('silent', {
    variations: [
      { key: 'control', name: 'C', weight: 0.5 },
      { key: 'treatment', name: 'T', weight: 0.5, parameters: { speed: 2 } },
    ],
  });
  const release = releaseOf({ documents: [silent, experiment('banner'), experiment('later')] });
  const assignments = ['silent', 'banner', 'later'].map((key) => ({
    experiment: key,
    variation: 'control',
    sticky: false,
  }));
  const found = (placement: string) => experimentFor(placement, { release, assignments })?.experiment.key;
  expect(found('hero_banner')).toBe('banner');
  expect(found('content_blocks')).toBe('silent');
  expect(experimentFor('hero_banner', { release, assignments: [] })).toBeNull();
});
