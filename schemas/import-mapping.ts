import { z } from 'zod';
import { isForbiddenKey } from './json.ts';
import { Key } from './key.ts';

const column = z.string().min(1).max(200).describe('the name of a column');
const template = z.string().min(1).max(1000).describe('text with {column} places; {line} is the line number');
const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const transforms = [
  'string',
  'integer',
  'number',
  'boolean',
  'money',
  'date',
  'list',
  'json',
] as const;

const numeric: ReadonlySet<(typeof transforms)[number]> = new Set(['integer', 'number', 'money']);

/** Where a value comes from, and what becomes of it. Exactly one source. */
const ValueSource = z
  .strictObject({
    column: column.optional(),
    template: template.optional(),
    constant: z.unknown().optional(),
    lookup: z
      .strictObject({
        join: Key.describe('one of the joins of this source'),
        by: column.describe('the column here whose value is looked up'),
        column: column.describe('the column there whose value is taken'),
      })
      .optional(),
    sum: column.optional().describe('in a group: the sum of this column over its lines'),
    times: z
      .array(z.union([column, z.number()]))
      .min(1)
      .max(5)
      .optional()
      .describe('columns and numbers that the value, or each of a sum, is multiplied with, exactly'),
    as: z.enum(transforms).default('string'),
    format: z
      .string()
      .max(60)
      .optional()
      .describe('of a date: iso, unix, unix_ms, or a pattern of yyyy MM dd HH mm ss'),
    timeZone: z
      .string()
      .max(60)
      .optional()
      .describe('IANA zone of dates that do not say theirs; UTC when absent'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .describe('of money; the mapping holds the default'),
    separator: z
      .string()
      .min(1)
      .max(5)
      .optional()
      .describe('between the items of a list; a comma when absent'),
    values: z
      .record(z.string(), scalar)
      .optional()
      .describe('what each value becomes; others stay as they are'),
    default: z.unknown().optional().describe('used when the value is empty'),
    optional: z.boolean().default(false).describe('left out when empty, instead of rejecting the line'),
  })
  .refine(
    (field) =>
      [field.column, field.template, field.constant, field.lookup, field.sum].filter(
        (source) => source !== undefined,
      ).length === 1,
    { message: 'give exactly one of column, template, constant, lookup and sum' },
  )
  .refine(({ times, as }) => times === undefined || numeric.has(as), {
    message: 'only an integer, a number or money can be multiplied',
    path: ['times'],
  });

export const FieldMapping = z
  .union([column, ValueSource])
  .describe('a column name, or a source with a transform');
export type FieldMapping = z.infer<typeof FieldMapping>;
export type ValueSource = z.infer<typeof ValueSource>;

const target = z
  .string()
  .min(1)
  .max(200)
  .refine((path) => !path.split('.').some((step) => step === '' || isForbiddenKey(step)), {
    message: 'a path of names with dots between them, none reserved',
  });
const Fields = z.record(target, FieldMapping).describe('target path to where it comes from');

/** A test of one column; every part that is given must hold. */
export const LineTest = z
  .strictObject({
    column,
    equals: scalar.optional(),
    in: z.array(scalar).min(1).optional(),
    matches: z.string().max(200).optional().describe('a regular expression'),
    empty: z.boolean().optional(),
    lessThan: z.number().optional(),
    atLeast: z.number().optional(),
  })
  .refine(({ column: _, ...tests }) => Object.values(tests).some((part) => part !== undefined), {
    message: 'tests nothing',
  });
export type LineTest = z.infer<typeof LineTest>;

const Join = z.strictObject({
  name: Key,
  file: z.string().min(1).max(500),
  key: column.describe('the column that lines are looked up by'),
});

const Group = z.strictObject({
  by: z
    .array(column)
    .min(1)
    .max(5)
    .describe('lines that agree in these become one record, wherever they stand'),
  lists: z
    .array(
      z.strictObject({
        into: z
          .string()
          .min(1)
          .max(200)
          .describe('the path of a list; each line adds an item to the first that takes it'),
        when: LineTest.optional(),
        fields: Fields,
      }),
    )
    .max(10)
    .default([]),
});

const Reference = z.strictObject({
  column,
  join: Key.describe('the value must be a key of this join, else the line is stored and noted in the report'),
});

export const recordKinds = ['product', 'content_item', 'customer', 'event'] as const;

/** One file and what its lines are. */
export const ImportSource = z.strictObject({
  name: Key,
  file: z.string().min(1).max(500).describe('relative to the mapping file, or to --directory'),
  format: z.enum(['csv', 'ndjson']).optional().describe('told by the file name when absent; .gz is unpacked'),
  delimiter: z.string().length(1).default(','),
  records: z.enum(recordKinds),
  joins: z.array(Join).max(10).default([]),
  references: z.array(Reference).max(10).default([]),
  skip: z
    .array(z.strictObject({ when: LineTest, reason: z.string().min(1).max(300) }))
    .max(20)
    .default([])
    .describe('lines that are reported with a reason instead of stored'),
  group: Group.optional(),
  fields: Fields,
});
export type ImportSource = z.infer<typeof ImportSource>;

const distinctNames = (sources: { name: string }[]): boolean =>
  new Set(sources.map(({ name }) => name)).size === sources.length;

/** How foreign files become products, content items, customers and events. */
export const ImportMapping = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().min(1).max(200),
    description: z.string().max(2000).optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('EUR'),
    timeZone: z.string().max(60).default('UTC'),
    sources: z.array(ImportSource).min(1).max(50),
  })
  .refine(({ sources }) => distinctNames(sources), {
    message: 'source names must differ',
    path: ['sources'],
  });
export type ImportMapping = z.infer<typeof ImportMapping>;
