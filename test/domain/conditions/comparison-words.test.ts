import { describe, expect, test } from 'vitest';
import { decorators, operators } from '#schemas/operators.ts';
import { comparisonWords } from '#server/domain/conditions/comparison-words.ts';
import { historyWords } from '#server/domain/conditions/history-words.ts';

/** A value that each operator may be asked with; what is done is told by other words. */
const values: Readonly<Record<string, unknown>> = {
  equal: 99,
  notEqual: 99,
  in: ['a', 'b'],
  notIn: ['a', 'b'],
  contains: 'a',
  doesNotContain: 'a',
  lessThan: 3,
  lessThanInclusive: 3,
  greaterThan: 3,
  greaterThanInclusive: 3,
  between: [0, 100],
  startsWith: 'a',
  endsWith: 'a',
  matches: '^a',
  semverEqual: '2.0.0',
  semverGreaterThan: '2.0.0',
  semverGreaterThanInclusive: '2.0.0',
  semverLessThan: '2.0.0',
  semverLessThanInclusive: '2.0.0',
  before: '2026-01-01',
  after: '2026-01-01',
  withinLast: '7d',
  sizeEqual: 2,
  sizeGreaterThan: 0,
  sizeLessThan: 1,
  containsAny: ['a', 'b'],
  containsAll: ['a', 'b'],
  containsNone: ['a', 'b'],
  inSegment: 'vip',
  notInSegment: 'vip',
};

const plain: [operator: string, says: string, denies: string][] = [
  ['equal', 'x is 99', 'x is not 99'],
  ['notEqual', 'x is not 99', 'x is 99'],
  ['in', 'x is one of "a", "b"', 'x is none of "a", "b"'],
  ['notIn', 'x is none of "a", "b"', 'x is one of "a", "b"'],
  ['contains', 'x contains "a"', 'x does not contain "a"'],
  ['doesNotContain', 'x does not contain "a"', 'x contains "a"'],
  ['lessThan', 'x is less than 3', 'x is not less than 3'],
  ['lessThanInclusive', 'x is at most 3', 'x is not at most 3'],
  ['greaterThan', 'x is more than 3', 'x is not more than 3'],
  ['greaterThanInclusive', 'x is at least 3', 'x is not at least 3'],
  ['between', 'x is between 0 and 100', 'x is not between 0 and 100'],
  ['startsWith', 'x starts with "a"', 'x does not start with "a"'],
  ['endsWith', 'x ends with "a"', 'x does not end with "a"'],
  ['matches', 'x matches "^a"', 'x does not match "^a"'],
  ['semverEqual', 'x is version "2.0.0"', 'x is not version "2.0.0"'],
  ['semverGreaterThan', 'x is a version after "2.0.0"', 'x is not a version after "2.0.0"'],
  ['semverGreaterThanInclusive', 'x is at least version "2.0.0"', 'x is not at least version "2.0.0"'],
  ['semverLessThan', 'x is a version before "2.0.0"', 'x is not a version before "2.0.0"'],
  ['semverLessThanInclusive', 'x is at most version "2.0.0"', 'x is not at most version "2.0.0"'],
  ['before', 'x is before "2026-01-01"', 'x is not before "2026-01-01"'],
  ['after', 'x is after "2026-01-01"', 'x is not after "2026-01-01"'],
  ['withinLast', 'x is within the last 7 days', 'x is not within the last 7 days'],
  ['sizeEqual', 'x has exactly 2 members', 'x does not have exactly 2 members'],
  ['sizeGreaterThan', 'x has members', 'x has no members'],
  ['sizeLessThan', 'x has fewer than 1 member', 'x has at least 1 member'],
  ['containsAny', 'x contains one of "a", "b"', 'x contains none of "a", "b"'],
  ['containsAll', 'x contains all of "a", "b"', 'x does not contain all of "a", "b"'],
  ['containsNone', 'x contains none of "a", "b"', 'x contains one of "a", "b"'],
  ['inSegment', 'x include "vip"', 'x do not include "vip"'],
  ['notInSegment', 'x do not include "vip"', 'x include "vip"'],
];

