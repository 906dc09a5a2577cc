import { expect, test } from 'vitest';
import { parsePath, valueAt } from '#server/domain/conditions/path.ts';

test.each([
  ['$.traits.plan', ['traits', 'plan']],
  ['traits.plan', ['traits', 'plan']],
  ['$.orders[0].total', ['orders', 0, 'total']],
  ['$[1]', [1]],
  [`$['first name']["last-seen"]`, ['first name', 'last-seen']],
  ['$', []],
])('%s is read as %j', (path, segments) => {
  expect(parsePath(path)).toEqual(segments);
});

test.each([
  '.plan',
  '[0]',
  '$..plan',
  '$.*',
  '$.orders[*]',
  '$.orders[0:2]',
  '$.orders[?(@.total > 1)]',
  '$.orders[(@.length-1)]',
  '$.traits^',
  '$.traits~',
  '$.traits.',
  '$[',
  '$.a b',
  '@.plan',
])('%s is refused', (path) => {
  expect(parsePath(path)).toBeNull();
});

const profile = { traits: { plan: 'pro', nothing: null }, tags: ['a', 'b'] };

test.each([
  ['$.traits.plan', 'pro'],
  ['$.traits.nothing', null],
  ['$.traits.nothing.deeper', undefined],
  ['$.tags[1]', 'b'],
  ['$.tags[2]', undefined],
  ['$.tags.length', 2],
  ['$', profile],
])('%s leads to %j', (path, value) => {
  expect(valueAt(profile, parsePath(path)!)).toEqual(value);
});

test.each(['$.constructor', '$.__proto__', '$.toString', '$.tags.map', '$.traits.plan.trim'])(
  'the inherited %s is not reached',
  (path) => {
    expect(valueAt(profile, parsePath(path)!)).toBeUndefined();
  },
);
