import { describe, expect, test } from 'vitest';
import { FieldMapping, ImportSource, LineTest } from '#schemas/import-mapping.ts';
import { dateReader } from '#server/features/import/dates.ts';
import { compileFields } from '#server/features/import/fields.ts';
import { compileLineTest } from '#server/features/import/line-test.ts';
import type { Line } from '#server/features/import/types.ts';

const defaults = { currency: 'EUR', timeZone: 'UTC' };
const joins = new Map([['campaigns', new Map([['7', { id: '7', start: '2017-04-24' }]])]]);

/** One field of one line, and of its group. */
const readField = (mapping: unknown, row: Line['row'], group: Line['row'][] = [row]) => {
  const read = compileFields({ field: FieldMapping.parse(mapping) }, { defaults, joins });
  const lines = group.map((each, index) => ({ number: index + 2, row: each }));
  const { value, faults } = read({ number: 2, row }, lines);
  return faults.length > 0 ? { faults } : value['field'];
};

describe('fields', () => {
  test.each<[string, unknown, Line['row'], unknown]>([
    ['a column name is its text', 'a', { a: ' x ' }, ' x '],
    ['a number in NDJSON becomes text where text is asked for', 'a', { a: 5 }, '5'],
    ['an integer', { column: 'a', as: 'integer' }, { a: ' 12 ' }, 12],
    ['a negative number', { column: 'a', as: 'number' }, { a: '-1.5' }, -1.5],
    ['scientific notation', { column: 'a', as: 'number' }, { a: '4.440892e-16' }, 4.440892e-16],
    ['a truth', { column: 'a', as: 'boolean' }, { a: 'Yes' }, true],
    ['cents are exact', { column: 'a', as: 'money' }, { a: '1.15' }, { amount: 115, currency: 'EUR' }],
    [
      'half a cent is rounded up',
      { column: 'a', as: 'money' },
      { a: '2.675' },
      { amount: 268, currency: 'EUR' },
    ],
    [
      'a residue of floating point is no money',
      { column: 'a', as: 'money' },
      { a: '4.44e-16' },
      { amount: 0, currency: 'EUR' },
    ],
    [
      'yen have no cents',
      { column: 'a', as: 'money', currency: 'JPY' },
      { a: '980' },
      { amount: 980, currency: 'JPY' },
    ],
    [
      'a price times a quantity, taken back',
      { column: 'a', times: ['b', -1], as: 'money' },
      { a: '1.15', b: '3' },
      { amount: -345, currency: 'EUR' },
    ],
    [
      'what is multiplied is rounded once',
      { column: 'a', times: ['b'], as: 'money' },
      { a: '0.004', b: '100' },
      { amount: 40, currency: 'EUR' },
    ],
    [
      'words for a factor',
      { column: 'a', times: ['b'], as: 'money' },
      { a: '1.15', b: 'three' },
      { faults: ['field: "three" is not an amount of money'] },
    ],
    ['a list', { column: 'a', as: 'list', separator: '|' }, { a: 'x| y ||' }, ['x', 'y']],
    ['JSON in a column', { column: 'a', as: 'json' }, { a: '{"b":[1]}' }, { b: [1] }],
    ['a constant keeps its type', { constant: 3 }, {}, 3],
    ['a template', { template: '{a}-{line}' }, { a: 'x' }, 'x-2'],
    ['a lookup', { lookup: { join: 'campaigns', by: 'c', column: 'start' } }, { c: '7' }, '2017-04-24'],
    ['a value that has another name', { column: 'a', values: { M: 'male' } }, { a: 'M' }, 'male'],
    ['a default for an empty value', { column: 'a', default: 'none' }, { a: ' ' }, 'none'],
    ['an optional empty value is left out', { column: 'a', optional: true }, { a: '' }, undefined],
    ['an empty value is a fault', 'a', { a: '' }, { faults: ['field: is empty'] }],
    ['a column that is not there is a fault', 'b', { a: 'x' }, { faults: ['field: is empty'] }],
    [
      'half an item',
      { column: 'a', as: 'integer' },
      { a: '1.5' },
      { faults: ['field: "1.5" is not a whole number'] },
    ],
    [
      'words for money',
      { column: 'a', as: 'money' },
      { a: '€5' },
      { faults: ['field: "€5" is not an amount of money'] },
    ],
  ])('%s', (_, mapping, row, expected) => {
    expect(readField(mapping, row)).toEqual(expected);
  });

  test('each line of a group is multiplied before it is added', () => {
    const group = [
      { price: '2.55', pieces: '6' },
      { price: '3.39', pieces: '2' },
    ];
    const mapping = { sum: 'price', times: ['pieces'], as: 'money' };
    // 6 · 2.55 + 2 · 3.39
    expect(readField(mapping, group[0]!, group)).toEqual({ amount: 2208, currency: 'EUR' });
  });

  test('text is not multiplied', () => {
    expect(FieldMapping.safeParse({ column: 'a', times: ['b'] }).success).toBe(false);
  });

  test('money is added as whole cents over the lines of a group', () => {
    const group = Array.from({ length: 10 }, () => ({ a: '0.10' }));
    expect(readField({ sum: 'a', as: 'money' }, group[0]!, group)).toEqual({ amount: 100, currency: 'EUR' });
  });

  test('every fault of a line is told with its path', () => {
    const mappings = { 'data.x': { column: 'a', as: 'integer' as const }, 'data.y': 'b' };
    const fields = Object.fromEntries(
      Object.entries(mappings).map(([path, mapping]) => [path, FieldMapping.parse(mapping)]),
    );
    const read = compileFields(fields, { defaults, joins });
    expect(read({ number: 2, row: { a: 'x' } }, []).faults).toEqual([
      'data.x: "x" is not a whole number',
      'data.y: is empty',
    ]);
  });

  test('a field has one source', () => {
    expect(FieldMapping.safeParse({ column: 'a', template: 'b' }).success).toBe(false);
    expect(FieldMapping.safeParse({ as: 'integer' }).success).toBe(false);
  });

  test.each(['__proto__.x', 'data.constructor', 'data.$where', 'data..x'])('%s is no target', (path) => {
    const source = { name: 'a', file: 'a.csv', records: 'event', fields: { [path]: 'a' } };
    expect(ImportSource.safeParse(source).success).toBe(false);
  });
});

