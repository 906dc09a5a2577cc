import { durationOf } from './date-comparisons.ts';
import { spanText } from './history-words.ts';
import { isFactReference } from './soundness.ts';
import { operatorWords } from './words.ts';

/** How a written value reads. */
type Text = (value: unknown) => string;

/** One side of a comparison: its words, and its value where that is written down and not asked of one by one. */
type Side = { text: string; written?: unknown };

/** What an operator says with the value after it, of a fact and of its opposite. */
type Verb = [says: string, denies: string];

const denials: readonly [RegExp, string][] = [
  [/^is not\b/, 'is'],
  [/^is\b/, 'is not'],
  [/^has\b/, 'does not have'],
  [/^do not include\b/, 'include'],
  [/^include\b/, 'do not include'],
  [/^contains\b/, 'does not contain'],
  [/^starts\b/, 'does not start'],
  [/^ends\b/, 'does not end'],
  [/^matches\b/, 'does not match'],
];

/** Operators that have their opposite's words. */
const opposites: Readonly<Record<string, string>> = {
  notEqual: 'equal',
  notIn: 'in',
  doesNotContain: 'contains',
  notInSegment: 'inSegment',
};

const verbs: Readonly<Record<string, Verb>> = {
  in: ['is one of', 'is none of'],
  containsAny: ['contains one of', 'contains none of'],
  containsAll: ['contains all of', 'does not contain all of'],
  containsNone: ['contains none of', 'contains one of'],
};

/** The same of a list that stands as a whole: that of another fact, an empty one, one of several. */
const verbsOfWhole: Readonly<Record<string, Verb>> = {
  in: ['is in', 'is not in'],
  containsAny: ['has a member of', 'has no member of'],
  containsAll: ['has all members of', 'does not have all members of'],
  containsNone: ['has no member of', 'has a member of'],
};

const denied = (words: string): string => {
  const [pattern, instead] = denials.find(([each]) => each.test(words)) ?? [/^/, 'not '];
  return words.replace(pattern, instead);
};

const verbOf = (operator: string, { written }: Side, negated: boolean): string => {
  const isListed = Array.isArray(written) && written.length > 0;
  const own = (isListed ? verbs : verbsOfWhole)[operator];
  if (own !== undefined) return own[negated ? 1 : 0];
  const says = operatorWords[operator as keyof typeof operatorWords] ?? operator;
  return negated ? denied(says) : says;
};

const members = (count: number): string => `${count} member${count === 1 ? '' : 's'}`;

/** What sizes are compared with stands in the middle. */
const sizeWords = (operator: string, count: number): Verb | null => {
  switch (operator) {
    case 'sizeEqual':
      return count === 0
        ? ['has no members', 'has members']
        : [`has exactly ${members(count)}`, `does not have exactly ${members(count)}`];
    case 'sizeGreaterThan':
      return count === 0
        ? ['has members', 'has no members']
        : [`has more than ${members(count)}`, `has at most ${members(count)}`];
    case 'sizeLessThan':
      return [`has fewer than ${members(count)}`, `has at least ${members(count)}`];
    default:
      return null;
  }
};

const textOf = (operator: string, { text, written }: Side, show: Text): string => {
  if (operator === 'between' && Array.isArray(written) && written.length === 2)
    return written.map(show).join(' and ');
  const span = operator === 'withinLast' ? durationOf(written) : Number.NaN;
  return Number.isNaN(span) ? text : spanText(span);
};

type Sides = { fact: Side; value: Side; negated: boolean };

const plainWords = (operator: string, { fact, value, negated }: Sides, show: Text): string => {
  const partner = opposites[operator];
  if (partner !== undefined) return plainWords(partner, { fact, value, negated: !negated }, show);
  const sized = typeof value.written === 'number' ? sizeWords(operator, value.written) : null;
  if (sized !== null) return `${fact.text} ${sized[negated ? 1 : 0]}`;
  return `${fact.text} ${verbOf(operator, value, negated)} ${textOf(operator, value, show)}`;
};

const quantified = (decorator: string, sides: Sides): Sides => {
  const { fact, value, negated } = sides;
  switch (decorator) {
    case 'not':
      return { ...sides, negated: !negated };
    case 'swap':
      return { fact: value, value: fact, negated };
    case 'someFact':
      return { fact: { text: `${negated ? 'no' : 'some'} member of ${fact.text}` }, value, negated: false };
    case 'everyFact':
      return {
        fact: { text: `${negated ? 'not every' : 'every'} member of ${fact.text}` },
        value,
        negated: false,
      };
    case 'someValue':
      return { ...sides, value: { text: `${negated ? 'any' : 'one'} of ${value.text}` } };
    case 'everyValue':
      return { ...sides, value: { text: `${negated ? 'all' : 'each'} of ${value.text}` } };
    default:
      return { ...sides, fact: { text: `${decorator} ${fact.text}` } };
  }
};

const showList = (value: readonly unknown[], show: Text): string =>
  value.length === 0 ? 'an empty list' : value.map(show).join(', ');

/**
 * A value as JSON, the members of a list after each other.
 * @example plainText(['a', 1]) // '"a", 1'
 */
export const plainText: Text = (value) => {
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? showList(value, (each) => JSON.stringify(each)) : JSON.stringify(value);
};

type Compared = { operator: string; value: unknown };

/**
 * A comparison as a sentence, whatever its operator and its decorators are; what it compares by `subject`, and its
 * value by `show`. The opposite is that of the operator with `not:` before it.
 * @example comparisonWords('orders', { operator: 'not:someFact:equal', value: 99 }) // 'no member of orders is 99'
 */
export const comparisonWords = (
  subject: string,
  { operator, value }: Compared,
  show: Text = plainText,
): string => {
  const decorators = operator.split(':');
  const name = decorators.pop()!;
  const isEmpty = Array.isArray(value) && value.length === 0;
  const side: Side = {
    text: isEmpty ? 'an empty list' : show(value),
    ...(!isFactReference(value) && { written: value }),
  };
  const sides = decorators.reduce<Sides>((before, decorator) => quantified(decorator, before), {
    fact: { text: subject },
    value: side,
    negated: false,
  });
  return plainWords(name, sides, show);
};
