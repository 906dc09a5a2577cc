import { describe, expect, test } from 'vitest';
import { operators } from '#schemas/operators.ts';
import { historyQueryOf } from '#server/domain/conditions/history-query.ts';
import { findComparison, parseOperator } from '#server/domain/conditions/operators.ts';

const missing = undefined;

/** Operator, fact, value, result: as json-rules-engine 7.3 documents it, or as noted. */
const comparisons: [operator: string, actual: unknown, expected: unknown, result: boolean][] = [
  ['equal', 'pro', 'pro', true],
  ['equal', 1, '1', false],
  ['equal', missing, null, false],
  ['equal', Number.NaN, Number.NaN, false],
  ['notEqual', 1, 2, true],
  ['notEqual', missing, 'pro', true],
  ['in', 'a', ['a', 'b'], true],
  ['in', 'c', ['a', 'b'], false],
  ['in', 'ell', 'hello', true],
  ['notIn', 'c', ['a', 'b'], true],
  ['notIn', missing, ['a'], true],
  ['contains', ['a', 'b'], 'b', true],
  ['contains', 'abc', 'b', false],
  ['contains', missing, 'b', false],
  ['doesNotContain', ['a'], 'b', true],
  ['doesNotContain', 'abc', 'z', false],
  ['lessThan', 1, 2, true],
  ['lessThan', 2, 2, false],
  ['lessThan', missing, 2, false],
  ['lessThan', null, 2, false],
  ['lessThan', '1', 2, true],
  ['lessThan', 'one', 2, false],
  ['lessThan', '2026-01-05T00:00:00Z', '2026-02-01T00:00:00Z', true],
  ['lessThanInclusive', 2, 2, true],
  ['lessThanInclusive', 3, 2, false],
  ['greaterThan', 3, 2, true],
  ['greaterThan', 3, missing, false],
  ['greaterThan', true, 0, false],
  ['greaterThanInclusive', 2, 2, true],
  ['greaterThanInclusive', 1, 2, false],
  ['someFact:equal', ['a', 'b'], 'b', true],
  ['someFact:equal', [], 'b', false],
  ['someFact:equal', 'b', 'b', false],
  ['everyFact:greaterThan', [3, 4], 2, true],
  ['everyFact:greaterThan', [3, 1], 2, false],
  ['everyFact:greaterThan', [], 2, true],
  ['someValue:equal', 'a', ['a', 'b'], true],
  ['someValue:contains', ['a'], ['a', 'b'], true],
  ['everyValue:contains', ['a', 'b', 'c'], ['a', 'b'], true],
  ['everyValue:contains', ['a'], ['a', 'b'], false],
  ['swap:contains', 'a', ['a', 'b'], true],
  ['swap:lessThan', 5, 3, true],
  ['not:equal', 'a', 'b', true],
  ['not:someFact:equal', ['a', 'b'], 'b', false],
  ['not:greaterThan', missing, 2, true],
  ['everyFact:someValue:equal', ['a', 'b'], ['a', 'b', 'c'], true],
];

const NOW = '2026-01-10T12:00:00Z';

const viewed = { event: 'product_viewed' };
const twoSteps = { steps: [viewed, { event: 'order_completed' }], within: '1h' };
const counted = {
  [historyQueryOf('performed', viewed)!.key]: { total: 9, days: { '2026-01-06': 7, '2026-01-07': 2 } },
  [historyQueryOf('sequence', twoSteps)!.key]: { total: 1 },
};

