import { Engine, type RuleProperties } from 'json-rules-engine';
import { describe, expect, test } from 'vitest';
import { type Condition, TopCondition } from '#schemas/condition.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import type { Facts, MatchableRule } from '#server/domain/conditions/types.ts';
import { validateConditions } from '#server/domain/conditions/validate.ts';

/** What json-rules-engine 7.3 answers, in its order. */
const askLibrary = async (rules: readonly MatchableRule[], facts: Facts): Promise<(string | undefined)[]> => {
  const engine = new Engine();
  for (const { key, priority = 1, conditions } of structuredClone(rules))
    engine.addRule({ name: key, priority, conditions, event: { type: 'match' } } as RuleProperties);
  return (await engine.run({ ...facts })).results.map(({ name }) => name);
};

const ask = (rules: readonly MatchableRule[], facts: Facts, strict = false): string[] =>
  matchRules(compileRules(rules, { strict }), facts).map((index) => rules[index]!.key);

const only = (condition: Condition): MatchableRule[] => [{ key: 'rule', conditions: { all: [condition] } }];
const visits = (operator: string): Condition => ({ fact: 'profile', path: '$.visits', operator, value: 3 });

describe('within a priority, matches come in the order of publication', () => {
  // the same configuration must give the same decision, whatever the depth at which its conditions are written
  test('and not in the order of how deep conditions nest', async () => {
    const rules = [
      { key: 'deep', conditions: { all: [{ all: [{ all: [] }] }] } },
      { key: 'shallow', conditions: { all: [] } },
    ];
    expect(await askLibrary(rules, {})).toEqual(['shallow', 'deep']);
    expect(ask(rules, {})).toEqual(['deep', 'shallow']);
  });
});

describe('an empty any is refused at publishing', () => {
  // it matches everyone: the opposite of what an author means who has removed the last alternative
  const nobodyInParticular: MatchableRule[] = [{ key: 'rule', conditions: { any: [] } }];

  test('because it would match everyone, as it does in json-rules-engine', async () => {
    expect(await askLibrary(nobodyInParticular, {})).toEqual(['rule']);
    expect(ask(nobodyInParticular, {})).toEqual(['rule']);
    expect(TopCondition.safeParse({ any: [] }).success).toBe(false);
    expect(validateConditions({ any: [] }, [])).toMatchObject([{ code: 'empty-any', path: ['any'] }]);
  });
});

describe('paths never reach inherited properties', () => {
  // what a rule sees must be what the shop sent, not what the runtime adds to every object
  test.each(['$.constructor.name', '$.toString', '$.__proto__', '$.tags.map'])('%s leads nowhere', (path) => {
    const rules = only({ fact: 'profile', path, operator: 'notEqual', value: null });
    const absent = only({ not: { fact: 'profile', path, operator: 'in', value: [null, 'Object'] } });
    const facts = { profile: { tags: [] } };
    expect(ask(rules, facts)).toEqual(['rule']);
    expect(ask(absent, facts)).toEqual(['rule']);
    expect(ask(only({ fact: 'profile', path, operator: 'sizeEqual', value: 0 }), facts)).toEqual([]);
  });

  test('not even in facts that inherit what json-rules-engine would read', async () => {
    const inherited: Facts = Object.create({ plan: 'pro' });
    const rules = only({ fact: 'plan', operator: 'equal', value: 'pro' });
    const engine = new Engine(
      structuredClone(rules).map((rule) => ({ ...rule, event: { type: 'match' } })) as RuleProperties[],
    );
    expect((await engine.run(inherited)).results).toHaveLength(1);
    expect(ask(rules, inherited)).toEqual([]);
  });
});

describe('an undefined fact makes an ordered comparison false', () => {
  // one rule about a fact that this customer lacks must not take all decisions down
  test('where json-rules-engine fails the whole run', async () => {
    const rules = [...only(visits('lessThan')), { key: 'everyone', conditions: { all: [] } }];
    await expect(askLibrary(rules, {})).rejects.toThrow('Undefined fact: profile');
    expect(ask(rules, {})).toEqual(['everyone']);
  });

  test('unless the rules are compiled to be strict: then matching fails with the same words', () => {
    expect(() => ask(only(visits('lessThan')), {}, true)).toThrow('Undefined fact: profile');
  });

  test('and a comparison that cannot be made is false as well', async () => {
    const rules = only({ ...visits('in'), value: { fact: 'cart' } } as Condition);
    const facts = { profile: { visits: 1 }, cart: 5 };
    await expect(askLibrary(rules, facts)).rejects.toThrow(TypeError);
    expect(ask(rules, facts)).toEqual([]);
    expect(() => ask(rules, facts, true)).toThrow(TypeError);
  });

  test('a strict match does not look below the priority that has decided, nor does json-rules-engine', async () => {
    const missing = { fact: 'absent', operator: 'equal', value: 1, priority: 1 };
    const rules: MatchableRule[] = [
      { key: 'rule', conditions: { any: [missing, { ...visits('equal'), priority: 2 }] } },
    ];
    const facts = { profile: { visits: 3 } };
    expect(await askLibrary(rules, facts)).toEqual(['rule']);
    expect(ask(rules, facts, true)).toEqual(['rule']);
    expect(() => ask(rules, { profile: { visits: 4 } }, true)).toThrow('Undefined fact: absent');
  });
});

test('a foreign rule is taken as it is: its params do not change what a given fact is', async () => {
  const rules = only({ ...visits('equal'), params: { since: 'last year' }, name: 'regular' } as Condition);
  const facts = { profile: { visits: 3 } };
  expect(await askLibrary(rules, facts)).toEqual(['rule']);
  expect(ask(rules, facts)).toEqual(['rule']);
});
