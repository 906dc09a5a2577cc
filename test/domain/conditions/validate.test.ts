import { describe, expect, test } from 'vitest';
import type { Condition } from '#schemas/condition.ts';
import { type FactDefinition, factDefinitions } from '#schemas/facts.ts';
import { validateConditions } from '#server/domain/conditions/validate.ts';

const dictionary: readonly FactDefinition[] = [
  { path: 'profile.plan', type: 'string', description: '' },
  { path: 'profile.visits', type: 'number', description: '' },
  { path: 'profile.known', type: 'boolean', description: '' },
  { path: 'profile.tags', type: 'array', description: '' },
  { path: 'profile.since', type: 'date', description: '' },
  { path: 'profile.counters.*', type: 'number', description: '' },
  { path: 'profile.traits.*', description: '' },
];

const leaf = (path: string, operator: string, value: unknown): Condition => ({
  fact: 'profile',
  path,
  operator,
  value,
});

describe('comparisons that can be made', () => {
  test.each<[path: string, operator: string, value: unknown]>([
    ['$.plan', 'equal', 'pro'],
    ['$.plan', 'notEqual', null],
    ['$.plan', 'in', ['pro', 'team']],
    ['$.plan', 'someValue:equal', ['pro', 'team']],
    ['$.visits', 'greaterThan', 3],
    ['$.visits', 'lessThan', { fact: 'profile', path: '$.counters.orders' }],
    ['$.known', 'equal', true],
    ['$.tags', 'contains', 'vip'],
    ['$.tags', 'someFact:equal', 'vip'],
    ['$.tags', 'everyValue:contains', ['vip', 'new']],
    ['$.tags[0]', 'equal', 'vip'],
    ['$.tags.length', 'greaterThan', 1],
    ['$.since', 'greaterThan', '2026-01-01T00:00:00Z'],
    ['$.counters.orders', 'greaterThanInclusive', 1],
    ['$.traits.any', 'equal', 'thing'],
    ['$.traits.any', 'contains', 1],
    ['$.traits.address.city', 'equal', 'Bern'],
    ['$.plan', 'swap:contains', ['pro']],
    ['$.visits', 'between', [1, 3]],
    ['$.since', 'between', ['2026-01-01', '2026-02-01']],
    ['$.plan', 'startsWith', 'p'],
    ['$.plan', 'not:matches', '^pro(-[0-9]+)?$'],
    ['$.plan', 'semverGreaterThan', '2.10'],
    ['$.since', 'before', '2026-01-01T00:00:00+01:00'],
    ['$.since', 'after', { fact: 'profile', path: '$.traits.joined' }],
    ['$.since', 'withinLast', '36h'],
    ['$.tags', 'sizeGreaterThan', 2],
    ['$.tags', 'containsAny', ['vip', 'new']],
    ['$.tags', 'everyFact:startsWith', 'v'],
    ['$.tags', 'swap:in', 'vip'],
    ['$.tags', 'inSegment', 'vip'],
    ['$.tags', 'notInSegment', ['vip', 'new']],
  ])('%s %s %j', (path, operator, value) => {
    expect(validateConditions(leaf(path, operator, value), dictionary)).toEqual([]);
  });
});

