import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action } from '#schemas/action.ts';
import type { Condition, TopCondition } from '#schemas/condition.ts';
import { factDefinitions } from '#schemas/facts.ts';
import { analyzeRules } from '#server/domain/conditions/analyze.ts';
import type { AnalyzableRule, Finding } from '#server/domain/conditions/analyze-types.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { guardOf } from '#server/domain/conditions/rule-guard.ts';
import type { Facts, NamedConditions } from '#server/domain/conditions/types.ts';
import { conditionArbitrary, factsArbitrary, namedArbitrary } from './arbitraries.ts';

const is = (name: string, path: string, operator: string, value: unknown): Condition => ({
  fact: name,
  path,
  operator,
  value,
});
const orders = (operator: string, value: unknown) => is('profile', '$.counters.orders', operator, value);
const onMobile = is('context', '$.device', 'equal', 'mobile');
const isVip = is('profile', '$.segments', 'contains', 'vip');

const hero = 'hero_banner';
const pin = (variant: string): Action => ({ type: 'pin', placement: hero, variant });
const exclude = (variant: string): Action => ({ type: 'exclude', placement: hero, variant });
const include = (variant: string): Action => ({ type: 'include', placement: hero, variant });
const boost = (variant: string, by = 0.5): Action => ({ type: 'boost', placement: hero, variant, by });
const set = (parameters: Record<string, string>): Action => ({ type: 'set', placement: hero, parameters });
const recommend = (count: number): Action => ({
  type: 'recommend',
  placement: 'picks',
  recommend: { type: 'personalized_picks', count },
});

type Body = Omit<AnalyzableRule, 'key' | 'conditions'> & { when?: Condition[] };
const rule = (key: string, { when = [], ...more }: Body = {}): AnalyzableRule => ({
  key,
  conditions: { all: when },
  ...more,
});

const analyze = (rules: readonly AnalyzableRule[], conditions: NamedConditions = {}): Finding[] =>
  analyzeRules(rules, { dictionary: factDefinitions, conditions });
/** Without those that a test is not about. */
const notable = (rules: readonly AnalyzableRule[]): string[] =>
  analyze(rules)
    .filter(({ kind }) => kind !== 'always-matches')
    .map(({ kind, rule: key, otherRule, severity }) =>
      `${severity} ${key} ${kind} ${otherRule ?? ''}`.trim(),
    );

describe('one rule', () => {
  test.each<[string, Body, Pick<Finding, 'kind' | 'severity' | 'path'>[]]>([
    ['that can match and not match is not spoken of', { when: [isVip] }, []],
    ['matches everyone', {}, [{ kind: 'always-matches', severity: 'info', path: ['conditions'] }]],
    [
      'matches everyone in a roundabout way',
      { when: [{ any: [isVip, { not: isVip }] }] },
      [{ kind: 'always-matches', severity: 'info', path: ['conditions'] }],
    ],
    [
      'can never match',
      { when: [orders('greaterThan', 3), { not: orders('greaterThan', 2) }] },
      [{ kind: 'never-matches', severity: 'error', path: ['conditions', 'all', 1, 'not'] }],
    ],
    [
      'can never match on its pages',
      { when: [is('context', '$.page_type', 'equal', 'cart')], pages: ['homepage'] },
      [{ kind: 'never-matches', severity: 'error', path: ['pages'] }],
    ],
    [
      'asks for what its fact never is',
      { when: [orders('equal', 'three')] },
      [{ kind: 'type-mismatch', severity: 'error', path: ['conditions', 'all', 0, 'value'] }],
    ],
    [
      'asks for a value that its fact never has',
      { when: [is('context', '$.device', 'equal', 'moblie')] },
      [{ kind: 'unknown-value', severity: 'warning', path: ['conditions', 'all', 0, 'value'] }],
    ],
    [
      'lists such a value',
      { when: [{ not: is('time', '$.weekday', 'in', ['sunday', 'Monday']) }] },
      [{ kind: 'unknown-value', severity: 'warning', path: ['conditions', 'all', 0, 'not', 'value', 1] }],
    ],
    [
      'asks for a pattern of such values is not spoken of',
      { when: [is('context', '$.device', 'startsWith', 'mo')] },
      [],
    ],
    [
      'asks for a fact that there is not',
      { when: [is('profile', '$.plan', 'equal', 'pro')] },
      [{ kind: 'unknown-fact', severity: 'error', path: ['conditions', 'all', 0, 'path'] }],
    ],
    [
      'of another author may have facts of its own',
      { when: [is('game', '$.fouls', 'greaterThan', 4)], isForeign: true },
      [],
    ],
    [
      'that cannot be evaluated is not reasoned about',
      { when: [orders('about', 3), orders('lessThan', 1), orders('greaterThan', 1)] },
      [{ kind: 'unknown-operator', severity: 'error', path: ['conditions', 'all', 0, 'operator'] }],
    ],
  ])('%s', (_, body, expected) => {
    const found = analyze([rule('a', body)]);
    expect(found).toHaveLength(expected.length);
    expect(found).toMatchObject(expected);
  });
});