describe('dates', () => {
  test.each<[string, string, string, string | null]>([
    ['iso', 'UTC', '2026-07-01T10:00:00+02:00', '2026-07-01T08:00:00.000Z'],
    ['iso', 'UTC', '2026-07-01T10:00:00', null],
    ['unix', 'UTC', '1483228800', '2017-01-01T00:00:00.000Z'],
    ['unix_ms', 'UTC', '1483228800123', '2017-01-01T00:00:00.123Z'],
    ['yyyy-MM-dd', 'UTC', '2017-02-30', null],
    ['dd.MM.yyyy HH:mm', 'Europe/Berlin', '01.07.2026 00:30', '2026-06-30T22:30:00.000Z'],
    ['dd.MM.yyyy HH:mm', 'Europe/Berlin', '01.01.2026 00:30', '2025-12-31T23:30:00.000Z'],
    // clocks go from 02:00 to 03:00 on 2017-03-12 in New York
    ['yyyy-MM-dd HH:mm:ss', 'America/New_York', '2017-03-12 01:59:59', '2017-03-12T06:59:59.000Z'],
    ['yyyy-MM-dd HH:mm:ss', 'America/New_York', '2017-03-12 03:00:00', '2017-03-12T07:00:00.000Z'],
    ['M/d', 'UTC', 'soon', null],
  ])('%s in %s reads %s as %s', (format, zone, text, expected) => {
    expect(dateReader(format, zone)(text)?.toISOString() ?? null).toBe(expected);
  });
});

describe('line tests', () => {
  test.each<[string, unknown, string, boolean]>([
    ['below', { lessThan: 1 }, '0', true],
    ['not below', { lessThan: 1 }, '1', false],
    ['nothing is not below anything', { lessThan: 1 }, '', false],
    ['a range', { atLeast: 1, lessThan: 3 }, '2', true],
    ['outside a range', { atLeast: 1, lessThan: 3 }, '3', false],
    ['equal to a number', { equals: 5 }, '5', true],
    ['one of several', { in: ['a', 'b'] }, 'b', true],
    ['a pattern', { matches: '^C\\d+' }, 'C536379', true],
    ['empty', { empty: true }, ' ', true],
    ['not empty', { empty: false }, 'x', true],
  ])('%s', (_, parts, text, expected) => {
    expect(compileLineTest(LineTest.parse({ column: 'a', ...(parts as object) }))({ a: text })).toBe(
      expected,
    );
  });
});
