import type { LeafCondition } from '#schemas/condition.ts';
import type { FactDefinition } from '#schemas/facts.ts';
import { Performed } from '#schemas/history.ts';
import { literalSide, operandFaults } from '#server/domain/conditions/operand-types.ts';
import { type FactOption, findOption, referenceTo } from './fact-options.ts';
import { joinOperator, type Modifier, modifiersAfter, splitOperator } from './modifiers.ts';
import { operatorOptions } from './operator-options.ts';
import { type Comparing, convertValue, kindOfValue, valueKinds } from './values.ts';

/** What the dictionary says of the fact that a comparison looks at. */
export const definitionOf = (leaf: Pick<LeafCondition, 'fact' | 'path'>): FactDefinition | undefined =>
  findOption(leaf)?.option.definition;

/** What the value of a comparison is held against. */
export const comparingOf = (leaf: LeafCondition): Comparing => ({
  type: definitionOf(leaf)?.type,
  operator: leaf.operator,
});

const fits = ({ value }: LeafCondition, comparing: Comparing): boolean => {
  const kind = kindOfValue(value, comparing);
  if (kind === 'fact') return true;
  const faults = operandFaults(comparing.operator, { type: comparing.type }, literalSide(value));
  return valueKinds(comparing).includes(kind) && faults.length === 0;
};

/** The comparison with a value that fits: the present one where it does, else what `from` becomes. */
const refit = (leaf: LeafCondition, from: unknown, now: Date): LeafCondition => {
  const comparing = comparingOf(leaf);
  if (fits(leaf, comparing)) return leaf;
  const [kind = 'json'] = valueKinds(comparing);
  const converted = convertValue(from, kind, comparing, now);
  // members of another type would stay behind unseen
  const value = kind === 'list' && !fits({ ...leaf, value: converted }, comparing) ? [] : converted;
  const values = definitionOf(leaf)?.values;
  const isForeign = kind === 'text' && values !== undefined && !values.includes(String(value));
  return { ...leaf, value: isForeign ? values[0] : value };
};

/** Whether a fact can be compared by an operator with all its modifiers. */
const allows = (definition: FactDefinition, name: string): boolean => {
  const { modifiers, operator } = splitOperator(name);
  return (
    modifiers.every((one, index) =>
      modifiersAfter(modifiers.slice(0, index), definition.type).includes(one),
    ) && operatorOptions(definition, modifiers).some((option) => option.name === operator)
  );
};

/** What was asked of another event's history is asked of this one's; its data are others. */
const ofEvent = (leaf: LeafCondition, event: string, now: Date): LeafCondition => {
  const comparing = { ...comparingOf(leaf), operator: 'performed' };
  const { data } = Performed.safeParse(leaf.value);
  const { where: _, ...asked } = data ?? (convertValue(undefined, 'performed', comparing, now) as Performed);
  return { ...leaf, operator: 'performed', value: { ...asked, event } };
};

/**
 * The comparison about another fact. Operator and value stay where they fit it, and everything else always.
 * @example withFact(leaf, option, 'plan', now) // { …leaf, fact: 'profile', path: '$.traits.plan' }
 */
export const withFact = (leaf: LeafCondition, option: FactOption, text: string, now: Date): LeafCondition => {
  const { definition } = option;
  const operator = allows(definition, leaf.operator)
    ? leaf.operator
    : (operatorOptions(definition)[0]?.name ?? leaf.operator);
  if (option.event !== undefined) return ofEvent({ ...leaf, ...referenceTo(definition) }, option.event, now);
  // what was compared with the former fact says nothing about another kind of fact
  return refit({ ...leaf, ...referenceTo(definition, text), operator }, undefined, now);
};

/** The comparison by another operator behind the same modifiers, its value turned into what that takes. */
export const withOperator = (leaf: LeafCondition, operator: string, now: Date): LeafCondition => {
  const { modifiers } = splitOperator(leaf.operator);
  return refit({ ...leaf, operator: joinOperator({ modifiers, operator }) }, leaf.value, now);
};

/**
 * The comparison with other modifiers. The operator stays where it can stand behind them.
 * @example withModifiers({ …leaf, operator: 'equal' }, ['not'], now) // { …leaf, operator: 'not:equal' }
 */
export const withModifiers = (
  leaf: LeafCondition,
  modifiers: readonly Modifier[],
  now: Date,
): LeafCondition => {
  const { operator } = splitOperator(leaf.operator);
  const options = operatorOptions(definitionOf(leaf), modifiers).map(({ name }) => name);
  const next = options.length === 0 || options.includes(operator) ? operator : (options[0] ?? operator);
  return refit({ ...leaf, operator: joinOperator({ modifiers, operator: next }) }, leaf.value, now);
};

/** What a new row begins with. */
export const firstLeaf = {
  fact: 'profile',
  path: '$.counters.orders',
  operator: 'greaterThanInclusive',
  value: 1,
} satisfies LeafCondition;