describe('a rule has no effect', () => {
  const first = { priority: 9, when: [isVip] };
  const narrower = { priority: 1, when: [isVip, onMobile] };
  test.each<[string, Body, Body]>([
    ['a pin under a stronger one', { ...first, actions: [pin('a')] }, { ...narrower, actions: [pin('b')] }],
    ['a boost under a pin', { ...first, actions: [pin('a')] }, { ...narrower, actions: [boost('b')] }],
    [
      'a stronger boost under a pin',
      { ...first, priority: 0, actions: [pin('a')] },
      { ...narrower, actions: [boost('b')] },
    ],
    [
      'a stronger pin of what is excluded',
      { ...first, priority: 0, actions: [exclude('a')] },
      { ...narrower, actions: [pin('a')] },
    ],
    [
      'an exclusion made twice',
      { ...first, actions: [exclude('a')] },
      { ...narrower, actions: [exclude('a')] },
    ],
    [
      'an inclusion made twice',
      { ...first, actions: [include('a')] },
      { ...narrower, actions: [include('a')] },
    ],
    [
      'parameters that are all set',
      { ...first, actions: [set({ a: '1', b: '2' })] },
      { ...narrower, actions: [set({ b: '3' })] },
    ],
    [
      'a recommendation under another',
      { ...first, actions: [recommend(4)] },
      { ...narrower, actions: [recommend(8)] },
    ],
    [
      'products excluded twice',
      { ...first, actions: [{ type: 'exclude_products', brand: 'x' }] },
      { ...narrower, actions: [{ type: 'exclude_products', brand: 'x' }] },
    ],
    [
      'every action, by several',
      { ...first, actions: [pin('a'), set({ c: '1' })] },
      { ...narrower, actions: [boost('b'), set({ c: '2' })] },
    ],
    [
      'on some of the pages',
      { ...first, pages: ['a', 'b'], actions: [pin('a')] },
      { ...narrower, pages: ['b'], actions: [pin('b')] },
    ],
    [
      'an interval inside another',
      { priority: 9, when: [orders('greaterThanInclusive', 3)], actions: [pin('a')] },
      { when: [orders('between', [5, 9])], actions: [pin('b')] },
    ],
    [
      'each choice inside one of another',
      { priority: 9, when: [{ any: [isVip, orders('greaterThan', 3)] }], actions: [pin('a')] },
      { when: [{ any: [orders('equal', 5), { all: [isVip, onMobile] }] }], actions: [pin('b')] },
    ],
  ])('%s', (_, higher, lower) => {
    const found = analyze([rule('higher', higher), rule('lower', lower)]);
    expect(found).toMatchObject([
      { kind: 'shadowed', severity: 'warning', rule: 'lower', otherRule: 'higher' },
    ]);
    expect(found[0]!.witness).toBeDefined();
  });

  test.each<[string, Body, Body]>([
    [
      'a boost beside a boost',
      { ...first, actions: [boost('a')] },
      { ...narrower, actions: [boost('a', -0.5)] },
    ],
    [
      'a boost for whom the pin does not match',
      { ...narrower, priority: 9, actions: [pin('a')] },
      { ...first, priority: 1, actions: [boost('b')] },
    ],
    [
      'a parameter that is not set',
      { ...first, actions: [set({ a: '1' })] },
      { ...narrower, actions: [set({ b: '1' })] },
    ],
    [
      'one action of two',
      { ...first, actions: [pin('a')] },
      { ...narrower, actions: [boost('b'), set({ c: '2' })] },
    ],
    [
      'another placement',
      { ...first, actions: [pin('a')] },
      { ...narrower, actions: [{ type: 'pin', placement: 'footer', variant: 'b' }] },
    ],
    [
      'a page of its own',
      { ...first, pages: ['a'], actions: [pin('a')] },
      { ...narrower, pages: ['b'], actions: [boost('b')] },
    ],
    [
      'under a pin with a schedule',
      { ...first, schedule: { until: '2026-01-01T00:00:00Z' }, actions: [pin('a')] },
      { ...narrower, actions: [boost('b')] },
    ],
    [
      'under a pin that needs more consent',
      { ...first, purpose: 'profiling', actions: [pin('a')] },
      { ...narrower, actions: [boost('b')] },
    ],
  ])('but not %s', (_, higher, lower) => {
    expect(notable([rule('higher', higher), rule('lower', lower)])).toEqual([]);
  });

  test('only the later of two that are the same', () => {
    const same = { when: [isVip], actions: [pin('a')] };
    expect(notable([rule('one', same), rule('two', same)])).toEqual(['warning two shadowed one']);
  });
});

