import { describe, expect, test } from 'vitest';
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
