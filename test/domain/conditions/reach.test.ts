import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Condition, TopCondition } from '#schemas/condition.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { reachOf } from '#server/domain/conditions/reach.ts';
import type { Facts } from '#server/domain/conditions/types.ts';
import { factsArbitrary, ownConditionArbitrary, ownNamedArbitrary } from './arbitraries.ts';

const is = (name: string, path: string, value: unknown): Condition => ({
  fact: name,
  path,
  operator: 'equal',
  value,
});
const [a, b, c] = ['a', 'b', 'c'].map((letter) => is('profile', `$.${letter}`, 1)) as [
  Condition,
  Condition,
  Condition,
];
const asked = is('context', '$.device', 'mobile');
const named = { both: { all: [a, b] }, asked: { any: [asked] } };
const isKnown = (fact: string): boolean => fact !== 'context';
const has = (...letters: string[]): Facts => ({
  profile: Object.fromEntries(letters.map((letter) => [letter, 1])),
});

const missingOf = (conditions: TopCondition, facts: Facts): string[] =>
  reachOf(conditions, { conditions: named, isKnown })
    .steps.flatMap(({ missing }) => missing(facts))
    .map(({ path }) => path.join('.'));

describe('what keeps a customer out', () => {
  test.each<[string, TopCondition, Facts, string[]]>([
    ['nothing, who meets all', { all: [a, b] }, has('a', 'b'), []],
    ['each comparison of an all that fails', { all: [a, b, c] }, has('b'), ['all.0', 'all.2']],
    ['the shortest way through an any', { any: [{ all: [a, b] }, c] }, has(), ['any.1']],
    ['the first of two ways as short', { any: [a, b] }, has(), ['any.0']],
    ['what must not hold', { all: [{ not: a }] }, has('a'), ['all.0.not']],
    ['either of what must not both hold', { not: { all: [a, b] } }, has('a', 'b'), ['not.all.0']],
    ['each of what must none hold', { not: { any: [a, b] } }, has('a', 'b'), ['not.any.0', 'not.any.1']],
    [
      'inside a named condition, at its name',
      { all: [{ condition: 'both' }] },
      has(),
      ['all.0.condition', 'all.0.condition'],
    ],
    ['nothing, of an all of nothing', { all: [] }, has(), []],
    ['that everyone meets what must not be', { not: { all: [] } }, has(), ['not']],
  ])('%s', (_, conditions, facts, places) => {
    expect(missingOf(conditions, facts)).toEqual(places);
  });
});

describe('what nothing is known of', () => {
  test.each<[string, TopCondition, string[], string[]]>([
    ['is left out of an all', { all: [a, asked] }, ['all.1'], ['all.0']],
    ['is left out of an any', { all: [{ any: [asked, a] }] }, ['all.0.any.0'], ['all.0.any.1']],
    ['takes its not with it', { all: [a, { not: asked }] }, ['all.1.not'], ['all.0']],
    [
      'takes its group with it',
      { all: [a, { any: [asked, asked] }] },
      ['all.1.any.0', 'all.1.any.1'],
      ['all.0'],
    ],
    ['takes its name with it', { all: [a, { condition: 'asked' }] }, ['all.1.condition'], ['all.0']],
    ['leaves everyone where there is nothing else', { any: [asked] }, ['any.0'], []],
    [
      'may be a value to compare with',
      { all: [a, { fact: 'profile', operator: 'equal', value: { fact: 'context' } }] },
      ['all.1'],
      ['all.0'],
    ],
  ])('%s', (_, conditions, unjudged, judged) => {
    const reach = reachOf(conditions, { conditions: named, isKnown });
    expect(reach.unjudged.map(({ path }) => path.join('.'))).toEqual(unjudged);
    expect(missingOf(conditions, has())).toEqual(judged);
  });
});

test('conditions are steps in words, in their order', () => {
  const { steps } = reachOf({ all: [a, { any: [b, { not: c }] }] }, { isKnown });
  expect(steps.map(({ text }) => text)).toEqual(['profile.a is 1', 'profile.b is 1 or profile.c is not 1']);
});

test('nothing is missing exactly where the rule matches', () => {
  let matching = 0;
  fc.assert(
    fc.property(ownConditionArbitrary, ownNamedArbitrary, factsArbitrary, (conditions, byName, facts) => {
      const options = { conditions: byName };
      const matches = matchRules(compileRules([{ key: 'rule', conditions }], options), facts).length > 0;
      const { steps, unjudged } = reachOf(conditions, { ...options, isKnown: () => true });
      expect(unjudged).toEqual([]);
      expect(steps.every(({ missing }) => missing(facts).length === 0)).toBe(matches);
      if (matches) matching++;
    }),
    { numRuns: 3000 },
  );
  expect(matching).toBeGreaterThan(500);
});
