import { describe, expect, test } from 'vitest';
import { compileRelease } from '#server/domain/releases/compile.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { validateDocuments } from '#server/domain/releases/validate.ts';
import { experiment, metric, placement, settings, variant, variation } from './shop.ts';

const said = (documents: SourceDocument[]): string[] =>
  validateDocuments(documents).map(
    ({ document, path, message }) => `${document} ${path.join('.')}: ${message}`,
  );

const plain = { variations: [variation('a', 0.5), variation('b', 0.5)] };
const plainly = (key: string, rest: Record<string, unknown> = {}) => experiment(key, { ...plain, ...rest });
const groups = (owner: object = {}) => settings({ key: 'settings', exclusion_groups: { checkout: owner } });
const inGroup = (key: string, ranges: unknown, rest: Record<string, unknown> = {}) =>
  plainly(key, { group: { key: 'checkout', ranges }, ...rest });
const requiring = (key: string, required: string, rest: Record<string, unknown> = {}) =>
  plainly(key, { prerequisites: [{ experiment: required, variations: ['a'] }], ...rest });

describe('exclusion groups', () => {
  test('with parts that do not overlap are sound', () => {
    const documents = [
      groups(),
      metric(),
      inGroup('x', [
        [0, 0.3],
        [0.8, 1],
      ]),
      inGroup('y', [[0.3, 0.8]]),
    ];
    expect(said(documents)).toEqual([]);
  });

  test('of running experiments alone must not overlap', () => {
    const rival = (status: string) => [
      groups(),
      metric(),
      inGroup('x', [[0, 1]]),
      inGroup('y', [[0, 1]], { status }),
    ];
    expect(said(rival('draft'))).toEqual([]);
    expect(said(rival('stopped'))).toEqual([]);
    expect(said(rival('running'))).toHaveLength(1);
  });

  test.each<[string, SourceDocument[], string[]]>([
    [
      'overlap, each range that does',
      [
        groups(),
        inGroup('x', [
          [0, 0.3],
          [0.6, 0.7],
        ]),
        inGroup('y', [
          [0.2, 0.4],
          [0.4, 0.5],
          [0.65, 1],
        ]),
      ],
      [
        'experiment/y group.ranges.0: overlaps a range of the experiment "x", which is running in the same group',
        'experiment/y group.ranges.2: overlaps a range of the experiment "x", which is running in the same group',
      ],
    ],
    [
      'are not in the settings',
      [settings({ key: 'settings' }), inGroup('x', [[0, 1]])],
      ['experiment/x group.key: the settings have no exclusion group "checkout"'],
    ],
    [
      'split by something else',
      [groups({ splitKey: 'account' }), inGroup('x', [[0, 1]])],
      ['experiment/x splitKey: the exclusion group "checkout" splits by account, the experiment by customer'],
    ],
    [
      'hash with the seed of the experiment',
      [groups({ seed: 's' }), inGroup('x', [[0, 1]], { seed: 's' })],
      [
        'experiment/x seed: the exclusion group "checkout" has the same seed, so the two chances would not be independent',
      ],
    ],
    [
      'give an experiment one part twice',
      [
        groups(),
        inGroup('x', [
          [0, 0.5],
          [0.4, 1],
        ]),
      ],
      ['experiment/x group.ranges: the ranges overlap each other'],
    ],
    [
      'have parts outside the line',
      [groups(), inGroup('x', [[0.5, 1.2]])],
      ['experiment/x group.ranges.0.1: this must be at most 1'],
    ],
  ])('are refused that %s', (_name, documents, expected) => {
    expect(said([metric(), ...documents])).toEqual(expected);
  });

  test('are known although the settings have another fault', () => {
    const faulty = settings({ key: 'settings', holdout_share: 2, exclusion_groups: { checkout: {} } });
    expect(said([metric(), faulty, inGroup('x', [[0, 1]])])).toEqual([
      expect.stringMatching(/^settings\/settings holdout_share: /),
    ]);
  });
});

describe('prerequisites', () => {
  test('that can be met are sound, and are decided first', () => {
    const documents = [metric(), requiring('c', 'b'), requiring('b', 'a'), plainly('a')];
    expect(said(documents)).toEqual([]);
    const { experiments } = compileRelease({ environment: 'production', number: 1, documents });
    expect(experiments.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });

  test.each<[string, SourceDocument[], string[]]>([
    [
      'name an experiment that there is not',
      [requiring('b', 'gone')],
      ['experiment/b prerequisites.0.experiment: there is no experiment "gone"'],
    ],
    [
      'name a variation that there is not',
      [plainly('a'), plainly('b', { prerequisites: [{ experiment: 'a', variations: ['a', 'z'] }] })],
      ['experiment/b prerequisites.0.variations.1: the experiment "a" has no variation "z"'],
    ],
    [
      'lead back to themselves',
      [requiring('a', 'c'), requiring('b', 'a'), requiring('c', 'b')],
      [
        'experiment/a prerequisites: the experiment requires itself: a → c → b → a',
        'experiment/b prerequisites: the experiment requires itself: b → a → c → b',
        'experiment/c prerequisites: the experiment requires itself: c → b → a → c',
      ],
    ],
    [
      'are the experiment itself',
      [requiring('a', 'a')],
      ['experiment/a prerequisites: the experiment requires itself: a → a'],
    ],
    [
      'are in the same exclusion group',
      [
        groups(),
        inGroup('a', [[0, 0.5]]),
        requiring('b', 'a', { group: { key: 'checkout', ranges: [[0.5, 1]] } }),
      ],
      ['experiment/b prerequisites.0.experiment: nobody can be in both: "a" is in the same exclusion group'],
    ],
    [
      'leave nothing to show',
      [
        placement(),
        variant(),
        variant('hero-vip'),
        experiment('a'),
        experiment('b', { prerequisites: [{ experiment: 'a', variations: ['a'] }] }),
      ],
      [
        'experiment/b prerequisites.0.experiment: "a" comes first on the placement "hero", so this would never show there',
      ],
    ],
  ])('are refused that %s', (_name, documents, expected) => {
    expect(said([metric(), ...documents])).toEqual(expected);
  });
});

test.each<[string, Record<string, unknown>, string]>([
  [
    'forces a variation that there is not',
    { forcedVariations: { 42: 'a', 'ada@example.com': 'z' } },
    'experiment/e forcedVariations.ada@example.com: there is no variation "z"',
  ],
  [
    'forces too many',
    { forcedVariations: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`c-${i}`, 'a'])) },
    'experiment/e forcedVariations: at most 100 customers',
  ],
  [
    'asks for a later bucket version than it has',
    { bucketVersion: 1, minBucketVersion: 2 },
    'experiment/e minBucketVersion: must not be above bucketVersion',
  ],
])('an experiment is refused that %s', (_name, rest, expected) => {
  expect(said([metric(), plainly('e', rest)])).toEqual([expected]);
});