/** The operators beyond json-rules-engine's. */
const ownComparisons: typeof comparisons = [
  ['between', 2, [2, 3], true],
  ['between', 3, [2, 3], true],
  ['between', 3.1, [2, 3], false],
  ['between', '2026-01-15', ['2026-01-01', '2026-02-01'], true],
  ['between', missing, [0, 1], false],
  ['between', 1, [0], false],
  ['startsWith', 'value', 'val', true],
  ['startsWith', 'Value', 'val', false],
  ['startsWith', 12, '1', false],
  ['endsWith', 'a@shop.example', '@shop.example', true],
  ['matches', 'order VIP-7', 'VIP-[0-9]+', true],
  ['matches', 'VIP-x', '^VIP-[0-9]+$', false],
  ['matches', 'a', '(', false],
  ['matches', missing, '.*', false],
  // precedence as in Semantic Versioning 2.0, section 11
  ['semverGreaterThan', '2.10.0', '2.9.0', true],
  ['semverLessThan', '1.0.0-alpha', '1.0.0-alpha.1', true],
  ['semverLessThan', '1.0.0-rc.1', '1.0.0', true],
  ['semverEqual', '1.0.0+build.1', '1.0.0+build.2', true],
  ['semverEqual', 'v2', '2.0.0', true],
  ['semverGreaterThanInclusive', '14.2', '14.2.0', true],
  ['semverLessThanInclusive', '14.3', '14.2', false],
  ['semverEqual', '1.x', '1.2', false],
  ['semverLessThan', missing, '1.0', false],
  ['before', '2026-01-01T01:00:00+02:00', '2026-01-01', true],
  ['before', '2026-01-01', '2026-01-01', false],
  ['after', '2026-01-01T00:00', '2026-01-01T00:00:00+01:00', true],
  ['after', 'soon', '2026-01-01', false],
  ['before', 'soon', '2026-01-01', false],
  ['withinLast', '2026-01-09T12:00:00Z', '1d', true],
  ['withinLast', '2026-01-09T11:59:59Z', '24h', false],
  ['withinLast', '2026-01-10T11:00:00Z', '90m', true],
  ['withinLast', '2025-12-28', '2w', true],
  ['withinLast', '2026-01-11', '1d', false],
  ['withinLast', missing, '1d', false],
  ['withinLast', '2026-01-10', 'a day', false],
  ['sizeEqual', [], 0, true],
  ['sizeGreaterThan', ['a', 'b'], 1, true],
  ['sizeLessThan', ['a'], 1, false],
  ['sizeLessThan', missing, 1, false],
  ['sizeEqual', 'ab', 2, false],
  ['containsAny', ['a', 'b'], ['b', 'c'], true],
  ['containsAny', ['a'], ['b', 'c'], false],
  ['containsAll', ['a', 'b', 'c'], ['a', 'b'], true],
  ['containsAll', ['a'], ['a', 'b'], false],
  ['containsAll', ['a'], [], true],
  ['containsNone', ['a'], ['b', 'c'], true],
  ['containsNone', ['a', 'b'], ['b', 'c'], false],
  ['containsNone', missing, ['b'], false],
  ['inSegment', ['vip'], 'vip', true],
  ['inSegment', ['vip'], ['new', 'vip'], true],
  ['inSegment', missing, 'vip', false],
  ['notInSegment', ['vip'], ['new', 'vip'], false],
  ['notInSegment', missing, 'vip', true],
  ['performed', counted, { ...viewed, atLeast: 2, within: '3d' }, true],
  ['performed', counted, { ...viewed, atLeast: 3, within: '3d' }, false],
  ['performed', counted, { event: 'searched', atMost: 0 }, false],
  ['not:performed', {}, viewed, true],
  ['sequence', counted, twoSteps, true],
  ['sequence', counted, { ...twoSteps, exactly: 0 }, false],
  ['sequence', missing, twoSteps, false],
  ['everyFact:startsWith', ['va', 'vb'], 'v', true],
  ['not:withinLast', '2025-01-01', '1d', true],
];

test.each(ownComparisons)('%s of %j and %j is %s', (operator, actual, expected, result) => {
  expect(findComparison(operator)?.(actual, expected, NOW)).toBe(result);
});

test('every operator is tried', () => {
  const tried = new Set([...comparisons, ...ownComparisons].map(([name]) => name));
  expect(operators.filter((operator) => !tried.has(operator))).toEqual([]);
});

test('without the time, nothing is within the last of anything', () => {
  expect(findComparison('withinLast')?.('2026-01-10', '1d', missing)).toBe(false);
});

test('a pattern takes time in proportion to the text, whatever the pattern', () => {
  // a backtracking matcher would try 2^60 ways
  expect(findComparison('matches')?.(`${'a'.repeat(60)}!`, '^(a+)+$')).toBe(false);
});

test.each(comparisons)('%s of %j and %j is %s', (operator, actual, expected, result) => {
  expect(findComparison(operator)?.(actual, expected)).toBe(result);
});

describe('where json-rules-engine would fail the whole run, the comparison is false', () => {
  test.each([
    ['in', 'a', missing],
    ['notIn', 'a', 5],
    ['not:in', 'a', missing],
    ['someValue:equal', 'a', 'a'],
    ['not:everyValue:equal', 'a', null],
    ['lessThan', { toString: 1, valueOf: 1 }, 2],
  ])('%s of %j and %j', (operator, actual, expected) => {
    expect(findComparison(operator)?.(actual, expected)).toBe(false);
  });
});

test.each(['equals', 'some:equal', 'not:', ':equal', 'equal:not', 'toString', 'constructor:equal', ''])(
  '"%s" is no operator',
  (name) => {
    expect(parseOperator(name)).toBeNull();
    expect(findComparison(name)).toBeNull();
  },
);

test('an operator is read from its decorators inwards', () => {
  expect(parseOperator('not:someFact:equal')).toEqual({ decorators: ['not', 'someFact'], operator: 'equal' });
});
