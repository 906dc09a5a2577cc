import { expect, test } from 'vitest';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import { diffDocuments, diffValues, type ValueChange } from '#server/domain/releases/diff.ts';
import { isRunning, isScheduled } from '#server/domain/releases/schedule.ts';
import { experiment, rule, variant } from './shop.ts';

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

test.each([
  [{ b: 1, a: { d: [{ z: 1, y: 2 }], c: null } }, '{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}'],
  [[3, 1, 2], '[3,1,2]'],
  [undefined, 'null'],
])('the canonical text of %j', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

const at = new Date('2026-03-01T12:00:00Z');
test.each([
  ['no schedule', undefined, true],
  ['it begins now', { from: '2026-03-01T12:00:00Z' }, true],
  ['it ends now', { until: '2026-03-01T12:00:00Z' }, false],
  ['it is over', { from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' }, false],
  ['it is to come', { from: '2026-04-01T00:00:00Z' }, false],
])('with %s', (_, schedule, expected) => {
  const { body } = experiment('e', { schedule });
  expect(isScheduled(schedule, at)).toBe(expected);
  expect(isRunning(body as never, at)).toBe(expected);
});
