import type { EqualityEntry } from './equality-table.ts';
import type { ListEntry } from './list-table.ts';
import type { Literal } from './normal-form.ts';
import { isOrderOperator, type OrderEntry } from './order-sweep.ts';
import { predicateOf } from './predicate.ts';
import { isFactReference } from './soundness.ts';

/** The table that a literal belongs in, with its entry; null for one that only a function can tell. */
export type Classified =
  | { kind: 'equality'; entry: EqualityEntry }
  | { kind: 'number'; entry: OrderEntry<number> }
  | { kind: 'text'; entry: OrderEntry<string> }
  | { kind: 'list'; entry: ListEntry };

const equality = (row: number, values: readonly unknown[], excluded: boolean): Classified => ({
  kind: 'equality',
  entry: { row, values, excluded },
});

const order = (row: number, { operator, value, negated }: Literal): Classified | null => {
  if (!isOrderOperator(operator)) return null;
  const compare = predicateOf(operator, value)!;
  const rest = { row, operator, negated, holds: (actual: unknown) => compare(actual) !== negated };
  if (typeof value === 'number' && !Number.isNaN(value))
    return { kind: 'number', entry: { ...rest, point: value } };
  return typeof value === 'string' ? { kind: 'text', entry: { ...rest, point: value } } : null;
};

/** Of these, some are false of what is no list, and their opposites therefore true. */
const list = (
  row: number,
  values: readonly unknown[],
  excluded: boolean,
  { negated }: Literal,
): Classified => ({
  kind: 'list',
  entry: { row, values, excluded: excluded !== negated, otherwise: negated },
});

/**
 * How a row's literal is looked up instead of being evaluated.
 * @example classify(0, { kind: 'literal', at, operator: 'equal', value: 'pro', negated: false })?.kind // 'equality'
 */
export const classify = (row: number, literal: Literal): Classified | null => {
  const { operator, value, negated, compare } = literal;
  if (compare !== undefined || isFactReference(value)) return null;
  switch (operator) {
    case 'equal':
    case 'notEqual':
      return equality(row, [value], (operator === 'notEqual') !== negated);
    case 'in':
    case 'notIn':
      // a text takes its parts for members: that is no lookup
      return Array.isArray(value) ? equality(row, value, (operator === 'notIn') !== negated) : null;
    case 'contains':
    case 'doesNotContain':
      return list(row, [value], operator === 'doesNotContain', literal);
    case 'containsAny':
    case 'containsNone':
      return Array.isArray(value) ? list(row, value, operator === 'containsNone', literal) : null;
    default:
      return order(row, literal);
  }
};
