import { expect, test } from 'vitest';
import type { DocumentRecord } from '../../admin/src/document/types.ts';
import { clashesOf, freeParts, lengthOf, sharesOf } from '../../admin/src/settings/group-shares.ts';
import { costOf } from '../../admin/src/settings/HoldoutCost.tsx';

const experiment = (key: string, status: string, ranges: [number, number][], group = 'checkout') =>
  ({ id: key, key, name: key, body: { status, group: { key: group, ranges } } }) as unknown as DocumentRecord;

const experiments = [
  experiment('late', 'running', [[0.8, 0.9]]),
  experiment('early', 'running', [[0, 0.3]]),
  experiment('planned', 'draft', [[0.2, 0.4]]),
  experiment('over', 'stopped', [[0, 1]]),
  experiment('elsewhere', 'running', [[0, 1]], 'search'),
  { id: 'plain', key: 'plain', name: 'plain', body: null } as unknown as DocumentRecord,
];

test('the parts of a group are told from left to right; a stopped experiment has none', () => {
  expect(sharesOf(experiments, 'checkout').map(({ experiment, part }) => [experiment, ...part])).toEqual([
    ['early', 0, 0.3],
    ['planned', 0.2, 0.4],
    ['late', 0.8, 0.9],
  ]);
});

test('free is what nobody claims', () => {
  const free = freeParts(sharesOf(experiments, 'checkout'));
  expect(free).toEqual([
    [0.4, 0.8],
    [0.9, 1],
  ]);
  expect(lengthOf(free)).toBeCloseTo(0.5, 12);
  expect(freeParts([])).toEqual([[0, 1]]);
  expect(freeParts([{ part: [0, 1] }])).toEqual([]);
});

test('an overlap is refused only where both are running', () => {
  const planned = sharesOf(experiments, 'checkout');
  expect(
    clashesOf(planned).map(({ shares, isRefused }) => [...shares.map(({ name }) => name), isRefused]),
  ).toEqual([['early', 'planned', false]]);
  const running = sharesOf([...experiments, experiment('rival', 'running', [[0.25, 0.26]])], 'checkout');
  expect(clashesOf(running).filter(({ isRefused }) => isRefused)).toHaveLength(1);
});

test('parts that touch do not overlap', () => {
  const touching = [experiment('a', 'running', [[0, 0.5]]), experiment('b', 'running', [[0.5, 1]])];
  expect(clashesOf(sharesOf(touching, 'checkout'))).toEqual([]);
});

test.each<[unknown, RegExp | undefined]>([
  [undefined, /^Nobody is held out/],
  [0, /^Nobody is held out/],
  [0.05, /^About 1 customer in 20 always gets defaults.*5\.0% of the gain.*other 95\.0%/],
  [1, /nothing to compare with/],
  [2, undefined],
  ['a lot', undefined],
])('a holdout of %s costs what it costs', (share, words) => {
  const cost = costOf(share, 'defaults');
  if (words === undefined) expect(cost).toBeUndefined();
  else expect(cost).toMatch(words);
});
