import fc from 'fast-check';
import type { Condition, TopCondition } from '#schemas/condition.ts';
import { historyQueryOf } from '#server/domain/conditions/history-query.ts';

/** What both sides of comparisons are drawn from: few enough values that they often meet. */
const scalar = fc.constantFrom<unknown>(
  ...[
    'a',
    'b',
    'ab',
    '',
    ' ',
    '2',
    '10',
    '1e1',
    '2x',
    '-0',
    'Infinity',
    '2026-01-01',
    '2026-01-01T10:00:00Z',
  ],
  ...[0, 1, 2, 2.5, -1, 10, 1e21, true, false, null],
);
// a few of them more often, so that lists meet in more than one member
const member = fc.oneof({ weight: 2, arbitrary: fc.constantFrom<unknown>('a', 'b', 2) }, scalar);
const list = fc.array(member, { maxLength: 3 });
const value = fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: list });
const oddity = fc.constantFrom<unknown>(
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  undefined,
  [[2]],
  [Number.NaN],
  { plan: 'a' },
  { indexOf: 1, some: 2 },
  { toString: null, valueOf: null },
);

/** Names that every object inherits, as facts and as properties of its own. */
const inherited = ['constructor', '__proto__', 'toString'];
const owned = (items: [string, unknown][]): Record<string, unknown> =>
  // unlike an assignment this makes a property of its own even of __proto__
  Object.fromEntries(items);

const step = fc.constantFrom(
  { event: 'a' },
  { event: 'b', where: [{ path: '$.n', operator: 'equal', value: 1 }] },
);
const performed = fc.record(
  {
    event: fc.constant('a'),
    atLeast: fc.integer({ min: 1, max: 3 }),
    within: fc.constantFrom('1d', '36h', '1w'),
  },
  { requiredKeys: ['event'] },
);
const never = { event: 'a', atMost: 0 };
const sequence = fc.record(
  {
    steps: fc.tuple(step, step),
    within: fc.constantFrom('1h', '1d'),
    last: fc.constantFrom('12h', '3d'),
    exactly: fc.integer({ min: 0, max: 2 }),
  },
  { requiredKeys: ['steps', 'within'] },
);

const counts = fc.dictionary(
  fc.constantFrom('2025-12-31', '2026-01-01', '2026-01-02', '2026-01-02T00', '2026-01-01T12', '__proto__'),
  fc.integer({ min: 0, max: 2 }),
);
/** Counters as profiles keep them, as records do, and as nobody does. */
const tally = fc.record(
  {
    total: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 3 }) }, value),
    days: fc.oneof({ weight: 4, arbitrary: counts }, value),
    hours: counts,
    keeps: fc.constantFrom({ days: 7, hours: 48 }, { days: 1, hours: 0 }),
    within: fc.dictionary(fc.constantFrom('1d', '7d', '12h'), fc.integer({ min: 0, max: 3 })),
  },
  { requiredKeys: [] },
);
const history = fc
  .tuple(
    fc.array(fc.tuple(performed, tally), { maxLength: 1 }),
    fc.array(fc.tuple(sequence, tally), { maxLength: 3 }),
  )
  .map(([counted, done]) =>
    Object.fromEntries([
      ...counted.map(([one, kept]) => [historyQueryOf('performed', one)!.key, kept]),
      ...done.map(([one, kept]) => [historyQueryOf('sequence', one)!.key, kept]),
    ]),
  );

const inside = fc.record(
  {
    history: fc.oneof({ weight: 4, arbitrary: history }, value),
    plan: fc.oneof({ weight: 6, arbitrary: value }, oddity),
    visits: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(0, 1, 2, 3, '2', '10') }, value, oddity),
    tags: fc.oneof({ weight: 4, arbitrary: list }, scalar, oddity),
    deep: fc.record({ plan: value }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const withInherited = fc
  .tuple(inside, fc.constantFrom(...inherited), value)
  .map(([fact, name, own]) => owned([...Object.entries(fact), [name, own]]));

/** Facts with members that are missing, null and of the wrong type. */
export const factsArbitrary: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    profile: fc.oneof(
      { weight: 8, arbitrary: inside },
      { weight: 2, arbitrary: withInherited },
      list,
      scalar,
      oddity,
    ),
    cart: inside,
    time: fc.constantFrom({ now: '2026-01-02T00:00:00Z' }, { now: null }, {}),
  },
  { requiredKeys: [] },
);

const path = fc.constantFrom(
  ...['$.plan', '$.visits', '$.visits', '$.tags', '$.tags', '$.deep.plan', '$.tags[0]', 'plan'],
  ...["$['visits']", '$.tags.length', '$', '', '$.constructor', '$.__proto__', '$.toString.name'],
  ...['$.tags[*]', '$.*', '$..plan', '$.tags[0,1]', '$.tags[-2:]', '$.tags[(@.length-1)]', '$.deep.*~'],
  ...['$.tags[?(@ > 1)]', "$[?(@.plan == 'a')].plan", '$.tags[?(@property < 1 || @ == @root.plan)]'],
  ...['$.deep.plan^', '$..*@number()', '$.tags[?(@.length.size)]'],
);
const fact = fc.constantFrom('profile', 'profile', 'profile', 'cart', 'session', ...inherited);
const reference = fc.record({ fact, path });

const decorator = fc.constantFrom('someFact', 'everyFact', 'someValue', 'everyValue', 'swap', 'not');
const named = (base: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, fc.array(decorator, { maxLength: 2 })), base)
    .map(([decorators, name]) => [...decorators, name].join(':'));
