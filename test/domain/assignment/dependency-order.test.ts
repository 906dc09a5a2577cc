import { expect, test } from 'vitest';
import { cycleFrom, dependencyOrder } from '#server/domain/assignment/dependency-order.ts';

const requiring = (key: string, ...experiments: string[]) => ({
  key,
  prerequisites: experiments.map((experiment) => ({ experiment })),
});

test.each([
  ['stay as they are when nothing is required', [requiring('b'), requiring('a')], 'b a'],
  ['come after what they require', [requiring('b', 'a'), requiring('a')], 'a b'],
  ['come after what that requires', [requiring('c', 'b'), requiring('b', 'a'), requiring('a')], 'a b c'],
  ['do not mind what is missing', [requiring('b', 'gone'), requiring('a')], 'b a'],
  ['are all there when they require each other', [requiring('a', 'b'), requiring('b', 'a')], 'b a'],
])('experiments %s', (_name, experiments, expected) => {
  expect(
    dependencyOrder(experiments)
      .map(({ key }) => key)
      .join(' '),
  ).toBe(expected);
});

test.each([
  ['itself', [requiring('a', 'a')], ['a', 'a']],
  ['one that requires it', [requiring('a', 'b'), requiring('b', 'a')], ['a', 'b', 'a']],
  [
    'two that meet again',
    [requiring('a', 'b', 'c'), requiring('b', 'd'), requiring('c', 'd'), requiring('d')],
    null,
  ],
  ['a circle it is not part of', [requiring('a', 'b'), requiring('b', 'c'), requiring('c', 'b')], null],
])('the way of an experiment that requires %s', (_name, experiments, expected) => {
  expect(cycleFrom('a', new Map(experiments.map((each) => [each.key, each])))).toEqual(expected);
});
