import type { Condition, FactReference, LeafCondition } from '#schemas/condition.ts';
import type { Comparison } from './comparisons.ts';
import { formOf } from './forms.ts';
import { findComparison, parseOperator } from './operators.ts';
import { isFactReference } from './soundness.ts';
import type { CustomLanguage, NamedConditions } from './types.ts';

/** One comparison, or its opposite. */
export type Literal = {
  kind: 'literal';
  at: FactReference;
  operator: string;
  value: unknown;
  negated: boolean;
  /** Of an operator that is not ours: the function that it is. */
  compare?: Comparison;
};

/**
 * A condition with every reference written out and every `not` at the comparisons. Here an `any` of nothing is
 * false and an `all` of nothing is true.
 */
export type NormalForm = Literal | { kind: 'all' | 'any'; parts: readonly NormalForm[] };

const TRUE: NormalForm = { kind: 'all', parts: [] };
const FALSE: NormalForm = { kind: 'any', parts: [] };

const group = (kind: 'all' | 'any', parts: readonly NormalForm[]): NormalForm =>
  parts.length === 1
    ? parts[0]!
    : { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : part)) };

/** Comparisons that are several plainer ones at once. */
const partsOf = ({ operator, value }: LeafCondition): { operator: string; value: unknown }[] => {
  if (operator === 'between' && Array.isArray(value) && value.length === 2)
    return [
      { operator: 'greaterThanInclusive', value: value[0] },
      { operator: 'lessThanInclusive', value: value[1] },
    ];
  if (operator === 'containsAll' && Array.isArray(value) && value.length > 0)
    return value.map((item) => ({ operator: 'contains', value: item }));
  return [{ operator, value }];
};

const literals = (leaf: LeafCondition, negated: boolean): NormalForm => {
  const at = { fact: leaf.fact, ...(leaf.path === undefined ? {} : { path: leaf.path }) };
  const parts = isFactReference(leaf.value) ? [leaf] : partsOf(leaf);
  return group(
    negated ? 'any' : 'all',
    parts.map(({ operator, value }): Literal => ({ kind: 'literal', at, operator, value, negated })),
  );
};

/**
 * The normal form of a sound condition (see soundnessFaults), or of its opposite.
 * @example normalForm({ not: { any: [a, b] } }, {}) // { kind: 'all', parts: [not a, not b] }
 */
export const normalForm = (condition: Condition, named: NamedConditions, negated = false): NormalForm => {
  const form = formOf(condition);
  switch (form.kind) {
    case 'comparison':
      return literals(form.leaf, negated);
    case 'reference':
      return normalForm(named[form.name]!, named, negated);
    case 'not':
      return normalForm(form.child, named, !negated);
    default: {
      // json-rules-engine takes an any of nothing for true
      if (form.children.length === 0) return negated ? FALSE : TRUE;
      const kind = (form.kind === 'all') === negated ? 'any' : 'all';
      return group(
        kind,
        form.children.map((child) => normalForm(child, named, negated)),
      );
    }
  }
};

/**
 * The same form, in which comparisons by operators of one's own have the function that they are.
 * @example withCustom(form, { operators: { resembles } })
 */
export const withCustom = (form: NormalForm, custom: CustomLanguage): NormalForm => {
  if (form.kind !== 'literal') return { ...form, parts: form.parts.map((part) => withCustom(part, custom)) };
  const compare = parseOperator(form.operator) === null ? findComparison(form.operator, custom) : null;
  return compare === null ? form : { ...form, compare };
};

/** What must hold together: comparisons, and disjunctions that were too large to be multiplied out. */
export type Row = readonly NormalForm[];

/** The rows of an `all`, smallest disjunctions first, so that as many as may be are multiplied out. */
const multiply = (parts: readonly NormalForm[], limit: number): Row[] => {
  const factors = parts.map((part) => ({ part, rows: toRows(part, limit) }));
  let product: Row[] = [[]];
  for (const { part, rows } of factors.toSorted((a, b) => a.rows.length - b.rows.length))
    product =
      product.length * rows.length <= limit
        ? product.flatMap((before) => rows.map((row) => [...before, ...row]))
        : product.map((before) => [...before, part]);
  return product;
};

/**
 * A normal form as a disjunction: it holds when all parts of one of the rows hold. There are at most `limit` rows;
 * what would make more stays in one piece inside a row.
 * @example toRows({ kind: 'any', parts: [a, b] }, 16) // [[a], [b]]
 */
export const toRows = (form: NormalForm, limit: number): Row[] => {
  if (form.kind === 'literal') return [[form]];
  if (form.kind === 'all') return multiply(form.parts, limit);
  const rows = form.parts.flatMap((part) => toRows(part, limit));
  return rows.length <= limit ? rows : [[form]];
};