const priority = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined });
const withPriority = (rank: number | undefined): { priority?: number } =>
  rank === undefined ? {} : { priority: rank };

type Comparison = { operator: string; value: unknown };
const written = fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: reference });

/** json-rules-engine's own operators, with values that fit them and values that do not. */
const libraryComparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({ operator: named(fc.constantFrom('equal', 'notEqual')), value: written }),
  fc.record({ operator: named(fc.constantFrom('in', 'notIn')), value: fc.oneof(list, list, written) }),
  fc.record({ operator: named(fc.constantFrom('contains', 'doesNotContain')), value: written }),
  fc.record({
    operator: named(fc.constantFrom('lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive')),
    value: fc.oneof(fc.constantFrom(1, 2, 2.5, 10, '2', '2026-01-01'), written),
  }),
);

const pair = fc.tuple(scalar, scalar);
const version = fc.constantFrom('1.2', '1.10.0', 'v2', '2.0.0-beta', '1.x');
const date = fc.constantFrom('2026-01-01', '2026-01-01T10:00:00Z', '2026-01-01T01:00:00+02:00', 'soon');

/** The operators beyond json-rules-engine's. */
const ownComparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({ operator: named(fc.constant('between')), value: fc.oneof(pair, pair, written) }),
  fc.record({ operator: named(fc.constantFrom('startsWith', 'endsWith', 'matches')), value: written }),
  fc.record({ operator: fc.constantFrom('semverEqual', 'semverGreaterThan'), value: version }),
  fc.record({ operator: fc.constantFrom('before', 'after'), value: fc.oneof(date, written) }),
  fc.record({ operator: named(fc.constant('withinLast')), value: fc.constantFrom('1d', '36h', 'x', 3) }),
  fc.record({ operator: fc.constantFrom('sizeEqual', 'sizeGreaterThan', 'sizeLessThan'), value: written }),
  fc.record({
    operator: named(
      fc.constantFrom('containsAny', 'containsAll', 'containsNone', 'inSegment', 'notInSegment'),
    ),
    value: fc.oneof(list, list, written),
  }),
);

const leafOf = (comparison: fc.Arbitrary<Comparison>): fc.Arbitrary<Condition> =>
  fc.tuple(fact, path, comparison, priority, fc.boolean()).map(([f, p, compared, rank, withParams]) => ({
    fact: f,
    path: p,
    ...compared,
    ...withPriority(rank),
    ...(withParams ? { params: { of: 'a foreign rule' } } : {}),
  }));

/** Comparisons of one fact: they meet in one table. */
const oneSlot = (leaf: fc.Arbitrary<Condition>): fc.Arbitrary<Condition[]> =>
  fc
    .tuple(fc.constantFrom('$.tags', '$.visits'), fc.array(leaf, { minLength: 2, maxLength: 4 }))
    .map(([path, leaves]) => leaves.map((each) => ({ ...each, fact: 'profile', path }) as Condition));

const treeOf = (leaf: fc.Arbitrary<Condition>) =>
  fc.letrec<{ node: Condition; top: TopCondition }>((tie) => {
    const nodes = fc.oneof(
      { weight: 4, arbitrary: fc.array(tie('node'), { maxLength: 4 }) },
      { weight: 1, arbitrary: oneSlot(leaf) },
    );
    return {
      node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('top')),
      top: fc.oneof(
        fc.tuple(nodes, priority).map(([all, rank]) => ({ all, ...withPriority(rank) })),
        fc.tuple(nodes, priority).map(([any, rank]) => ({ any, ...withPriority(rank) })),
        fc.tuple(tie('node'), priority).map(([not, rank]) => ({ not, ...withPriority(rank) })),
        fc.constantFrom<TopCondition>({ condition: 'first' }, { condition: 'second' }),
      ),
    };
  }).top;

const namedOf = (leaf: fc.Arbitrary<Condition>) =>
  fc.record({
    first: leaf.map((condition): TopCondition => ({ all: [condition] })),
    second: leaf.map((condition): TopCondition => ({ not: condition })),
  });

const libraryLeaf = leafOf(libraryComparison);
/** What customers did, mostly where it is kept. */
const historyLeaf: fc.Arbitrary<Condition> = fc
  .tuple(
    fc.oneof(
      fc.record({
        operator: fc.constantFrom('performed', 'not:performed'),
        value: fc.oneof(performed, fc.constant(never)),
      }),
      fc.record({ operator: fc.constant('sequence'), value: sequence }),
    ),
    fc.constantFrom('$.history', '$.history', '$.plan'),
    priority,
  )
  .map(([compared, at, rank]) => ({ fact: 'profile', path: at, ...compared, ...withPriority(rank) }));

const anyLeaf = fc.oneof(
  { weight: 5, arbitrary: leafOf(fc.oneof(libraryComparison, ownComparison)) },
  { weight: 1, arbitrary: historyLeaf },
);

/** Conditions that json-rules-engine accepts, and the names that they refer to. */
export const conditionArbitrary: fc.Arbitrary<TopCondition> = treeOf(libraryLeaf);
export const namedArbitrary = namedOf(libraryLeaf);

/** The same with operators that only we have. */
export const ownConditionArbitrary: fc.Arbitrary<TopCondition> = treeOf(anyLeaf);
export const ownNamedArbitrary = namedOf(anyLeaf);
