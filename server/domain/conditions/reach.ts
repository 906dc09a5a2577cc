import type { Condition, LeafCondition, TopCondition } from '#schemas/condition.ts';
import { conditionText } from './condition-text.ts';
import { formOf } from './forms.ts';
import { findComparison } from './operators.ts';
import { readerOf, readNow, slotOf } from './slots.ts';
import { isFactReference } from './soundness.ts';
import type { ConditionOptions, Facts, Fault, NamedConditions } from './types.ts';

/** A part of a condition: where it is, and what it says. */
export type Part = { path: Fault['path']; text: string };
/** Its comparisons that would have to hold so that all of it does; none where it holds. */
type Shortfall = (facts: Facts) => readonly Part[];

export type Reach = {
  /** The conditions of which all must hold, in their order. */
  steps: readonly (Part & { missing: Shortfall })[];
  /** The comparisons that were left out, because nothing is known of what they read. */
  unjudged: readonly Part[];
};

type Place = { path: Fault['path']; negated: boolean };
type Context = { named: NamedConditions; isKnown: (fact: string) => boolean; unjudged: Part[] };

const readsUnknown = ({ fact, value }: LeafCondition, { isKnown }: Context): boolean =>
  !isKnown(fact) || (isFactReference(value) && !isKnown(value.fact));

const partOf = (condition: Condition, { path, negated }: Place): Part => ({
  path,
  text: conditionText(negated ? { not: condition } : condition),
});

const ofLeaf = (leaf: LeafCondition, place: Place): Shortfall => {
  const missing = [partOf(leaf, place)];
  const compare = findComparison(leaf.operator)!;
  const read = readerOf(slotOf(leaf));
  const { value } = leaf;
  const expected = isFactReference(value) ? readerOf(slotOf(value)) : () => value;
  return (facts) => (compare(read(facts), expected(facts), readNow(facts)) !== place.negated ? [] : missing);
};

const ofAll =
  (parts: readonly Shortfall[]): Shortfall =>
  (facts) =>
    parts.flatMap((missing) => missing(facts));

/** The way with the fewest missing, the first of several. */
const ofAny =
  (parts: readonly Shortfall[]): Shortfall =>
  (facts) => {
    const [first, ...others] = parts.map((missing) => missing(facts));
    return others.reduce((best, other) => (other.length < best!.length ? other : best), first) ?? [];
  };

/** Inside a named condition the place is that of its name. */
const under =
  (path: Fault['path'], missing: Shortfall): Shortfall =>
  (facts) =>
    missing(facts).map(({ text }) => ({ path, text }));

const ofGroup = (condition: Condition, place: Place, context: Context): Shortfall | null => {
  const form = formOf(condition);
  if (form.kind !== 'all' && form.kind !== 'any') return null;
  // json-rules-engine takes an any of nothing for true
  if (form.children.length === 0) return () => (place.negated ? [partOf(condition, place)] : []);
  const parts = form.children.flatMap(
    (child, index) =>
      shortfallOf(child, { ...place, path: [...place.path, form.kind, index] }, context) ?? [],
  );
  if (parts.length === 0) return null;
  return (form.kind === 'all') === place.negated ? ofAny(parts) : ofAll(parts);
};

/** Null where nothing of it can be judged. */
const shortfallOf = (condition: Condition, place: Place, context: Context): Shortfall | null => {
  const { path, negated } = place;
  const form = formOf(condition);
  switch (form.kind) {
    case 'comparison':
      if (!readsUnknown(form.leaf, context)) return ofLeaf(form.leaf, place);
      context.unjudged.push(partOf(form.leaf, place));
      return null;
    case 'not':
      return shortfallOf(form.child, { path: [...path, 'not'], negated: !negated }, context);
    case 'reference': {
      const inside: Part[] = [];
      const at = [...path, 'condition'];
      const missing = shortfallOf(
        context.named[form.name]!,
        { path: at, negated },
        { ...context, unjudged: inside },
      );
      context.unjudged.push(...inside.map(({ text }) => ({ path: at, text })));
      return missing && under(at, missing);
    }
    default:
      return ofGroup(condition, place, context);
  }
};

/** The conditions of which all must hold, with their places. */
const topParts = (conditions: TopCondition): { condition: Condition; path: Fault['path'] }[] => {
  const form = formOf(conditions);
  return form.kind === 'all'
    ? form.children.map((condition, index) => ({ condition, path: ['all', index] }))
    : [{ condition: conditions, path: [] }];
};

/**
 * A sound condition, ready to tell how far customers are from it, one part after the other. What reads a fact of which
 * nothing is known is left out of its group, and named.
 * @example reachOf({ all: [vip, onMobile] }, { isKnown: (fact) => fact !== 'context' }).unjudged // [{ path: ['all', 1], … }]
 */
export const reachOf = (
  conditions: TopCondition,
  { conditions: named = {}, isKnown }: ConditionOptions & Pick<Context, 'isKnown'>,
): Reach => {
  const context: Context = { named, isKnown, unjudged: [] };
  const steps = topParts(conditions).flatMap(({ condition, path }) => {
    const place = { path, negated: false };
    const missing = shortfallOf(condition, place, context);
    return missing === null ? [] : [{ ...partOf(condition, place), missing }];
  });
  return { steps, unjudged: context.unjudged };
};
