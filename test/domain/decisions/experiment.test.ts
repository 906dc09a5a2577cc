import { describe, expect, test } from 'vitest';
import type { Experiment } from '#schemas/experiment.ts';
import { decide } from '#server/domain/decisions/decide.ts';
import { experimentFor, mixProbabilities, splitOf } from '#server/domain/decisions/experiment.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import { reasonsOf } from '#server/domain/decisions/reasons.ts';
import { experiment, inputOf, releaseOf } from './shop.ts';

const variation = (weight: number, hero?: string): Experiment['variations'][number] => ({
  key: `v-${weight}`,
  name: 'V',
  weight,
  variants: hero === undefined ? {} : { hero_banner: hero },
});
type Split = { coverage?: number; group?: string; share?: number; variations: Experiment['variations'] };

/** Over experiments on one placement that can show a and b, and as usual shows what `usual` says. */
const mix = (experiments: Split[], usual: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    mixProbabilities({
      split: splitOf(
        'hero_banner',
        experiments.map(({ variations, coverage = 1, group = null, share = 1 }, index) => ({
          experiment: { key: `e-${index}`, variations },
          coverage,
          group,
          share,
        })),
      ),
      canShow: (variant) => variant !== 'gone',
      usual: new Map(Object.entries(usual)),
    }),
  );

describe('the probability of a variant in an experiment', () => {
  test.each<[string, Split[], Record<string, number>, Record<string, number>]>([
    [
      'is that of the split',
      [{ variations: [variation(0.3, 'a'), variation(0.7, 'b')] }],
      { a: 1 },
      { a: 0.3, b: 0.7 },
    ],
    [
      'adds up variations that show the same',
      [{ variations: [variation(0.3, 'b'), variation(0.7, 'b')] }],
      { a: 1 },
      { a: 0, b: 1 },
    ],
    [
      'follows the usual choice where the placement is left alone',
      [{ variations: [variation(0.5), variation(0.5, 'b')] }],
      { a: 0.8, b: 0.2 },
      { a: 0.4, b: 0.6 },
    ],
    [
      'follows it too where the variant cannot be shown',
      [{ variations: [variation(0.5, 'gone'), variation(0.5, 'b')] }],
      { a: 1 },
      { a: 0.5, b: 0.5 },
    ],
    [
      'knows variants that only the experiment can show',
      [{ variations: [variation(0.5), variation(0.5, 'tea')] }],
      { a: 0.9, b: 0.1 },
      { a: 0.45, b: 0.05, tea: 0.5 },
    ],
    [
      'counts only the share that is covered',
      [{ coverage: 0.2, variations: [variation(0.5), variation(0.5, 'b')] }],
      { a: 1 },
      { a: 0.9, b: 0.1 },
    ],
    [
      'passes those who are not covered on to the next experiment',
      [
        { coverage: 0.5, variations: [variation(1, 'a')] },
        { coverage: 0.5, variations: [variation(1, 'b')] },
      ],
      { c: 1 },
      { a: 0.5, b: 0.25, c: 0.25 },
    ],
    [
      'takes those of one exclusion group from one whole, and passes on what is left of each group',
      [
        { coverage: 0.5, group: 'g', share: 0.4, variations: [variation(1, 'a')] },
        { group: 'g', share: 0.3, variations: [variation(1, 'b')] },
        { coverage: 0.5, variations: [variation(1, 'd')] },
        { group: 'g', share: 0.2, variations: [variation(1, 'e')] },
      ],
      { c: 1 },
      // what a and b leave is 0.5, of which d has half; e has its part where d has not
      { a: 0.2, b: 0.3, d: 0.25, e: 0.1, c: 0.15 },
    ],
  ])('%s', (_name, experiments, usual, expected) => {
    const mixed = mix(experiments, usual);
    expect(Object.keys(mixed).sort()).toEqual(Object.keys(expected).sort());
    for (const [variant, probability] of Object.entries(expected))
      expect(mixed[variant]).toBeCloseTo(probability, 12);
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

test.each([
  ['one that names placements is a reason of its element', { variants: { hero_banner: 'hero-b' } }, true],
  ['one that names none is told by the decision alone', { parameters: { speed: 2 } }, false],
])('an experiment counts: %s', async (_, treatment, isReason) => {
  const running = experiment('running', {
    coverage: 1,
    variations: [
      { key: 'control', name: 'C', weight: 1 },
      { key: 'treatment', name: 'T', weight: 0, ...treatment },
    ],
  });
  const input = inputOf({ release: releaseOf({ documents: [running] }) });
  const matches = await matchAll(input);
  const { elements, experiments } = decide({ ...input, matches });
  expect(experiments).toEqual([{ key: 'running', variation: 'control' }]);
  const [hero] = elements;
  expect(hero!.experiment).toEqual({ key: 'running', variation: 'control' });
  const codes = reasonsOf(hero!, { release: input.release, matches }).map(({ code }) => code);
  expect(codes.includes('experiment_as_usual')).toBe(isReason);
});
