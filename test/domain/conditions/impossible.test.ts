import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Condition, TopCondition } from '#schemas/condition.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { impossibilities } from '#server/domain/conditions/impossible.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { conditionArbitrary, factsArbitrary, namedArbitrary } from './arbitraries.ts';

const visits = (operator: string, value: unknown, path = '$.visits'): Condition => ({
  fact: 'profile',
  path,
  operator,
  value,
});
const over3 = visits('greaterThan', 3);
const under2 = visits('lessThan', 2);
const named = { few: { all: [under2] }, either: { any: [over3, under2] } };

const placesOf = (...all: Condition[]): string[] =>
  impossibilities({ all }, { conditions: named }).map(({ path }) => path.join('.'));

describe('what can never hold', () => {
  test.each<[string, Condition[], string[]]>([
    ['an empty interval', [over3, under2], ['all.1']],
    ['bounds that touch without their value', [over3, visits('lessThanInclusive', 3)], ['all.1']],
    [
      'dates in the wrong order',
      [visits('greaterThan', '2026-02-01'), visits('lessThan', '2026-01-01')],
      ['all.1'],
    ],
    ['two different values', [visits('equal', 'a'), visits('equal', 'b')], ['all.1']],
    ['a value that the list lacks', [visits('equal', 'a'), visits('in', ['b', 'c'])], ['all.1']],
    ['lists without a common value', [visits('in', ['a']), visits('in', ['b'])], ['all.1']],
    ['a value and its exclusion', [visits('equal', 'a'), visits('notEqual', 'a')], ['all.1']],
    ['a value outside its interval', [over3, visits('equal', 2)], ['all.1']],
    ['an empty list', [visits('in', [])], ['all.0']],
    ['a contradiction through a nested all', [over3, { all: [{ all: [under2] }] }], ['all.1.all.0.all.0']],
    ['a contradiction with a named condition', [over3, { condition: 'few' }], ['all.1.condition']],
    ['one path in two spellings', [over3, visits('lessThan', 2, "$['visits']")], ['all.1']],
    [
      'choices that are all impossible',
      [{ any: [{ all: [over3, under2] }, visits('in', [])] }],
      ['all.0.any'],
    ],
    ['a comparison and its opposite', [over3, { not: over3 }], ['all.1.not']],
    ['a bound and the opposite of a weaker one', [over3, { not: visits('greaterThan', 2) }], ['all.1.not']],
    [
      'neither of two that exhaust a value',
      [visits('equal', 'a'), { not: { any: [visits('equal', 'a'), over3] } }],
      ['all.1.not.any.0'],
    ],
    ['the opposite of an empty any', [{ not: { any: [] } }], ['all.0.not.any']],
    [
      'choices that each could, but in no combination',
      [{ any: [over3, visits('equal', 4)] }, { any: [under2, visits('lessThan', 1)] }],
      [''],
    ],
    [
      'every contradiction at once',
      [over3, under2, visits('equal', 1, '$.plan'), visits('equal', 2, '$.plan')],
      ['all.1', 'all.3'],
    ],
  ])('%s', (_name, all, places) => {
    expect(placesOf(...all)).toEqual(places);
  });

  test('is said in words', () => {
    expect(impossibilities({ all: [over3, under2] })).toEqual([
      {
        path: ['all', 1],
        code: 'never-holds',
        message: 'this can never hold: profile $.visits is more than 3 and it is less than 2',
      },
    ]);
  });
});

describe('what could hold', () => {
  test.each<[string, Condition[]]>([
    ['an interval', [visits('greaterThan', 2), visits('lessThan', 3)]],
    [
      'bounds that touch with their value',
      [visits('greaterThanInclusive', 3), visits('lessThanInclusive', 3)],
    ],
    ['different facts', [over3, visits('lessThan', 2, '$.orders')]],
    ['an any with a way out', [over3, { any: [under2, over3] }]],
    ['a named any', [over3, { condition: 'either' }]],
    ['the opposite of something else', [over3, { not: visits('lessThan', 2) }]],
    ['numbers as text, which 9.5 meets', [visits('greaterThan', '9'), visits('lessThan', '10')]],
    ['an empty any, which holds for everyone', [{ any: [] }]],
    ['a date that is recent one day', [visits('equal', '2026-01-01'), visits('withinLast', '7d')]],
    ['members of a list', [visits('contains', 'a'), visits('contains', 'b')]],
    ['a value read from a fact', [visits('equal', 1), visits('equal', { fact: 'cart', path: '$.visits' })]],
  ])('%s', (_name, all) => {
    expect(placesOf(...all)).toEqual([]);
  });
});

const scalar = fc.constantFrom<unknown>(0, 1, 2, 2.5, '1', '2', 'a', 'b', '2026-01-01', '', true, null);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }));
const operator = fc.constantFrom(
  ...['equal', 'notEqual', 'in', 'notIn', 'lessThan', 'lessThanInclusive', 'greaterThan'],
  ...['greaterThanInclusive', 'not:equal', 'swap:in', 'contains', 'someFact:equal'],
);
const leaf = fc.tuple(operator, value).map(([name, expected]) => visits(name, expected));
const dense = fc
  .array(
    fc.oneof(
      leaf,
      fc.array(leaf, { maxLength: 2 }).map((any): Condition => ({ any })),
    ),
    { maxLength: 4 },
  )
  .map((all): TopCondition => ({ all }));

test('whenever it says so, no facts match', async () => {
  let impossible = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(dense, conditionArbitrary),
      namedArbitrary,
      fc.array(
        fc.oneof(
          factsArbitrary,
          value.map((visited) => ({ profile: { visits: visited } })),
        ),
        {
          minLength: 12,
          maxLength: 12,
        },
      ),
      async (conditions, conditionsByName, samples) => {
        const options = { conditions: conditionsByName };
        if (impossibilities(conditions, options).length === 0) return;
        impossible++;
        const compiled = compileRules([{ key: 'rule', conditions }], options);
        for (const facts of samples) expect(matchRules(compiled, facts)).toEqual([]);
      },
    ),
    { numRuns: 4000, seed: 7 },
  );
  expect(impossible).toBeGreaterThan(200);
}, 60_000);
