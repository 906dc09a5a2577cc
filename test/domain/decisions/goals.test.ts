import { expect, test } from 'vitest';
import { goalsOf } from '#server/domain/decisions/goals.ts';
import { releaseOf } from './shop.ts';

const half = { increase_engagement: 0.5, drive_conversions: 0.5 };

test.each<[string, Record<string, number> | undefined, Record<string, number>]>([
  [
    'shares sum to 1',
    { increase_engagement: 3, drive_conversions: 1 },
    { increase_engagement: 0.75, drive_conversions: 0.25 },
  ],
  ['one goal is everything', { drive_conversions: 0.2 }, { drive_conversions: 1 }],
  ["without goals the settings' count alike", undefined, half],
  ["without any weight the settings' count alike", { drive_conversions: 0 }, half],
  [
    'a goal that is not in the settings is left out',
    { fame: 5, drive_conversions: 1 },
    { drive_conversions: 1 },
  ],
  ['an inherited member is not a goal', { constructor: 5, drive_conversions: 1 }, { drive_conversions: 1 }],
])('%s', (_name, weights, shares) => {
  const goals = goalsOf(weights, releaseOf());
  expect(Object.fromEntries(goals.map(({ name, share }) => [name, share]))).toEqual(shares);
});

test('a goal whose metric is not in the release is left out', () => {
  const release = releaseOf();
  expect(goalsOf(undefined, { settings: release.settings, metrics: new Map() })).toEqual([]);
});
