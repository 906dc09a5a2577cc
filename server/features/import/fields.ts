import type { FieldMapping, ValueSource } from '#schemas/import-mapping.ts';
import type { Money } from '#schemas/money.ts';
import type { JoinIndex } from './joins.ts';
import { multiply } from './multiply.ts';
import { setPath } from './set-path.ts';
import { compileTransform, type Defaults, textOf } from './transform.ts';
import type { Line, Row } from './types.ts';

type Input = { line: Line; group: readonly Line[] };
type ReadRaw = (input: Input) => unknown;
type ReadField = (input: Input, faults: string[]) => unknown;
export type ReadFields = (
  line: Line,
  group: readonly Line[],
) => { value: Record<string, unknown>; faults: string[] };

export type FieldsContext = { defaults: Defaults; joins: ReadonlyMap<string, JoinIndex> };

const fillTemplate = (template: string): ReadRaw => {
  const parts = template.split(/\{([^{}]+)\}/);
  return ({ line }) =>
    parts
      .map((part, index) => {
        if (index % 2 === 0) return part;
        return part === 'line' ? String(line.number) : textOf(line.row[part]);
      })
      .join('');
};

const rawReader = (source: ValueSource, { joins }: FieldsContext): ReadRaw => {
  const { column, template, lookup } = source;
  if (column !== undefined) return ({ line }) => line.row[column];
  if (template !== undefined) return fillTemplate(template);
  if (lookup === undefined) return () => source.constant;
  const join = joins.get(lookup.join);
  if (!join) throw new Error(`there is no join named "${lookup.join}"`);
  return ({ line }) => join.get(textOf(line.row[lookup.by]))?.[lookup.column];
};

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const add = (total: unknown, value: unknown): unknown => {
  if (total === undefined || value === undefined) return total ?? value;
  if (typeof value === 'number') return (total as number) + value;
  return { ...(total as Money), amount: (total as Money).amount + (value as Money).amount };
};

type TransformCell = (value: unknown, row: Row, faults: string[]) => unknown;

/** Values are multiplied as they stand in the file, before they are rounded to minor units. */
const compileCell = (source: ValueSource, { defaults }: FieldsContext): TransformCell => {
  const transform = compileTransform(source, defaults);
  const { times } = source;
  if (times === undefined) return (value, _, faults) => transform(value, faults);
  const factors = (row: Row) => times.map((factor) => (typeof factor === 'number' ? factor : row[factor]));
  return (value, row, faults) => transform(multiply([value, ...factors(row)]), faults);
};

/** Adds the transformed values, so that money is added as whole minor units. */
const sumReader =
  (column: string, transform: TransformCell): ReadField =>
  ({ group }, faults) =>
    group.reduce<unknown>((total, { row }) => add(total, transform(row[column], row, faults)), undefined);

const single = (source: ValueSource, context: FieldsContext): ReadField => {
  const read = rawReader(source, context);
  const transform = compileCell(source, context);
  return (input, faults) => {
    const raw = read(input);
    if (!isEmpty(raw)) {
      const mapped = source.values?.[textOf(raw)];
      return mapped ?? transform(raw, input.line.row, faults);
    }
    if (source.default !== undefined) return source.default;
    if (!source.optional) faults.push('is empty');
    return undefined;
  };
};

const fieldReader = (mapping: FieldMapping, context: FieldsContext): ReadField => {
  const source: ValueSource =
    typeof mapping === 'string' ? { column: mapping, as: 'string', optional: false } : mapping;
  // a constant stands for itself: no transform, and a number stays a number
  if (source.constant !== undefined) return () => source.constant;
  if (source.sum === undefined) return single(source, context);
  return sumReader(source.sum, compileCell(source, context));
};

/**
 * Makes the function that turns a line (and the other lines of its group) into an object. Every fault is named with
 * the path it concerns; empty optional fields are left out.
 * @throws Error for a lookup in a join that the source lacks
 */
export const compileFields = (
  fields: Readonly<Record<string, FieldMapping>>,
  context: FieldsContext,
): ReadFields => {
  const readers = Object.entries(fields).map(([path, mapping]) => ({
    path,
    steps: path.split('.'),
    read: fieldReader(mapping, context),
  }));
  return (line, group) => {
    const value: Record<string, unknown> = {};
    const faults: string[] = [];
    for (const { path, steps, read } of readers) {
      const found: string[] = [];
      const item = read({ line, group }, found);
      if (item !== undefined) setPath(value, steps, item);
      // a sum may meet the same fault on many lines
      faults.push(...new Set(found.map((fault) => `${path}: ${fault}`)));
    }
    return { value, faults };
  };
};
