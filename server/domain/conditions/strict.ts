import type { Condition, FactReference, LeafCondition } from '#schemas/condition.ts';
import { formOf, priorityOf } from './forms.ts';
import type { Matcher } from './matcher.ts';
import { findStrictComparison } from './operators.ts';
import { readerOf, readNow, slotOf } from './slots.ts';
import { isFactReference } from './soundness.ts';
import type { ConditionOptions, CustomLanguage, Facts, MatchableRule, NamedConditions } from './types.ts';

type Context = { facts: Facts; conditions: NamedConditions; custom: CustomLanguage };

const readOrFail = (reference: FactReference, facts: Facts): unknown => {
  if (!Object.hasOwn(facts, reference.fact)) throw new Error(`Undefined fact: ${reference.fact}`);
  return readerOf(slotOf(reference))(facts, true);
};

const compare = (leaf: LeafCondition, { facts, custom }: Context): boolean => {
  const expected = isFactReference(leaf.value) ? readOrFail(leaf.value, facts) : leaf.value;
  return findStrictComparison(leaf.operator, custom)!(readOrFail(leaf, facts), expected, readNow(facts));
};

/** By priority from high to low; those of one priority together. */
const byPriority = (conditions: readonly Condition[]): Condition[][] => {
  const priorities = [...new Set(conditions.map(priorityOf))].sort((a, b) => b - a);
  return priorities.map((priority) => conditions.filter((each) => priorityOf(each) === priority));
};

/** json-rules-engine evaluates all conditions of one priority, even when the first has decided. */
const holdsGroup = (kind: 'all' | 'any', conditions: readonly Condition[], context: Context): boolean => {
  if (conditions.length === 0) return true;
  const decisive = kind === 'any';
  for (const together of byPriority(conditions))
    if (together.map((each) => holds(each, context)).includes(decisive)) return decisive;
  return !decisive;
};

const holds = (condition: Condition, context: Context): boolean => {
  const form = formOf(condition);
  switch (form.kind) {
    case 'comparison':
      return compare(form.leaf, context);
    case 'reference':
      return holds(context.conditions[form.name]!, context);
    case 'not':
      return !holds(form.child, context);
    default:
      return holdsGroup(form.kind, form.children, context);
  }
};

/** Evaluates what json-rules-engine would evaluate and nothing else, and throws where it would fail the run. */
export const createStrictMatcher =
  (
    rules: readonly MatchableRule[],
    order: readonly number[],
    { conditions = {}, ...custom }: ConditionOptions,
  ): Matcher =>
  (facts) =>
    order.filter((rule) => holds(rules[rule]!.conditions, { facts, conditions, custom }));
