import { expect, test } from 'vitest';
import type { Condition, TopCondition } from '#schemas/condition.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import type { Facts } from '#server/domain/conditions/types.ts';

const planIs = (plan: string): Condition => ({
  fact: 'profile',
  path: '$.traits.plan',
  operator: 'equal',
  value: plan,
});
const everyone: TopCondition = { all: [] };
const nobody: TopCondition = { not: everyone };
const pro: Facts = { profile: { traits: { plan: 'pro' } } };

const matchOne = async (conditions: TopCondition, facts: Facts): Promise<boolean> => {
  const matches = matchRules(compileRules([{ key: 'rule', conditions }]), facts);
  return matches.length === 1;
};

test('matches come by priority, then in the order of publication', async () => {
  const compiled = compileRules([
    { key: 'low', conditions: everyone },
    { key: 'high', priority: 10, conditions: { any: [planIs('pro'), planIs('free')] } },
    { key: 'no', priority: 99, conditions: nobody },
    // deeper than the others of its priority, so json-rules-engine would report it last
    { key: 'deep', priority: 5, conditions: { all: [{ all: [{ all: [planIs('pro')] }] }] } },
    { key: 'shallow', priority: 5, conditions: everyone },
    { key: 'default', priority: 1, conditions: everyone },
  ]);
  expect(matchRules(compiled, pro)).toEqual([1, 3, 4, 0, 5]);
});

test('overlapping runs keep their facts and lose no match', async () => {
  const plans = ['free', 'basic', 'pro', 'team'];
  const compiled = compileRules(plans.map((plan) => ({ key: plan, conditions: { all: [planIs(plan)] } })));
  const runs = Array.from({ length: 200 }, (_, i) => i % plans.length);
  const matches = await Promise.all(
    runs.map((plan) => matchRules(compiled, { profile: { traits: { plan: plans[plan] } } })),
  );
  expect(matches).toEqual(runs.map((plan) => [plan]));
});

test.each<[name: string, facts: Facts]>([
  ['a missing fact', {}],
  ['a fact that is null', { profile: null }],
  ['a missing step', { profile: {} }],
  ['a step that is null', { profile: { traits: null } }],
  ['a step of another type', { profile: { traits: 5 } }],
])('%s makes a comparison false, in either order', async (_, facts) => {
  const visits = { fact: 'profile', path: '$.traits.visits', value: 3 };
  expect(await matchOne({ all: [planIs('pro')] }, facts)).toBe(false);
  expect(await matchOne({ all: [{ ...visits, operator: 'greaterThan' }] }, facts)).toBe(false);
  expect(await matchOne({ all: [{ ...visits, operator: 'lessThanInclusive' }] }, facts)).toBe(false);
});

test('an ordered comparison with an undefined fact as its value is false', async () => {
  const condition = {
    fact: 'cart',
    path: '$.value',
    operator: 'lessThan',
    value: { fact: 'time', path: '$.hour' },
  };
  expect(await matchOne({ all: [condition] }, { cart: { value: 1 } })).toBe(false);
});

test('one rule that json-rules-engine would fail on leaves the others alone', async () => {
  const broken = {
    fact: 'cart',
    path: '$.value',
    operator: 'in',
    value: { fact: 'profile', path: '$.absent' },
  };
  const compiled = compileRules([
    { key: 'broken', conditions: { all: [broken] } },
    { key: 'pro', conditions: { all: [planIs('pro')] } },
  ]);
  expect(matchRules(compiled, pro)).toEqual([1]);
});

test('a path never reaches an inherited property', async () => {
  const absent = { fact: 'profile', path: '$.constructor', operator: 'notEqual', value: null };
  const inherited = { fact: 'profile', path: '$.constructor.name', operator: 'equal', value: 'Object' };
  expect(await matchOne({ all: [absent] }, { profile: {} })).toBe(true);
  expect(await matchOne({ all: [inherited] }, { profile: {} })).toBe(false);
  expect(await matchOne({ all: [{ ...inherited, fact: '__proto__' }] }, pro)).toBe(false);
});

test('only the own properties of the facts are read', async () => {
  expect(await matchOne({ all: [planIs('pro')] }, Object.create(pro))).toBe(false);
});

test('named conditions are shared between rules', async () => {
  const options = { conditions: { pro: { all: [planIs('pro')] }, notPro: { not: { condition: 'pro' } } } };
  const compiled = compileRules(
    [
      { key: 'a', conditions: { condition: 'notPro' } },
      { key: 'b', conditions: { all: [{ condition: 'pro' }] } },
    ],
    options,
  );
  expect(matchRules(compiled, pro)).toEqual([1]);
  expect(matchRules(compiled, {})).toEqual([0]);
});

test('conditions may be frozen, and stay as they were', async () => {
  const leaf = Object.freeze({ ...planIs('pro'), priority: 2 });
  const conditions = Object.freeze({ all: [leaf] });
  const options = { conditions: { shared: conditions } };
  const rules = [
    { key: 'a', conditions },
    { key: 'b', conditions: { condition: 'shared' } },
  ];
  expect(matchRules(compileRules(rules, options), pro)).toEqual([0, 1]);
  expect(conditions).toEqual({ all: [{ ...planIs('pro'), priority: 2 }] });
});

test('no rules match nothing', async () => {
  expect(matchRules(compileRules([]), pro)).toEqual([]);
});

test('rules that do not compile are named together, each with its fault', () => {
  const unknown = { fact: 'cart', operator: 'resembles', value: 1 };
  const filtered = { fact: 'cart', path: '$.items[?(@.pay())]', operator: 'equal', value: 1 };
  const rules = [
    { key: 'first', conditions: { all: [unknown] } },
    { key: 'second', conditions: { any: [{ condition: 'absent' }, filtered] } },
  ];
  expect(() => compileRules(rules)).toThrow(
    [
      'These rules do not compile:',
      'first at all.0.operator: there is no operator "resembles"',
      'second at any.0.condition: there is no condition named "absent"',
      'second at any.1.path: "$.items[?(@.pay())]" is not a path that can be evaluated: a filter may compare and calculate, but call no functions',
    ].join('\n'),
  );
});