describe('two rules are in conflict', () => {
  const vips = { when: [isVip] };
  const mobile = { when: [onMobile] };
  test.each<[string, Body, Body, string]>([
    ['two pins', { ...vips, actions: [pin('a')] }, { ...mobile, actions: [pin('b')] }, 'warning'],
    [
      'two pins of which one is meant to win',
      { ...vips, priority: 2, actions: [pin('a')] },
      { ...mobile, actions: [pin('b')] },
      'info',
    ],
    [
      'a pin of what is excluded',
      { ...vips, priority: 2, actions: [pin('a')] },
      { ...mobile, actions: [exclude('a')] },
      'warning',
    ],
    [
      'an inclusion of what is excluded',
      { ...vips, actions: [exclude('a')] },
      { ...mobile, actions: [include('a')] },
      'warning',
    ],
    [
      'a parameter with two values',
      { ...vips, actions: [set({ a: '1', b: '2' })] },
      { ...mobile, actions: [set({ a: '2', c: '1' })] },
      'warning',
    ],
    [
      'two recommendations',
      { ...vips, actions: [recommend(4)] },
      { ...mobile, actions: [recommend(5)] },
      'warning',
    ],
  ])('%s', (_, one, other, severity) => {
    const found = analyze([rule('one', one), rule('other', other)]);
    expect(found).toMatchObject([
      {
        kind: 'conflict',
        severity,
        rule: 'other',
        otherRule: 'one',
        path: ['event', 'params', 'actions', 0],
      },
    ]);
    expect(found[0]!.witness).toEqual({
      profile: { segments: ['vip'] },
      context: { device: 'mobile' },
    });
  });

  test.each<[string, Body, Body]>([
    [
      'boosts that contradict each other',
      { ...vips, actions: [boost('a', 1)] },
      { ...mobile, actions: [boost('a', -1)] },
    ],
    ['pins of one variant', { ...vips, actions: [pin('a')] }, { ...mobile, actions: [pin('a')] }],
    [
      'values that are the same',
      { ...vips, actions: [set({ a: '1' })] },
      { ...mobile, actions: [set({ a: '1' })] },
    ],
    [
      'rules that nobody meets both of',
      { when: [orders('lessThan', 2)], actions: [pin('a')] },
      { when: [orders('greaterThanInclusive', 2)], actions: [pin('b')] },
    ],
    [
      'rules on different pages',
      { ...vips, pages: ['a'], actions: [pin('a')] },
      { ...mobile, pages: ['b'], actions: [pin('b')] },
    ],
    [
      'rules of different times',
      { ...vips, schedule: { until: '2026-01-01T00:00:00Z' }, actions: [pin('a')] },
      { ...mobile, schedule: { from: '2026-01-01T00:00:00Z' }, actions: [pin('b')] },
    ],
    [
      'patterns of which no example is known',
      { when: [is('profile', '$.traits.sku', 'matches', '^[A-Z]{3}-[0-9]+$')], actions: [pin('a')] },
      { ...mobile, actions: [pin('b')] },
    ],
  ])('but not %s', (_, one, other) => {
    expect(notable([rule('one', one), rule('other', other)])).toEqual([]);
  });

  test('who wins is said, and why', () => {
    const [byOrder] = analyze([
      rule('one', { ...vips, actions: [pin('a')] }),
      rule('other', { ...mobile, actions: [pin('b')] }),
    ]);
    expect(byOrder!.message).toBe(
      '"other" pins b at hero_banner, and "one" pins a there: for who matches both, both have the priority 1, so "one" wins because it was published first',
    );
  });

  test('of many it is told of five', () => {
    const pins = Array.from({ length: 8 }, (_, i) =>
      rule(`r${i}`, { when: [is('profile', `$.traits.t${i}`, 'equal', true)], actions: [pin(`v${i}`)] }),
    );
    expect(notable(pins).filter((line) => line.includes('r7 '))).toHaveLength(5);
  });

  test('and only those of one rule when it alone is asked about', () => {
    const pins = ['a', 'b', 'c'].map((key) =>
      rule(key, { when: [is('profile', `$.traits.${key}`, 'equal', true)], actions: [pin(key)] }),
    );
    const found = analyzeRules(pins, { dictionary: factDefinitions, only: new Set(['b']) });
    expect(found.map(({ rule: key, otherRule }) => [key, otherRule])).toEqual([
      ['b', 'a'],
      ['c', 'b'],
    ]);
  });
});