test.each(plain)('%s: %s', (operator, says, denies) => {
  const value = values[operator];
  expect(comparisonWords('x', { operator, value })).toBe(says);
  expect(comparisonWords('x', { operator: `not:${operator}`, value })).toBe(denies);
  expect(comparisonWords('x', { operator: `not:not:${operator}`, value })).toBe(says);
  expect(comparisonWords('x', { operator: `someFact:${operator}`, value })).toBe(`some member of ${says}`);
  expect(comparisonWords('x', { operator: `not:someFact:${operator}`, value })).toBe(`no member of ${says}`);
  expect(comparisonWords('x', { operator: `everyFact:${operator}`, value })).toBe(`every member of ${says}`);
  expect(comparisonWords('x', { operator: `not:everyFact:${operator}`, value })).toBe(
    `not every member of ${says}`,
  );
  expect(comparisonWords('x', { operator: `everyFact:not:${operator}`, value })).toBe(
    `every member of ${denies}`,
  );
});

test('every operator on facts has words', () => {
  const told = operators.filter((name) => name !== 'performed' && name !== 'sequence');
  expect(plain.map(([operator]) => operator).toSorted()).toEqual(told.toSorted());
});

test.each([
  ['swap:contains', 'gold', '"gold" contains x'],
  ['swap:contains', ['gold', 'silver'], '"gold", "silver" contains x'],
  ['swap:greaterThan', 10, '10 is more than x'],
  ['swap:in', 'gold', '"gold" is in x'],
  ['not:swap:startsWith', 'gold', '"gold" does not start with x'],
  ['someValue:startsWith', ['a', 'b'], 'x starts with one of "a", "b"'],
  ['not:someValue:startsWith', ['a', 'b'], 'x does not start with any of "a", "b"'],
  ['everyValue:greaterThan', [1, 2], 'x is more than each of 1, 2'],
  ['not:everyValue:greaterThan', [1, 2], 'x is not more than all of 1, 2'],
  ['someValue:in', [['a'], ['b']], 'x is in one of ["a"], ["b"]'],
  ['someValue:containsAny', [['a'], ['b']], 'x has a member of one of ["a"], ["b"]'],
  ['someFact:someValue:equal', [1, 2], 'some member of x is one of 1, 2'],
  ['in', [], 'x is in an empty list'],
  ['containsAny', [], 'x has a member of an empty list'],
  ['sizeEqual', 0, 'x has no members'],
  ['sizeGreaterThan', 1, 'x has more than 1 member'],
])('%s %j: %s', (operator, value, words) => {
  expect(comparisonWords('x', { operator, value })).toBe(words);
});

test.each([
  ['greaterThan', 'x is more than limits.min'],
  ['in', 'x is in limits.min'],
  ['sizeGreaterThan', 'x has more members than limits.min'],
  ['swap:contains', 'limits.min contains x'],
])('%s another fact: %s', (operator, words) => {
  const value = { fact: 'limits', path: '$.min' };
  expect(comparisonWords('x', { operator, value }, () => 'limits.min')).toBe(words);
});

test('no decorator is printed as it is written', () => {
  for (const operator of plain.map(([name]) => name))
    for (const outer of decorators)
      for (const inner of decorators) {
        const words = comparisonWords('x', {
          operator: `${outer}:${inner}:${operator}`,
          value: values[operator],
        });
        expect(words).not.toMatch(/:|Fact|Value|swap|not not|undefined/);
      }
});

describe('what customers did', () => {
  test.each([
    ['performed', { event: 'order_completed', exactly: 0 }, 'has never performed order_completed'],
    [
      'not:performed',
      { event: 'order_completed', exactly: 0 },
      'has performed order_completed at least once',
    ],
    [
      'performed',
      { event: 'order_completed', atMost: 0, within: '7d' },
      'has not performed order_completed in the last 7 days',
    ],
    ['performed', { event: 'a', atLeast: 3 }, 'has performed a at least 3 times'],
    ['not:performed', { event: 'a', atLeast: 3 }, 'has not performed a at least 3 times'],
  ])('%s %j: %s', (operator, value, words) => {
    expect(historyWords({ operator, value })).toBe(words);
  });
});
