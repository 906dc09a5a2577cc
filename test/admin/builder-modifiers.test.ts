import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FactType, factDefinitions } from '#schemas/facts.ts';
import { decorators, operators } from '#schemas/operators.ts';
import { referenceTo } from '../../admin/src/conditions/fact-options.ts';
import { withModifiers, withOperator } from '../../admin/src/conditions/leaf.ts';
import {
  joinOperator,
  type Modifier,
  modifiersAfter,
  splitOperator,
  takenBy,
} from '../../admin/src/conditions/modifiers.ts';
import { operatorOptions } from '../../admin/src/conditions/operator-options.ts';
import { kindOfValue, valueKinds } from '../../admin/src/conditions/values.ts';

const now = new Date('2026-03-01T12:00:00Z');

test('every name of an operator comes back from its parts, known or not', () => {
  const name = fc
    .tuple(
      fc.array(fc.constantFrom(...decorators, 'noSuchDecorator', ''), { maxLength: 5 }),
      fc.constantFrom(...operators, 'noSuchOperator', ''),
    )
    .map(([parts, operator]) => [...parts, operator].join(':'));
  fc.assert(fc.property(name, (one) => joinOperator(splitOperator(one)) === one));
});

test.each([
  ['equal', { fact: { operand: 'any', within: 0 }, value: { operand: 'any', within: 0 } }],
  ['someFact:in', { fact: { operand: 'any', within: 1 }, value: { operand: 'list', within: 0 } }],
  [
    'not:someValue:startsWith',
    { fact: { operand: 'text', within: 0 }, value: { operand: 'text', within: 1 } },
  ],
  ['swap:contains', { fact: { operand: 'any', within: 0 }, value: { operand: 'list', within: 0 } }],
  ['swap:someFact:in', { fact: { operand: 'list', within: 0 }, value: { operand: 'any', within: 1 } }],
  [
    'someFact:swap:someValue:equal',
    { fact: { operand: 'any', within: 2 }, value: { operand: 'any', within: 0 } },
  ],
])('what %s takes', (name, expected) => {
  expect(takenBy(name)).toEqual(expected);
});

describe('offered', () => {
  test.each<[FactType | undefined, Modifier[], Modifier[]]>([
    ['number', [], ['not', 'someValue', 'everyValue', 'swap']],
    ['number', ['not'], ['someValue', 'everyValue', 'swap']],
    ['array', [], ['someFact', 'not:someFact', 'everyFact', 'not', 'someValue', 'everyValue', 'swap']],
    ['array', ['someFact'], ['not', 'someValue', 'everyValue', 'swap']],
    ['history', [], ['not']],
    ['history', ['not'], []],
  ])('for a %s behind %j: %j', (type, before, expected) => {
    expect(modifiersAfter(before, type)).toEqual(expected);
  });

  /** Two modifiers deep, for each fact of the dictionary. */
  const chains = factDefinitions.flatMap((definition) =>
    modifiersAfter([], definition.type).flatMap((first) =>
      [[first], ...modifiersAfter([first], definition.type).map((second) => [first, second])].map(
        (modifiers) => ({ definition, modifiers }),
      ),
    ),
  );

  test('every operator behind modifiers gets a value of a kind that it takes', () => {
    const wrong = chains.flatMap(({ definition, modifiers }) => {
      const plain = { ...referenceTo(definition, 'x'), operator: 'equal', value: 'x' };
      const leaf = withModifiers(plain, modifiers, now);
      return operatorOptions(definition, modifiers).flatMap(({ name }) => {
        const made = withOperator(leaf, name, now);
        const comparing = { type: definition.type, operator: made.operator };
        const kinds = valueKinds(comparing);
        // what no control fits is JSON, whatever it is
        return kinds[0] === 'json' || kinds.includes(kindOfValue(made.value, comparing))
          ? []
          : [`${definition.path} ${made.operator} ${JSON.stringify(made.value)}`];
      });
    });
    expect(wrong).toEqual([]);
  });
});
