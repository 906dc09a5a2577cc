import type { Condition, FactReference, LeafCondition } from '#schemas/condition.ts';
import { formOf, priorityOf } from './forms.ts';
import { foundIn } from './history-words.ts';
import { findComparison } from './operators.ts';
import { type Reader, readerOf, readNow, slotOf } from './slots.ts';
import { isFactReference, soundnessFaults } from './soundness.ts';
import type { ConditionOptions, CustomLanguage, Facts, NamedConditions } from './types.ts';

/** Null: not evaluated, because conditions of a higher priority had decided already, or because nothing was matched. */
export type TraceResult = boolean | null;
export type GroupTrace = {
  kind: 'all' | 'any' | 'not' | 'reference';
  /** The author's label, or the name of the condition that is referred to. */
  name?: string;
  result: TraceResult;
  children: ConditionTrace[];
};
export type ComparisonTrace = {
  kind: 'comparison';
  name?: string;
  fact: string;
  path?: string;
  operator: string;
  /** What it was compared with: the value itself, also where it was read from another fact. */
  expected: unknown;
  /** The other fact, where the value was read from one. */
  expectedFrom?: { fact: string; path?: string };
  /** Of a customer's history only the count. */
  actual: unknown;
  /** What was found, where the count alone does not say it: '3 times in the last 7 days, wanted at least 5 times'. */
  found?: string;
  result: TraceResult;
};
export type ConditionTrace = GroupTrace | ComparisonTrace;

type Context = { facts: Facts; conditions: NamedConditions; custom: CustomLanguage };

// conditions of a release are explained again and again, and parsing a path costs more than reading it
const readers = new WeakMap<FactReference, Reader>();

const readFact = (reference: FactReference, facts: Facts): unknown => {
  const known = readers.get(reference);
  if (known !== undefined) return known(facts);
  const reader = readerOf(slotOf(reference));
  readers.set(reference, reader);
  return reader(facts);
};

const label = ({ name }: { name?: string | undefined }): { name?: string } =>
  name === undefined ? {} : { name };

const nameOf = ({ fact, path }: FactReference): { fact: string; path?: string } =>
  path === undefined ? { fact } : { fact, path };

const traceComparison = (leaf: LeafCondition, { facts, custom }: Context): ComparisonTrace => {
  const actual = readFact(leaf, facts);
  const expected = isFactReference(leaf.value) ? readFact(leaf.value, facts) : leaf.value;
  const counted = foundIn(leaf, actual, readNow(facts));
  return {
    kind: 'comparison',
    ...label(leaf),
    ...nameOf(leaf),
    operator: leaf.operator,
    expected,
    ...(isFactReference(leaf.value) && { expectedFrom: nameOf(leaf.value) }),
    ...(counted === null ? { actual } : { actual: counted.count, found: counted.text }),
    result: findComparison(leaf.operator, custom)?.(actual, expected, readNow(facts)) ?? false,
  };
};

/**
 * The same conditions as ones that were not asked, with what they would have compared.
 * @example notEvaluated(explainConditions({ all: [leaf] }, facts)).result // null
 */
export const notEvaluated = (trace: ConditionTrace): ConditionTrace =>
  trace.kind === 'comparison'
    ? { ...trace, result: null }
    : { ...trace, result: null, children: trace.children.map(notEvaluated) };

/** Below every priority. */
const undecided = Number.NEGATIVE_INFINITY;

const traceGroup = (kind: 'all' | 'any', conditions: readonly Condition[], context: Context): GroupTrace => {
  const children: ConditionTrace[] = conditions.map((condition) => trace(condition, context));
  // an empty group is true of everyone, an empty any too
  if (children.length === 0) return { kind, result: true, children };
  const decisive = kind === 'any';
  const decidedAt = children.reduce(
    (highest, { result }, i) =>
      result === decisive ? Math.max(highest, priorityOf(conditions[i]!)) : highest,
    undecided,
  );
  return {
    kind,
    result: decidedAt === undecided ? !decisive : decisive,
    children: children.map((child, i) =>
      priorityOf(conditions[i]!) < decidedAt ? notEvaluated(child) : child,
    ),
  };
};

const traceNot = (child: ConditionTrace): GroupTrace => ({
  kind: 'not',
  result: !child.result,
  children: [child],
});

const traceReference = (name: string, context: Context): GroupTrace => {
  const child = trace(context.conditions[name]!, context);
  return { kind: 'reference', name, result: child.result, children: [child] };
};

const trace = (condition: Condition, context: Context): ConditionTrace => {
  const form = formOf(condition);
  switch (form.kind) {
    case 'comparison':
      return traceComparison(form.leaf, context);
    case 'reference':
      return traceReference(form.name, context);
    case 'not':
      return { ...label(condition), ...traceNot(trace(form.child, context)) };
    default:
      return { ...label(condition), ...traceGroup(form.kind, form.children, context) };
  }
};

/**
 * As `explainConditions`, for a condition that is known to be sound: one of a release, which was checked when it was
 * compiled.
 * @example traceConditions(rule.conditions, facts, { conditions: release.conditions }).result // true
 */
export const traceConditions = (
  condition: Condition,
  facts: Facts,
  { conditions = {}, ...custom }: ConditionOptions = {},
): ConditionTrace => trace(condition, { facts, conditions, custom });

/**
 * Why a condition is true or false of the facts: the same tree, with what each comparison expected and found.
 * The root's result is what matching gives, and the same comparisons are skipped.
 * @throws Error when the condition cannot be evaluated at all (see soundnessFaults)
 * @example explainConditions({ all: [leaf] }, facts).result // true
 */
export const explainConditions = (
  condition: Condition,
  facts: Facts,
  options: ConditionOptions = {},
): ConditionTrace => {
  const [fault] = soundnessFaults(condition, options);
  if (fault !== undefined) throw new Error(`At ${fault.path.join('.')}: ${fault.message}`);
  return traceConditions(condition, facts, options);
};
