import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contradictionIn, opposite } from '#server/domain/conditions/contradiction.ts';
import type { Literal } from '#server/domain/conditions/normal-form.ts';
import { findComparison } from '#server/domain/conditions/operators.ts';

const is = (operator: string, value: unknown): Literal => ({
  kind: 'literal',
  at: { fact: 'profile', path: '$.visits' },
  operator,
  value,
  negated: false,
});
const isNot = (operator: string, value: unknown): Literal => opposite(is(operator, value));

describe('these exclude each other', () => {
  test.each<[string, Literal[]]>([
    ['a value and its exclusion', [is('equal', 1), is('notEqual', 1)]],
    ['lists of values that share none', [is('in', [1, 2]), is('in', [3])]],
    ['a value that no list may have', [is('notIn', ['a']), is('equal', 'a')]],
    ['bounds that leave nothing', [is('greaterThan', 3), is('lessThan', 3)]],
    ['a bound and the opposite of a weaker one', [is('greaterThan', 3), isNot('greaterThan', 2)]],
    ['texts in the wrong order', [is('greaterThan', 'b'), is('lessThan', 'a')]],
    [
      'instants that are written in two zones',
      [is('after', '2026-01-02'), is('before', '2026-01-02T01:00:00+02:00')],
    ],
    ['versions by precedence', [is('semverGreaterThan', '2.10.0'), is('semverLessThanInclusive', '2.9')]],
    [
      'a version and its opposite under another name',
      [is('semverEqual', '2.0'), is('semverLessThan', 'v2.0.0')],
    ],
    ['sizes between which there is none', [is('sizeGreaterThan', 2), is('sizeLessThan', 3)]],
    ['a size that is too small', [is('sizeEqual', 2), isNot('sizeLessThan', 3)]],
    ['a member that is refused', [is('contains', 'a'), is('containsNone', ['b', 'a'])]],
    [
      'members that are refused one by one',
      [is('containsAny', ['a', 'b']), is('doesNotContain', 'a'), isNot('contains', 'b')],
    ],
    ['a segment and its absence', [is('inSegment', ['vip']), is('notInSegment', 'vip')]],
    ['beginnings that no text has both of', [is('startsWith', 'ab'), is('startsWith', 'b')]],
    ['a beginning and the opposite of a shorter one', [is('startsWith', 'ab'), isNot('startsWith', 'a')]],
    ['an ending and the opposite of a shorter one', [is('endsWith', 'ab'), isNot('endsWith', 'b')]],
    ['a short time and the opposite of a longer one', [is('withinLast', '1d'), isNot('withinLast', '48h')]],
    ['a pattern and its opposite', [is('matches', '^a+$'), isNot('matches', '^a+$')]],
    ['a text that is a list', [is('startsWith', 'a'), is('contains', 'a')]],
    [
      'a value from a fact and its opposite',
      [is('equal', { fact: 'cart' }), isNot('equal', { fact: 'cart' })],
    ],
    ['a member that nothing has', [is('contains', { a: 1 })]],
  ])('%s', (_, literals) => {
    expect(contradictionIn(literals)).not.toBeNull();
  });
});

describe('these do not', () => {
  test.each<[string, Literal[]]>([
    [
      'opposites of bounds, where the fact is missing',
      [isNot('greaterThan', 3), isNot('lessThanInclusive', 3)],
    ],
    ['bounds that are numbers and texts', [is('greaterThan', '9'), is('lessThan', 10)]],
    ['opposites of two versions', [isNot('semverLessThan', '2.0'), isNot('semverGreaterThan', '1.0')]],
    ['the opposite of a list and a text', [isNot('contains', 'a'), is('startsWith', 'a')]],
    ['one of several members', [is('containsAny', ['a', 'b']), is('doesNotContain', 'a')]],
    ['two members of one list', [is('contains', 'a'), is('contains', 'b')]],
    ['a pattern and another', [is('matches', '^a+$'), isNot('matches', '^b+$')]],
    ['a size other than one', [is('sizeGreaterThan', 1), isNot('sizeEqual', 2)]],
    ['a longer time and the opposite of a shorter', [is('withinLast', '2d'), isNot('withinLast', '1d')]],
    ['a beginning and an ending', [is('startsWith', 'a'), is('endsWith', 'b')]],
  ])('%s', (_, literals) => {
    expect(contradictionIn(literals)).toBeNull();
  });
});

const scalar = fc.constantFrom<unknown>(
  ...[0, 1, 2, 2.5, 10, '1', '10', 'a', 'ab', 'b', '', true, null],
  ...['2026-01-01', '2026-01-02T00:00:00Z', '1.2', '1.10.0', 'v2'],
);
const list = fc.array(scalar, { maxLength: 3 });
const any = fc.oneof({ weight: 3, arbitrary: scalar }, list);
const literal = fc
  .tuple(
    fc.oneof(
      fc.tuple(
        fc.constantFrom(
          'equal',
          'notEqual',
          'lessThan',
          'lessThanInclusive',
          'greaterThan',
          'greaterThanInclusive',
        ),
        any,
      ),
      fc.tuple(fc.constantFrom('in', 'notIn', 'containsAny', 'containsNone', 'containsAll', 'between'), list),
      fc.tuple(
        fc.constantFrom('contains', 'doesNotContain', 'inSegment', 'notInSegment', 'someFact:equal'),
        any,
      ),
      fc.tuple(fc.constantFrom('startsWith', 'endsWith', 'matches', 'before', 'after'), any),
      fc.tuple(fc.constantFrom('semverEqual', 'semverGreaterThan', 'semverLessThanInclusive'), any),
      fc.tuple(
        fc.constantFrom('sizeEqual', 'sizeGreaterThan', 'sizeLessThan'),
        fc.integer({ min: -1, max: 3 }),
      ),
      fc.tuple(fc.constant('withinLast'), fc.constantFrom('1d', '36h', '2w', 'x')),
    ),
    fc.boolean(),
  )
  .map(([[operator, value], negated]): Literal => ({ ...is(operator, value), negated }));
const actual = fc.oneof(
  { weight: 3, arbitrary: any },
  fc.constantFrom<unknown>(
    undefined,
    Number.NaN,
    [2],
    [[2]],
    { a: 1 },
    { toString: null },
    -0,
    '2x',
    '9.5',
    'zz',
    3,
  ),
);
const now = '2026-01-02T00:00:00Z';

test('whenever it says so, no value meets all of them', () => {
  let excluded = 0;
  fc.assert(
    fc.property(
      fc.array(literal, { minLength: 1, maxLength: 4 }),
      fc.array(actual, { minLength: 20, maxLength: 20 }),
      (literals, values) => {
        if (contradictionIn(literals) === null) return;
        excluded++;
        // a copy: facts never are the very list that a rule has
        const named = structuredClone(literals).flatMap(({ value }) =>
          Array.isArray(value) ? [value, ...value] : [value],
        );
        for (const value of [...values, ...named])
          expect(
            literals.every((each) => findComparison(each.operator)!(value, each.value, now) !== each.negated),
          ).toBe(false);
      },
    ),
    { numRuns: 10_000 },
  );
  expect(excluded).toBeGreaterThan(1000);
});