describe('an example is found for', () => {
  const met = (...when: Condition[]): Facts | undefined =>
    analyze([rule('one', { when, actions: [pin('a')] }), rule('two', { actions: [exclude('a')] })]).find(
      ({ kind }) => kind === 'shadowed',
    )?.witness;
  test.each<[string, Condition[]]>([
    ['an interval between whole numbers', [orders('greaterThan', 3), orders('lessThan', 4)]],
    [
      'a date between two',
      [
        is('profile', '$.first_seen_at', 'after', '2026-01-01'),
        is('profile', '$.first_seen_at', 'before', '2026-01-02'),
      ],
    ],
    ['a recent date', [is('profile', '$.first_seen_at', 'withinLast', '2d')]],
    [
      'a version after one and before another',
      [
        is('context', '$.app', 'semverGreaterThan', '2.9'),
        is('context', '$.app', 'semverLessThan', '2.10.0'),
      ],
    ],
    [
      'a text with both ends',
      [is('context', '$.city', 'startsWith', 'Ber'), is('context', '$.city', 'endsWith', 'lin')],
    ],
    [
      'a list of several',
      [
        is('profile', '$.segments', 'containsAll', ['a', 'b']),
        is('profile', '$.segments', 'doesNotContain', 'c'),
      ],
    ],
    [
      'a list of some length',
      [is('cart', '$.product_ids', 'contains', 'mug'), is('cart', '$.product_ids', 'sizeGreaterThan', 2)],
    ],
    ['a member of a list that is large', [is('profile', '$.traits.sizes', 'someFact:greaterThan', 40)]],
    [
      'a value from another fact',
      [is('cart', '$.value', 'greaterThan', { fact: 'profile', path: '$.counters.average_order_value' })],
    ],
    ['what is none of these', [is('context', '$.device', 'notIn', ['mobile', 'app']), { not: onMobile }]],
    ['a plain pattern', [is('context', '$.city', 'matches', '^Berlin$')]],
  ])('%s', (_, when) => {
    const witness = met(...when);
    const compiled = compileRules([{ key: 'one', conditions: { all: when } }]);
    expect(witness && matchRules(compiled, witness)).toEqual([0]);
  });

  test('and has what its facts really are', () => {
    expect(met(is('context', '$.device', 'notEqual', 'desktop'), orders('notEqual', 0))).toEqual({
      context: { device: 'mobile' },
      profile: { counters: { orders: 1 } },
    });
  });
});

const scalar = fc.constantFrom<unknown>(0, 1, 2, 2.5, '1', '2', 'a', 'b', '2026-01-01', '', true, null);
const value = fc.oneof({ weight: 3, arbitrary: scalar }, fc.array(scalar, { maxLength: 2 }));
const operator = fc.constantFrom(
  ...['equal', 'equal', 'notEqual', 'in', 'in', 'notIn', 'lessThan', 'lessThanInclusive', 'greaterThan'],
  ...['greaterThanInclusive', 'contains', 'containsNone', 'someFact:equal', 'startsWith', 'between'],
);
const leaf = fc
  .tuple(fc.constantFrom('$.visits', '$.visits', '$.tags'), operator, value)
  .map(([path, name, expected]) => is('profile', path, name, expected));
