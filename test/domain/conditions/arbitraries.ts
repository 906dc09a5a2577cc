import fc from 'fast-check';
import type { Condition, TopCondition } from '#schemas/condition.ts';

const scalar = fc.constantFrom<unknown>(
  'a',
  'b',
  'ab',
  '',
  '2',
  '2026-01-01',
  0,
  1,
  2,
  2.5,
  -1,
  true,
  false,
  null,
);
const list = fc.array(scalar, { maxLength: 3 });
const value = fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: list });

const inside = fc.record(
  {
    plan: value,
    visits: fc.oneof(fc.constantFrom(0, 1, 2, 3), fc.constant(Number.NaN), value),
    tags: fc.oneof(list, scalar),
    deep: fc.record({ plan: value }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

/** Facts with members that are missing, null and of the wrong type. */
export const factsArbitrary: fc.Arbitrary<Record<string, unknown>> = fc.record(
  { profile: fc.oneof({ weight: 8, arbitrary: inside }, scalar), cart: inside },
  { requiredKeys: [] },
);

const path = fc.constantFrom(
  '$.plan',
  '$.visits',
  '$.tags',
  '$.deep.plan',
  '$.tags[0]',
  'plan',
  '$.toString',
  '$.tags.length',
);
const fact = fc.constantFrom('profile', 'cart', 'session');
const reference = fc.record({ fact, path });
const base = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
];
const decorator = fc.constantFrom('someFact', 'everyFact', 'someValue', 'everyValue', 'swap', 'not');
const operator = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, fc.array(decorator, { maxLength: 2 })),
    fc.constantFrom(...base),
  )
  .map(([decorators, name]) => [...decorators, name].join(':'));
const priority = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined });

const leaf = fc
  .tuple(fact, path, operator, fc.oneof({ weight: 5, arbitrary: value }, reference), priority)
  .map(
    ([f, p, op, v, rank]): Condition => ({ fact: f, path: p, operator: op, value: v, ...withPriority(rank) }),
  );

const withPriority = (rank: number | undefined): { priority?: number } =>
  rank === undefined ? {} : { priority: rank };

/** The names that generated conditions refer to. */
export const namedArbitrary = fc.record({
  first: leaf.map((condition): TopCondition => ({ all: [condition] })),
  second: leaf.map((condition): TopCondition => ({ not: condition })),
});

const tree = fc.letrec<{ node: Condition; top: TopCondition }>((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('top')),
  top: fc.oneof(
    fc
      .tuple(fc.array(tie('node'), { maxLength: 4 }), priority)
      .map(([all, rank]) => ({ all, ...withPriority(rank) })),
    fc
      .tuple(fc.array(tie('node'), { maxLength: 4 }), priority)
      .map(([any, rank]) => ({ any, ...withPriority(rank) })),
    fc.tuple(tie('node'), priority).map(([not, rank]) => ({ not, ...withPriority(rank) })),
    fc.constantFrom<TopCondition>({ condition: 'first' }, { condition: 'second' }),
  ),
}));

export const conditionArbitrary: fc.Arbitrary<TopCondition> = tree.top;
