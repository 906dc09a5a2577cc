import { describe, expect, test } from 'vitest';
import type { FactType } from '#schemas/facts.ts';
import { factOptions, findOption, referenceTo } from '../../admin/src/conditions/fact-options.ts';
import { withFact, withOperator } from '../../admin/src/conditions/leaf.ts';
import { operatorOptions } from '../../admin/src/conditions/operator-options.ts';
import { kindOfValue, valueKinds } from '../../admin/src/conditions/values.ts';

const now = new Date('2026-03-01T12:00:00Z');
const namesFor = (type: FactType): string[] =>
  operatorOptions({ path: 'any.fact', type, description: '' }).map(({ name }) => name);
const optionFor = (path: string) => factOptions.find(({ definition }) => definition.path === path)!;

test('every fact of the dictionary can be picked, and is found again', () => {
  for (const option of factOptions) {
    const text = option.open ? 'some name' : '';
    expect(findOption(referenceTo(option.definition, text))).toEqual({ option, text });
  }
});

test.each(['', 'plan', 'plan.', 'plan.tier', 'first name', 'größe'])(
  'the text “%s” of an open fact is found in its path',
  (text) => {
    expect(findOption(referenceTo(optionFor('profile.traits.*').definition, text))?.text).toBe(text);
  },
);

test.each([
  ['an unknown fact', { fact: 'weather', path: '$.rain' }],
  ['an unknown path', { fact: 'profile', path: '$.shoe_size' }],
])('%s is no option', (_, reference) => {
  expect(findOption(reference)).toBeUndefined();
});

describe('operators', () => {
  test.each<[FactType, string, boolean]>([
    ['number', 'greaterThan', true],
    ['string', 'greaterThan', false],
    ['string', 'in', true],
    ['boolean', 'equal', true],
    ['boolean', 'in', false],
    ['array', 'contains', true],
    ['array', 'equal', false],
    ['date', 'lessThan', true],
    ['date', 'withinLast', true],
    ['number', 'startsWith', false],
    ['string', 'matches', true],
    ['array', 'containsAll', true],
    ['array', 'inSegment', false],
  ])('a %s and %s: %s', (type, operator, offered) => {
    expect(namesFor(type).includes(operator)).toBe(offered);
  });

  test('only the customer’s segments are asked about segments', () => {
    const names = operatorOptions(optionFor('profile.segments').definition).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['inSegment', 'notInSegment']));
  });

  test('the present one is offered even if nobody knows it', () => {
    expect(operatorOptions(undefined, [], 'not:someFact:noSuchOperator').at(-1)).toEqual({
      name: 'not:someFact:noSuchOperator',
      label: 'has none that no such operator',
    });
  });
});

test.each<[FactType | undefined, string, string[]]>([
  ['number', 'equal', ['number']],
  ['number', 'in', ['list']],
  ['boolean', 'equal', ['boolean']],
  ['date', 'greaterThan', ['date']],
  ['array', 'contains', ['text']],
  ['array', 'sizeGreaterThan', ['number']],
  ['array', 'inSegment', ['list']],
  ['date', 'withinLast', ['duration']],
  ['string', 'someValue:startsWith', ['list']],
  ['string', 'noSuchOperator', ['json']],
  ['array', 'someFact:in', ['list']],
  ['number', 'between', ['range']],
  [undefined, 'equal', ['text', 'number', 'boolean']],
])('a %s compared by %s takes %j', (type, operator, kinds) => {
  expect(valueKinds({ type, operator })).toEqual(kinds);
});

test.each([
  ['gold', 'text'],
  [5, 'number'],
  [false, 'boolean'],
  [['a'], 'list'],
  [{ fact: 'cart', path: '$.value' }, 'fact'],
  [null, 'json'],
  [{ a: 1 }, 'json'],
])('%j is shown as %s', (value, kind) => {
  expect(kindOfValue(value, { type: undefined, operator: 'equal' })).toBe(kind);
});

const leaf = {
  name: 'loyal',
  fact: 'profile',
  path: '$.counters.orders',
  operator: 'greaterThan',
  value: 5,
  params: { a: 1 },
};

describe('an edited comparison', () => {
  test.each([
    ['keeps operator and value where they fit', 'cart.item_count', { operator: 'greaterThan', value: 5 }],
    ['takes an operator that fits', 'profile.known', { operator: 'equal', value: true }],
    ['begins with one of the fact’s values', 'session.depth', { operator: 'equal', value: 'low' }],
    ['asks a list for a member', 'cart.product_ids', { operator: 'contains', value: '' }],
  ])('%s', (_, path, expected) => {
    expect(withFact(leaf, optionFor(path), '', now)).toEqual({
      ...leaf,
      ...referenceTo(optionFor(path).definition),
      ...expected,
    });
  });

  test('keeps the value as a list’s first member, and back', () => {
    const listed = withOperator(leaf, 'in', now);
    expect(listed).toEqual({ ...leaf, operator: 'in', value: [5] });
    expect(withOperator(listed, 'lessThan', now)).toEqual({ ...leaf, operator: 'lessThan' });
  });

  test('keeps another fact as its value', () => {
    const value = { fact: 'profile', path: '$.counters.sessions' };
    expect(withOperator({ ...leaf, value }, 'equal', now)).toEqual({ ...leaf, operator: 'equal', value });
  });

  test('keeps the order of its keys', () => {
    expect(Object.keys(withFact(leaf, optionFor('profile.traits.*'), 'plan', now))).toEqual(
      Object.keys(leaf),
    );
  });
});