const node = fc.oneof(
  { weight: 3, arbitrary: leaf },
  fc.array(leaf, { minLength: 1, maxLength: 2 }).map((any): Condition => ({ any })),
  leaf.map((not): Condition => ({ not })),
);
const dense = fc.array(node, { maxLength: 3 }).map((all): TopCondition => ({ all }));
const action = fc.oneof(
  fc.constantFrom(pin('a'), pin('b'), exclude('a'), include('a'), boost('b')),
  fc.constantFrom(set({ a: '1' }), set({ a: '2' }), recommend(3), recommend(4)),
);
const rules = fc
  .array(
    fc.record({
      conditions: fc.oneof({ weight: 4, arbitrary: dense }, { weight: 1, arbitrary: conditionArbitrary }),
      priority: fc.integer({ min: 1, max: 3 }),
      actions: fc.array(action, { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 3, maxLength: 6 },
  )
  .map((bodies): AnalyzableRule[] =>
    bodies.map((body, index) => ({ key: `r${index}`, isForeign: true, ...body })),
  );
const facts = fc.array(
  fc.oneof(
    factsArbitrary,
    fc.tuple(value, value).map(([visits, tags]) => ({ profile: { visits, tags } })),
    value.map((visits) => ({ profile: { visits } })),
  ),
  { minLength: 12, maxLength: 12 },
);

test('what it says holds of any facts, and its examples are examples', () => {
  const told = { 'never-matches': 0, 'always-matches': 0, shadowed: 0, conflict: 0 };
  fc.assert(
    fc.property(rules, namedArbitrary, facts, (written, conditions, samples) => {
      const findings = analyze(written, conditions);
      const matchers = new Map(
        written.map((each) => [
          each.key,
          compileRules([{ key: each.key, conditions: guardOf(each) }], { conditions }),
        ]),
      );
      const holds = (key: string, sample: Facts): boolean =>
        matchRules(matchers.get(key)!, sample).length > 0;
      for (const { kind, rule: key, otherRule = key, witness } of findings) {
        if (kind === 'never-matches') for (const sample of samples) expect(holds(key, sample)).toBe(false);
        if (kind === 'always-matches') for (const sample of samples) expect(holds(key, sample)).toBe(true);
        if (kind === 'shadowed')
          for (const sample of samples) if (holds(key, sample)) expect(holds(otherRule, sample)).toBe(true);
        if (kind === 'conflict') expect(witness).toBeDefined();
        if (witness !== undefined)
          expect([holds(key, witness), holds(otherRule, witness)]).toEqual([true, true]);
        if (kind in told) told[kind as keyof typeof told]++;
      }
    }),
    { numRuns: 2000 },
  );
  for (const [kind, count] of Object.entries(told)) expect([kind, count > 100]).toEqual([kind, true]);
}, 60_000);

describe('customers who did something are shown by their counters', () => {
  const did = (operator: 'performed' | 'sequence', value: object) =>
    is('profile', '$.history', operator, value);
  const viewed = (more: object) => did('performed', { event: 'product_viewed', ...more });
  const bought = { steps: [{ event: 'product_viewed' }, { event: 'order_completed' }], within: '1h' };
  const shoes = { path: '$.category', operator: 'equal', value: 'shoes' };
  const total = (count: number, within?: object) => ({ total: count, ...(within && { within }) });

  test.each<[string, Condition[], Condition[], object[]]>([
    ['so often, ever', [viewed({ atLeast: 3 })], [onMobile], [total(3)]],
    [
      'so often in a time, and so often in a longer one',
      [viewed({ atLeast: 3, within: '7d' })],
      [viewed({ atLeast: 2, within: '30d' })],
      [total(3, { '7d': 3, '30d': 3 })],
    ],
    [
      'often before, and not lately',
      [viewed({ atLeast: 3 })],
      [viewed({ atMost: 0, within: '24h' })],
      [total(3, { '24h': 0 })],
    ],
    ['less often than is refused', [viewed({ atLeast: 1 })], [{ not: viewed({ atLeast: 4 }) }], [total(1)]],
    ['more often than is refused', [viewed({ atLeast: 1 })], [{ not: viewed({ exactly: 1 }) }], [total(2)]],
    [
      'what counts for a wider counter too',
      [viewed({ atLeast: 2, where: [shoes] })],
      [viewed({ atLeast: 1 })],
      [total(2), total(2)],
    ],
    [
      'several things in order, and so each of them',
      [did('sequence', { ...bought, atLeast: 2 })],
      [did('performed', { event: 'order_completed', atMost: 5 })],
      [total(2), total(2)],
    ],
  ])('%s', (_name, first, second, counters) => {
    const rules = [
      rule('a', { when: first, actions: [pin('x')] }),
      rule('b', { when: second, actions: [pin('y')] }),
    ];
    const [conflict] = analyze(rules).filter(({ kind }) => kind === 'conflict');
    const { history } = conflict!.witness!['profile'] as { history: object };
    expect(Object.values(history)).toEqual(counters);
    expect(matchRules(compileRules(rules), conflict!.witness!)).toEqual([0, 1]);
  });

  test('and nobody is shown who cannot be: who bought after viewing has bought', () => {
    const rules = [
      rule('a', { when: [did('sequence', bought)], actions: [pin('x')] }),
      rule('b', {
        when: [did('performed', { event: 'order_completed', atMost: 0 })],
        actions: [pin('y')],
      }),
    ];
    expect(notable(rules)).toEqual([]);
  });
});
