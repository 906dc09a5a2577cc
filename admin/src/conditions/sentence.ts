import type { Condition, LeafCondition } from '#schemas/condition.ts';
import { comparisonWords } from '#server/domain/conditions/comparison-words.ts';
import { factPhrase, humanize } from '#server/domain/conditions/fact-words.ts';
import { formOf } from '#server/domain/conditions/forms.ts';
import { historyWords } from '#server/domain/conditions/history-words.ts';
import { operatorWords } from '#server/domain/conditions/words.ts';
import { type NameOf, nameless, quotedName } from '../names/name-of.ts';

const decoratorWords: Record<string, string> = {
  someFact: 'has one that',
  everyFact: 'where each one',
  someValue: 'for one of the values',
  everyValue: 'for each of the values',
  swap: 'swapped:',
  not: 'not:',
};

/**
 * An operator as words, its decorators before it.
 * @example operatorPhrase('greaterThanInclusive') // 'is at least'
 */
export const operatorPhrase = (name: string): string => {
  const parts = name.split(':');
  const operator = parts.pop() ?? name;
  const words = parts.map((part) => decoratorWords[part] ?? part).join(' ');
  const decorated = words.replace('not: has one that', 'has none that');
  return [decorated, operatorWords[operator] ?? humanize(operator)].filter(Boolean).join(' ');
};

/** A value as a person writes it; a reference to another fact as that fact. */
export const valuePhrase = (value: unknown, nameOf: NameOf = nameless): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `“${value}”`;
  if (Array.isArray(value)) return value.map((member) => valuePhrase(member, nameOf)).join(', ');
  if (typeof value === 'object' && value !== null && 'fact' in value)
    return factPhrase(value as { fact: string; path?: string }, nameOf);
  return JSON.stringify(value);
};

const isIn = new Set(['contains', 'inSegment', 'not:doesNotContain', 'not:notInSegment']);
const isOut = new Set(['doesNotContain', 'notInSegment', 'not:contains', 'not:inSegment']);

/** Membership of segments is common enough for a phrase of its own. */
const segmentPhrase = (
  { fact, path, operator, value }: LeafCondition,
  nameOf: NameOf,
): string | undefined => {
  if (fact !== 'profile' || path !== '$.segments') return undefined;
  const segment =
    typeof value === 'string' ? quotedName(nameOf, 'segments', value) : valuePhrase(value, nameOf);
  if (isIn.has(operator)) return `the customer is in segment ${segment}`;
  if (isOut.has(operator)) return `the customer is not in segment ${segment}`;
  return undefined;
};

const historyPhrase = (leaf: LeafCondition): string | undefined => {
  const words = historyWords(leaf);
  return words === null ? undefined : `the customer ${words}`;
};

/**
 * One comparison in words.
 * @example leafPhrase({ fact: 'cart', path: '$.value', operator: 'greaterThan', value: 80 }) // 'cart value is more than 80'
 */
export const leafPhrase = (leaf: LeafCondition, nameOf: NameOf = nameless): string =>
  segmentPhrase(leaf, nameOf) ??
  historyPhrase(leaf) ??
  comparisonWords(factPhrase(leaf, nameOf), leaf, (value) => valuePhrase(value, nameOf));

/** The opposite of a condition: of a comparison in its own words. */
const notSentence = (condition: Condition, nameOf: NameOf): string => {
  const form = formOf(condition);
  if (form.kind === 'comparison')
    return leafPhrase({ ...form.leaf, operator: `not:${form.leaf.operator}` }, nameOf);
  return form.kind === 'reference'
    ? `the condition ${quotedName(nameOf, 'conditions', form.name)} does not hold`
    : `not ${inner(condition, nameOf)}`;
};

const isGroup = (condition: Condition): boolean => {
  const form = formOf(condition);
  return (form.kind === 'all' || form.kind === 'any') && form.children.length > 1;
};

const inner = (condition: Condition, nameOf: NameOf): string =>
  isGroup(condition) ? `(${conditionSentence(condition, nameOf)})` : conditionSentence(condition, nameOf);

/**
 * A whole condition as one sentence; brackets keep mixed "and" and "or" unambiguous.
 * @example conditionSentence({ all: [] }) // 'everyone'
 */
export const conditionSentence = (condition: Condition, nameOf: NameOf = nameless): string => {
  const form = formOf(condition);
  switch (form.kind) {
    case 'comparison':
      return leafPhrase(form.leaf, nameOf);
    case 'reference':
      return `the condition ${quotedName(nameOf, 'conditions', form.name)} holds`;
    case 'not':
      return notSentence(form.child, nameOf);
    default:
      if (form.children.length === 0) return 'everyone';
      return form.children.map((child) => inner(child, nameOf)).join(form.kind === 'all' ? ' and ' : ' or ');
  }
};
