import { expect, test } from 'vitest';
import type { Condition } from '#schemas/condition.ts';
import { type NormalForm, normalForm, type Row, toRows } from '#server/domain/conditions/normal-form.ts';

const is = (value: string, operator = 'equal'): Condition => ({ fact: 'plan', operator, value });
const named = { pro: { all: [is('pro')] }, paying: { any: [{ condition: 'pro' }, is('team')] } };

/** A normal form in short: `(a & !b)`. */
const write = (form: NormalForm): string => {
  if (form.kind === 'literal')
    return `${form.negated ? '!' : ''}${form.operator} ${JSON.stringify(form.value)}`;
  return `(${form.parts.map(write).join(form.kind === 'all' ? ' & ' : ' | ')})`;
};
const writeRows = (rows: readonly Row[]): string[] => rows.map((row) => row.map(write).join(' & '));

test.each<[name: string, condition: Condition, form: string]>([
  ['not goes to the comparisons', { not: { any: [is('a'), is('b')] } }, '(!equal "a" & !equal "b")'],
  ['two nots are none', { not: { not: { all: [is('a'), is('b')] } } }, '(equal "a" & equal "b")'],
  ['references are written out', { not: { condition: 'paying' } }, '(!equal "pro" & !equal "team")'],
  ['groups of one are what is in them', { all: [{ any: [is('a')] }] }, 'equal "a"'],
  [
    'groups of one kind are joined',
    { all: [{ all: [is('a'), is('b')] }, is('c')] },
    '(equal "a" & equal "b" & equal "c")',
  ],
  ['an empty all holds', { all: [] }, '()'],
  ['an empty any holds as well', { any: [] }, '()'],
  [
    'between is two bounds',
    { fact: 'visits', operator: 'between', value: [1, 3] },
    '(greaterThanInclusive 1 & lessThanInclusive 3)',
  ],
  [
    'its opposite is to miss one of them',
    { not: { fact: 'visits', operator: 'between', value: [1, 3] } },
    '(!greaterThanInclusive 1 | !lessThanInclusive 3)',
  ],
  [
    'containsAll is several contains',
    { fact: 'tags', operator: 'containsAll', value: ['a', 'b'] },
    '(contains "a" & contains "b")',
  ],
])('%s', (_, condition, form) => {
  expect(write(normalForm(condition, named))).toBe(form);
});

test('a disjunction becomes rows, of which one must hold as a whole', () => {
  const condition = { all: [is('a'), { any: [is('b'), { all: [is('c'), is('d')] }] }] };
  expect(writeRows(toRows(normalForm(condition, {}), 8))).toEqual([
    'equal "a" & equal "b"',
    'equal "a" & equal "c" & equal "d"',
  ]);
});

test('what always holds is one row that asks nothing, and what never holds is no row', () => {
  expect(toRows(normalForm({ all: [] }, {}), 8)).toEqual([[]]);
  expect(toRows(normalForm({ not: { all: [] } }, {}), 8)).toEqual([]);
});

test('beyond the limit a disjunction stays in one piece, the largest first', () => {
  const any = (...values: string[]): Condition => ({ any: values.map((value) => is(value)) });
  const form = normalForm({ all: [any('a', 'b', 'c'), any('d', 'e')] }, {});
  expect(toRows(form, 6)).toHaveLength(6);
  expect(writeRows(toRows(form, 5))).toEqual([
    'equal "d" & (equal "a" | equal "b" | equal "c")',
    'equal "e" & (equal "a" | equal "b" | equal "c")',
  ]);
  expect(writeRows(toRows(normalForm(any('a', 'b', 'c'), {}), 2))).toEqual([
    '(equal "a" | equal "b" | equal "c")',
  ]);
});
