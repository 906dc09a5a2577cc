import { Engine, type RuleProperties } from 'json-rules-engine';
import { describe, expect, test } from 'vitest';
import type { Condition, TopCondition } from '#schemas/condition.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { explainConditions } from '#server/domain/conditions/explain.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { matchByReference } from '#server/domain/conditions/reference.ts';
import type { CustomLanguage, Facts, MatchableRule } from '#server/domain/conditions/types.ts';

const custom = {
  operators: {
    divisibleBy: (fact, value) => Number(fact) % Number(value) === 0,
    longerThan: (fact, value) => (fact as string).length > (value as number),
  },
  decorators: {
    lowercase: (fact, value, next) => next(String(fact).toLowerCase(), value),
  },
} satisfies CustomLanguage;

const leaf = (path: string, operator: string, value: unknown): Condition => ({
  fact: 'profile',
  path,
  operator,
  value,
});
const written: [name: string, conditions: TopCondition][] = [
  ['even', { all: [leaf('$.visits', 'divisibleBy', 2)] }],
  ['odd', { not: leaf('$.visits', 'divisibleBy', 2) }],
  ['not even', { all: [leaf('$.visits', 'not:divisibleBy', 2)] }],
  ['some even order', { all: [leaf('$.orders', 'someFact:divisibleBy', 2)] }],
  ['by another fact', { all: [leaf('$.visits', 'divisibleBy', { fact: 'profile', path: '$.step' })] }],
  ['any case', { all: [leaf('$.plan', 'lowercase:equal', 'pro')] }],
  ['long and even', { all: [leaf('$.plan', 'longerThan', 2), leaf('$.visits', 'divisibleBy', 2)] }],
  ['usual', { all: [leaf('$.plan', 'equal', 'PRO')] }],
];
const rules = (copies: number): MatchableRule[] =>
  Array.from({ length: copies }, () => written)
    .flat()
    .map(([key, conditions]) => ({ key, conditions }));

/** What json-rules-engine says, with the same operators. */
const askLibrary = async (conditions: TopCondition, facts: Facts): Promise<boolean> => {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const [name, operator] of Object.entries(custom.operators)) engine.addOperator(name, operator);
  for (const [name, decorator] of Object.entries(custom.decorators))
    engine.addOperatorDecorator(name, decorator);
  engine.addRule({ conditions: structuredClone(conditions), event: { type: 'match' } } as RuleProperties);
  return (await engine.run({ ...facts })).results.length === 1;
};

const samples: Facts[] = [
  { profile: { visits: 4, plan: 'PRO', orders: [1, 3], step: 3 } },
  { profile: { visits: 3, plan: 'pro', orders: [1, 2], step: 3 } },
  { profile: { visits: 0, plan: 'x', orders: [], step: 1 } },
];

// few rules are functions, many are looked up
describe.each([1, 20])('custom operators in %i copies of the rules', (copies) => {
  test('match as in json-rules-engine, by the reference and when explained', async () => {
    const compiled = compileRules(rules(copies), custom);
    for (const facts of samples) {
      const matched = new Set(matchRules(compiled, facts));
      expect([...matched]).toEqual(await matchByReference(compiled, facts));
      for (const [index, { conditions }] of compiled.rules.entries()) {
        expect(matched.has(index)).toBe(explainConditions(conditions, facts, custom).result);
        if (index < written.length) expect(matched.has(index)).toBe(await askLibrary(conditions, facts));
      }
    }
  });
});

test('an operator that throws makes its comparison false, and a strict match fail', () => {
  const [rule] = rules(1).slice(6);
  expect(matchRules(compileRules([rule!], custom), { profile: { visits: 2 } })).toEqual([]);
  const strict = compileRules([rule!], { ...custom, strict: true });
  expect(() => matchRules(strict, { profile: { visits: 2 } })).toThrow(TypeError);
});

test('an operator that was not given is unknown, with whatever decorators', () => {
  expect(() => compileRules(rules(1))).toThrow('there is no operator "divisibleBy"');
  expect(() => compileRules(rules(1), { operators: custom.operators })).toThrow(
    'there is no operator "lowercase:equal"',
  );
});

test.each<[string, CustomLanguage]>([
  ['an operator', { operators: { equal: () => true } }],
  ['a decorator', { decorators: { not: () => true } }],
  ['something with a colon', { operators: { 'not:mine': () => true } }],
])('the name of %s cannot be taken', (_, taken) => {
  expect(() => compileRules([], taken)).toThrow('These cannot be names of operators');
});
