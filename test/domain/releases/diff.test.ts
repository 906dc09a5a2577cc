import { expect, test } from 'vitest';
import { diffDocuments, diffValues, type ValueChange } from '#server/domain/releases/diff.ts';
import { rule, variant } from './shop.ts';

test.each<[string, unknown, unknown, ValueChange[]]>([
  ['equal values', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
  ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['a changed leaf', { a: { b: 1 } }, { a: { b: 2 } }, [{ path: '/a/b', before: 1, after: 2 }]],
  ['an added key', {}, { a: null }, [{ path: '/a', after: null }]],
  ['a removed item', { a: [1, 2] }, { a: [1] }, [{ path: '/a/1', before: 2 }]],
  ['an object for a list', { a: {} }, { a: [] }, [{ path: '/a', before: {}, after: [] }]],
  ['null for an object', { a: null }, { a: {} }, [{ path: '/a', before: null, after: {} }]],
  [
    'a key with a slash and a tilde',
    { 'a/b~c': 1 },
    { 'a/b~c': 2 },
    [{ path: '/a~1b~0c', before: 1, after: 2 }],
  ],
])('the differences of %s', (_, before, after, expected) => {
  expect(diffValues(before, after)).toEqual(expected);
});

test('documents are added, removed and changed; those that stay are not mentioned', () => {
  const before = [rule('a'), rule('b'), variant('v')];
  const after = [rule('b', { priority: 2 }), variant('v'), rule('c')];
  expect(
    diffDocuments(before, after).map(({ document, change, paths }) => [document, change, paths]),
  ).toEqual([
    ['rule/a', 'removed', []],
    ['rule/b', 'changed', [{ path: '/priority', after: 2 }]],
    ['rule/c', 'added', []],
  ]);
});