describe('comparisons that types rule out', () => {
  test.each<[path: string, operator: string, value: unknown, message: string]>([
    ['$.plan', 'equal', 3, 'a string is never equal to a number'],
    ['$.plan', 'in', 'pro', 'the value must be a list'],
    ['$.plan', 'swap:in', ['pro'], 'after swap the fact must be the list, and the value a member of it'],
    ['$.tags', 'swap:in', ['vip'], 'after swap the fact must be the list, and the value a member of it'],
    ['$.plan', 'swap:notIn', 'pro', 'after swap the fact must be the list, and the value a member of it'],
    ['$.plan', 'swap:swap:in', 'pro', 'the value must be a list'],
    ['$.plan', 'swap:someValue:equal', 'pro', 'the fact must be a list'],
    ['$.visits', 'swap:sizeEqual', 1, 'the value must be a list, not a number'],
    ['$.plan', 'in', ['pro', 3], 'a string is never equal to a number'],
    ['$.plan', 'contains', 'p', 'a string is not a list'],
    ['$.plan', 'lessThan', 'z', 'text has no order'],
    ['$.plan', 'someFact:equal', 'pro', 'a string is not a list'],
    ['$.plan', 'everyValue:equal', 'pro', 'the value must be a list'],
    ['$.visits', 'equal', '3', 'a number is never equal to a string'],
    ['$.visits', 'greaterThan', '3', 'a number cannot be ordered against a string'],
    ['$.visits', 'greaterThan', { fact: 'profile', path: '$.known' }, 'a boolean has no order'],
    ['$.known', 'greaterThan', 1, 'a boolean has no order'],
    ['$.tags', 'equal', ['vip'], 'a list is never equal to another; use contains'],
    ['$.since', 'lessThan', 'yesterday', '"yesterday" is not an ISO 8601 date'],
    ['$.counters.orders', 'not:equal', 'many', 'a number is never equal to a string'],
    ['$.visits', 'between', 3, 'the value must be two bounds: [low, high]'],
    ['$.visits', 'between', [3, 1], 'the lower bound must come first'],
    ['$.visits', 'between', [1, 'many'], 'a number cannot be ordered against a string'],
    ['$.visits', 'startsWith', '3', 'the fact must be a string, not a number'],
    ['$.plan', 'endsWith', 3, 'the value must be a string, not a number'],
    [
      '$.plan',
      'matches',
      '(?=pro)',
      'the value must be a regular expression: RE2 has no look-around and no back-references, see "(?=" at character 1',
    ],
    [
      '$.plan',
      'matches',
      'pro|((',
      'the value must be a regular expression: missing closing ), see "pro|((" at character 1',
    ],
    [
      '$.plan',
      'matches',
      'pro[z-a]',
      'the value must be a regular expression: invalid character class range, see "z-a" at character 5',
    ],
    [
      '$.plan',
      'matches',
      'x\\',
      'the value must be a regular expression: trailing backslash at end of expression',
    ],
    ['$.plan', 'matches', { fact: 'profile', path: '$.plan' }, 'the value must be written down'],
    ['$.plan', 'semverEqual', '1.x', 'the value must be a version such as 2.10.0'],
    ['$.visits', 'semverEqual', '1.0', 'the fact must be a string, not a number'],
    ['$.since', 'before', 'yesterday', 'the value must be an ISO 8601 date or time'],
    ['$.since', 'withinLast', '7 days', 'the value must be a duration such as 90m, 36h, 7d or 2w'],
    ['$.plan', 'sizeEqual', 1, 'the fact must be a list, not a string'],
    ['$.tags', 'sizeEqual', '1', 'the value must be a number, not a string'],
    ['$.tags', 'containsAll', 'vip', 'the value must be a list, not a string'],
    ['$.tags', 'inSegment', [], 'the value must be the key of a segment, or a list of keys'],
  ])('%s %s %j', (path, operator, value, message) => {
    expect(validateConditions(leaf(path, operator, value), dictionary)).toEqual([
      { path: ['value'], code: 'type-mismatch', message },
    ]);
  });
});

test('every fault is reported, each with its path', () => {
  const condition: Condition = {
    all: [
      leaf('$.height', 'equal', 1),
      { any: [] },
      { not: leaf('$.visits', 'about', 3) },
      { condition: 'absent' },
      leaf('$.orders[?(@.pay())]', 'equal', 'pro'),
      leaf('$.visits', 'equal', { fact: 'profile', path: '$.counters.deep.er' }),
      { fact: 'weather', operator: 'equal', value: 'rain' },
    ],
  };
  const faults = validateConditions(condition, dictionary).map(({ path, code }) => [path.join('.'), code]);
  expect(faults).toEqual([
    ['all.2.not.operator', 'unknown-operator'],
    ['all.3.condition', 'unknown-condition'],
    ['all.4.path', 'unsupported-path'],
    ['all.0.path', 'unknown-fact'],
    ['all.1.any', 'empty-any'],
    ['all.5.value.path', 'unknown-fact'],
    ['all.6.fact', 'unknown-fact'],
  ]);
});

const nest = (levels: number): Condition =>
  levels === 1 ? leaf('$.visits', 'equal', 1) : { not: nest(levels - 1) };

test('conditions may nest 32 levels and no more', () => {
  expect(validateConditions(nest(32), dictionary)).toEqual([]);
  expect(validateConditions(nest(33), dictionary)).toMatchObject([{ code: 'too-deep' }]);
});

test('conditions that refer to each other in a circle are refused', () => {
  const conditions = { a: { all: [{ condition: 'b' }] }, b: { not: { condition: 'a' } } };
  expect(validateConditions({ condition: 'a' }, dictionary, { conditions })).toMatchObject([
    { path: ['condition'], code: 'cyclic-condition' },
  ]);
});

test('a condition that doubles at every reference is refused before it is walked', () => {
  const twice = (name: string) => ({ all: [{ condition: name }, { condition: name }] });
  const names = Array.from({ length: 30 }, (_, i) => [`c${i}`, twice(`c${i + 1}`)] as const);
  const conditions = { ...Object.fromEntries(names), c30: { all: [leaf('$.visits', 'equal', 1)] } };
  expect(validateConditions({ condition: 'c0' }, dictionary, { conditions })).toMatchObject([
    { code: 'too-large' },
  ]);
});

test('the dictionary of the shop knows its own facts', () => {
  const condition: Condition = {
    all: [
      { fact: 'profile', path: '$.segments', operator: 'contains', value: 'vip' },
      { fact: 'profile', path: '$.counters.events.product_viewed', operator: 'greaterThan', value: 2 },
      { fact: 'time', path: '$.weekday', operator: 'in', value: ['saturday', 'sunday'] },
      { fact: 'experiments', path: '$.new-hero', operator: 'equal', value: 'b' },
    ],
  };
  expect(validateConditions(condition, factDefinitions)).toEqual([]);
});
