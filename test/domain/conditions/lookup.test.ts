import { describe, expect, test } from 'vitest';
import type { Condition, TopCondition } from '#schemas/condition.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { matchByReference } from '#server/domain/conditions/reference.ts';

const COUNT = 3000;
const all = Array.from({ length: COUNT }, (_, index) => index);
const visits = (operator: string, value: unknown): Condition => ({
  fact: 'profile',
  path: '$.visits',
  operator,
  value,
});
const compile = (conditionOf: (index: number) => Condition) =>
  compileRules(all.map((index) => ({ key: `rule-${index}`, conditions: { all: [conditionOf(index)] } })));
const facts = (value: unknown) => ({ profile: { visits: value } });

describe('thousands of rules that ask for as many values', () => {
  const equal = compile((index) => visits('equal', index));
  const others = compile((index) => visits('notEqual', index));

  test.each([0, 1, 31, 32, 1500, 2999])('find the one for %i', (value) => {
    expect(matchRules(equal, facts(value))).toEqual([value]);
    expect(matchRules(others, facts(value))).toEqual(all.filter((index) => index !== value));
  });

  test.each([-1, 0.5, 3000, '7', null, undefined, Number.NaN])('find none for %s', (value) => {
    expect(matchRules(equal, facts(value))).toEqual([]);
    expect(matchRules(others, facts(value))).toEqual(all);
  });
});

describe('thousands of thresholds', () => {
  const above = compile((index) => visits('greaterThan', index));
  const notBelow = compile((index) => ({ not: visits('lessThan', index) }));

  test.each([-1, 0, 0.5, 1, 700, 700.5, 1999.5, 2999, 4000, '700', '700.5'])(
    'are on their side of %s',
    (value) => {
      const number = Number(value);
      expect(matchRules(above, facts(value))).toEqual(all.filter((index) => number > index));
      expect(matchRules(notBelow, facts(value))).toEqual(all.filter((index) => number >= index));
    },
  );

  test.each([null, undefined, Number.NaN, 'many', true])('none is on a side of %s', (value) => {
    expect(matchRules(above, facts(value))).toEqual([]);
    expect(matchRules(notBelow, facts(value))).toEqual(all);
  });

  test('dates are ordered as texts', () => {
    const day = (index: number): string => new Date(Date.UTC(2020, 0, 1 + index)).toISOString();
    const since = compile((index) => visits('greaterThanInclusive', day(index)));
    expect(matchRules(since, facts(day(1234)))).toEqual(all.slice(0, 1235));
  });
});

test('conditions too large to be multiplied out are matched all the same', async () => {
  // 3^12 rows, if they were
  const condition = (shift: number): TopCondition => ({
    all: Array.from({ length: 12 }, (_, i) => ({
      any: [0, 1, 2].map((j) => ({
        fact: 'cart',
        path: `$.f${i}`,
        operator: 'equal',
        value: (i + j + shift) % 5,
      })),
    })),
  });
  const rules = Array.from({ length: 60 }, (_, index) => ({
    key: `rule-${index}`,
    conditions: condition(index % 5),
  }));
  const compiled = compileRules(rules);
  for (const shift of [0, 1, 2, 3, 4]) {
    const cart = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i}`, (i + shift) % 5]));
    const matches = matchRules(compiled, { cart });
    expect(matches).toHaveLength(36);
    expect(matches).toEqual(await matchByReference(compiled, { cart }));
  }
});

test('a match leaves nothing behind for the next', () => {
  const compiled = compile((index) => ({
    fact: 'profile',
    path: '$.tags',
    operator: 'contains',
    value: index % 7,
  }));
  const tagged = (...tags: number[]) => matchRules(compiled, { profile: { tags } });
  const first = tagged(1, 2);
  expect(tagged(3)).toEqual(all.filter((index) => index % 7 === 3));
  expect(tagged()).toEqual([]);
  expect(tagged(1, 2)).toEqual(first);
});

test('a rule that asks a list for two members needs both', () => {
  const tags = { fact: 'profile', path: '$.tags' };
  const both = compile((index) => ({
    all: [
      { ...tags, operator: 'contains', value: 'a' },
      { ...tags, operator: 'containsAll', value: ['b', index % 2] },
    ],
  }));
  const tagged = (...list: unknown[]) => matchRules(both, { profile: { tags: list } });
  expect(tagged('a', 'b', 1)).toEqual(all.filter((index) => index % 2 === 1));
  expect([...tagged('a', 1), ...tagged('b', 1), ...tagged('a', 'b')]).toEqual([]);
});
