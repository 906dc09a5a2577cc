import { expect, test } from 'vitest';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { explainConditions } from '#server/domain/conditions/explain.ts';
import { explainRules } from '#server/domain/conditions/explain-rules.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { describeHeld } from '#server/domain/decisions/describe.ts';

const facts = { profile: { traits: { plan: 'pro' }, visits: 3 }, cart: { value: 900 } };
const plan = (value: string) => ({ fact: 'profile', path: '$.traits.plan', operator: 'equal', value });

test('a trace has what each comparison expected and found', () => {
  const visits = { fact: 'profile', path: '$.visits', operator: 'greaterThan', value: 5, name: 'a regular' };
  expect(explainConditions({ name: 'audience', any: [plan('pro'), { not: visits }] }, facts)).toEqual({
    kind: 'any',
    name: 'audience',
    result: true,
    children: [
      { ...plan('pro'), kind: 'comparison', value: undefined, expected: 'pro', actual: 'pro', result: true },
      {
        kind: 'not',
        result: true,
        children: [
          {
            kind: 'comparison',
            name: 'a regular',
            fact: 'profile',
            path: '$.visits',
            operator: 'greaterThan',
            expected: 5,
            actual: 3,
            result: false,
          },
        ],
      },
    ],
  });
});

test('rules are explained in the order given, and match as matching says', () => {
  const rules = [
    { key: 'team', conditions: { all: [plan('team')] } },
    { key: 'pro', priority: 9, conditions: { all: [plan('pro')] } },
    { key: 'everyone', conditions: { all: [] } },
  ];
  const explained = explainRules(rules, facts);
  expect(explained.map(({ rule, matches }) => [rule.key, matches])).toEqual([
    ['team', false],
    ['pro', true],
    ['everyone', true],
  ]);
  expect(explained[0]?.conditions).toMatchObject({ children: [{ expected: 'team', actual: 'pro' }] });
  expect(matchRules(compileRules(rules), facts)).toEqual([1, 2]);
});

test('a value that is a fact is shown as what it was', () => {
  const value = { fact: 'profile', path: '$.visits' };
  const trace = explainConditions({ fact: 'cart', path: '$.value', operator: 'greaterThan', value }, facts);
  expect(trace).toMatchObject({ expected: 3, expectedFrom: value, actual: 900, result: true });
  expect(describeHeld(trace)).toEqual(['cart.value (900) is more than profile.visits (3)']);
});

test('a reference shows the condition it stands for', () => {
  const conditions = { pro: { all: [plan('pro')] } };
  expect(explainConditions({ condition: 'pro' }, facts, { conditions })).toMatchObject({
    kind: 'reference',
    name: 'pro',
    result: true,
    children: [{ kind: 'all', result: true, children: [{ actual: 'pro' }] }],
  });
});

test('conditions below the priority that decided are not evaluated', () => {
  const group = { all: [plan('pro'), plan('team')] };
  const trace = explainConditions(
    {
      any: [
        { ...group, priority: 1 },
        { ...plan('pro'), priority: 3 },
        { ...plan('free'), priority: 3 },
      ],
    },
    facts,
  );
  expect(trace).toMatchObject({
    result: true,
    children: [
      { kind: 'all', result: null, children: [{ result: null }, { result: null }] },
      { result: true },
      { result: false },
    ],
  });
});

test('a condition that cannot be evaluated is refused with the reason', () => {
  const conditions = { loop: { all: [{ condition: 'loop' }] } };
  expect(() => explainConditions({ all: [{ condition: 'loop' }] }, facts, { conditions })).toThrow(
    'At all.0.condition: in "loop": the condition "loop" refers to itself',
  );
});
