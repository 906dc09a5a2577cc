import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  byNode,
  type Group,
  isGroup,
  newRow,
  toCondition,
  toQuery,
} from '../../admin/src/conditions/query.ts';

const counter = (): (() => string) => {
  let count = 0;
  return () => String(count++);
};

const throughBuilder = (condition: unknown): unknown => toCondition(toQuery(condition, counter()));

/** What may stand beside the parts that the builder knows. */
const extras = fc.record(
  {
    name: fc.string(),
    priority: fc.oneof(fc.integer(), fc.string()),
    params: fc.dictionary(fc.string(), fc.jsonValue()),
    comment: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

const factReference = fc.record(
  { fact: fc.constantFrom('profile', 'cart'), path: fc.string(), params: fc.object() },
  { requiredKeys: ['fact'] },
);

const comparison = fc.record(
  {
    fact: fc.constantFrom('profile', 'cart', 'unknown'),
    path: fc.constantFrom('$.counters.orders', "$.traits['a b']", '$..deep', ''),
    operator: fc.constantFrom('equal', 'not:someFact:in', 'withinLast', 'noSuchOperator', ''),
    value: fc.oneof(fc.jsonValue(), factReference),
  },
  { requiredKeys: ['fact', 'operator', 'value'] },
);

/** What customers did, as the builder has controls for it and as it has not. */
const ofHistory = fc.record({
  fact: fc.constant('profile'),
  path: fc.constant('$.history'),
  operator: fc.constantFrom('performed', 'not:performed', 'sequence'),
  value: fc.record(
    {
      event: fc.string(),
      within: fc.constantFrom('7d', 'x'),
      exactly: fc.integer(),
      where: fc.array(comparison),
      steps: fc.array(fc.record({ event: fc.string() }), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  ),
});

/** Not in the language at all, or in two of its forms at once. */
const foreign = fc.oneof(
  fc.jsonValue(),
  fc.record({ all: fc.jsonValue() }),
  fc.record({ any: fc.array(comparison), all: fc.array(comparison) }),
  fc.record({ fact: fc.string() }),
);

/** Both orders of keys, since a document that comes back reordered is a document that changed. */
const beside = (part: fc.Arbitrary<object>): fc.Arbitrary<object> =>
  fc
    .tuple(part, extras, fc.boolean())
    .map(([own, other, first]) => (first ? { ...own, ...other } : { ...other, ...own }));

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    beside(comparison),
    beside(ofHistory),
    beside(fc.record({ condition: fc.string() })),
    foreign,
    beside(fc.record({ all: fc.array(tie('tree'), { maxLength: 4 }) })),
    beside(fc.record({ any: fc.array(tie('tree'), { maxLength: 4 }) })),
    beside(fc.record({ not: tie('tree') })),
  ),
}));

test('every tree comes back from the builder as it went in, key by key', () => {
  fc.assert(
    fc.property(tree, (condition) => {
      expect(JSON.stringify(throughBuilder(condition))).toBe(JSON.stringify(condition));
    }),
    { numRuns: 2000 },
  );
});

test('a second time through the builder changes nothing of what the first made', () => {
  const add = (group: Group): Group => ({ ...group, rules: [...group.rules, newRow(orders, 'new')] });
  fc.assert(
    fc.property(tree, (condition) => {
      const edited = toCondition(add(toQuery(condition, counter())));
      expect(throughBuilder(edited)).toEqual(edited);
    }),
  );
});

const orders = { fact: 'profile', path: '$.counters.orders', operator: 'greaterThan', value: 5 };
const device = { fact: 'context', path: '$.device', operator: 'equal', value: 'mobile' };

const shape = (node: Group): unknown => [
  node.combinator,
  ...node.rules.map((child) => (isGroup(child) ? shape(child) : child.field)),
];

test.each<[string, unknown, unknown]>([
  ['a group is a group', { all: [orders, { any: [device] }] }, ['all', 'comparison', ['any', 'comparison']]],
  ['not one', { not: orders }, ['none', 'comparison']],
  ['not any of several', { not: { any: [orders, device] } }, ['none', 'comparison', 'comparison']],
  ['not all of several', { not: { all: [orders] } }, ['none', ['all', 'comparison']]],
  ['not not', { not: { not: orders } }, ['none', ['none', 'comparison']]],
  ['a named any keeps a group', { not: { any: [orders], name: 'x' } }, ['none', ['any', 'comparison']]],
  ['a reference gets a root', { condition: 'vip' }, ['all', 'reference']],
  ['two forms at once', { all: [{ any: [], all: [] }] }, ['all', 'opaque']],
  ['a group that is no list', { all: [{ any: 'x' }] }, ['all', 'opaque']],
])('%s', (_, condition, expected) => {
  expect(shape(toQuery(condition, counter()))).toEqual(expected);
});

describe('editing', () => {
  const root = (condition: unknown): Group => toQuery(condition, counter());

  test('another combinator takes the place of the first among the keys', () => {
    const edited = toCondition({ ...root({ name: 'a', all: [orders], priority: 2 }), combinator: 'any' });
    expect(JSON.stringify(edited)).toBe(JSON.stringify({ name: 'a', any: [orders], priority: 2 }));
  });

  test('a second condition under "none of" makes it none of several', () => {
    const { rules, ...group } = root({ not: orders });
    expect(toCondition({ ...group, rules: [...rules, newRow(device, 'new')] })).toEqual({
      not: { any: [orders, device] },
    });
  });

  test('a condition beside a lone reference puts both under "all"', () => {
    const { rules, ...group } = root({ condition: 'vip' });
    expect(toCondition({ ...group, rules: [...rules, newRow(orders, 'new')] })).toEqual({
      all: [{ condition: 'vip' }, orders],
    });
  });

  test('a comparison instead of a lone reference stands under "all"', () => {
    expect(toCondition({ ...root({ condition: 'vip' }), rules: [newRow(orders, 'new')] })).toEqual({
      all: [orders],
    });
  });
});

test.each<[string, unknown, string[], [string, string[]]]>([
  ['a comparison', { all: [orders, device] }, ['all', '1', 'value'], ['device', ['value']]],
  ['one within "none of"', { not: { any: [orders, device] } }, ['not', 'any', '1'], ['device', []]],
  ['one under a plain not', { not: device }, ['not', 'operator'], ['device', ['operator']]],
  ['the whole', { all: [orders] }, [], ['root', []]],
  ['a lone reference', { condition: 'vip' }, ['condition'], ['vip', ['condition']]],
])('a fault of %s is shown there', (_, condition, path, expected) => {
  const query = toQuery(condition, counter());
  const nameOf = (node: Group['rules'][number]): string => {
    if (isGroup(node)) return 'root';
    return node.value === device ? 'device' : node.value === orders ? 'orders' : 'vip';
  };
  const named = new Map([query, ...query.rules].map((node) => [node.id, nameOf(node)]));
  const said = [...byNode(query, [{ path, message: 'wrong' }])].map(([id, [first]]) => [
    named.get(id),
    first?.path,
  ]);
  expect(said).toEqual([expected]);
});
