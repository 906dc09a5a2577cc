import type { Decorator, Operator } from '#schemas/operators.ts';
import { type Comparison, libraryComparisons, rangeComparisons } from './comparisons.ts';
import { dateComparisons } from './date-comparisons.ts';
import { historyComparisons } from './history-comparisons.ts';
import { listComparisons } from './list-comparisons.ts';
import { textComparisons } from './text-comparisons.ts';
import type { CustomLanguage } from './types.ts';
import { versionComparisons } from './version-comparisons.ts';

type Decorate = (next: Comparison) => Comparison;

const comparisons: Readonly<Record<Operator, Comparison>> = {
  ...libraryComparisons,
  ...rangeComparisons,
  ...textComparisons,
  ...versionComparisons,
  ...dateComparisons,
  ...listComparisons,
  ...historyComparisons,
};

/** json-rules-engine 7.3's decorators: `everyFact:greaterThan` asks it of every member of the fact. */
const decorators: Readonly<Record<Decorator, Decorate>> = {
  someFact: (next) => (actual, expected, now) =>
    Array.isArray(actual) && actual.some((item) => next(item, expected, now)),
  everyFact: (next) => (actual, expected, now) =>
    Array.isArray(actual) && actual.every((item) => next(item, expected, now)),
  someValue: (next) => (actual, expected, now) =>
    (expected as unknown[]).some((item) => next(actual, item, now)),
  everyValue: (next) => (actual, expected, now) =>
    (expected as unknown[]).every((item) => next(actual, item, now)),
  swap: (next) => (actual, expected, now) => next(expected, actual, now),
  not: (next) => (actual, expected, now) => !next(actual, expected, now),
};

/** A comparison that cannot be made, such as `in` without a list, is false instead of failing the run. */
const guarded =
  (compare: Comparison): Comparison =>
  (actual, expected, now) => {
    try {
      return compare(actual, expected, now);
    } catch {
      return false;
    }
  };

export type OperatorName = { decorators: Decorator[]; operator: Operator };

const isOperator = (name: string): name is Operator => Object.hasOwn(comparisons, name);
const isDecorator = (name: string): name is Decorator => Object.hasOwn(decorators, name);

/**
 * The parts of an operator's name, or null when one of them is unknown.
 * @example parseOperator('not:someFact:equal') // { decorators: ['not', 'someFact'], operator: 'equal' }
 */
export const parseOperator = (name: string): OperatorName | null => {
  const parts = name.split(':');
  const operator = parts.pop()!;
  return isOperator(operator) && parts.every(isDecorator) ? { decorators: parts, operator } : null;
};

/** The operators that look at the time of the decision, besides their two sides. */
const timed: ReadonlySet<Operator> = new Set<Operator>(['withinLast', 'performed', 'sequence']);

/**
 * Whether a comparison needs the time: the fact `time.now`.
 * @example readsTime('not:withinLast') // true
 */
export const readsTime = (name: string): boolean => {
  const parsed = parseOperator(name);
  return parsed !== null && timed.has(parsed.operator);
};

const findOperator = (name: string, { operators = {} }: CustomLanguage): Comparison | null => {
  if (isOperator(name)) return comparisons[name];
  const own = Object.hasOwn(operators, name) ? operators[name] : undefined;
  return own === undefined ? null : (actual, expected) => Boolean(own(actual, expected));
};

const findDecorate = (name: string, { decorators: own = {} }: CustomLanguage): Decorate | null => {
  if (isDecorator(name)) return decorators[name];
  const decorator = Object.hasOwn(own, name) ? own[name] : undefined;
  if (decorator === undefined) return null;
  return (next) => (actual, expected, now) =>
    Boolean(decorator(actual, expected, (fact, value) => next(fact, value, now)));
};

/**
 * The comparison that an operator's name stands for, decorators included, or null for an unknown name. It throws
 * where json-rules-engine throws, such as for `in` without a list.
 */
export const findStrictComparison = (name: string, custom: CustomLanguage = {}): Comparison | null => {
  if (!name.includes(':')) return findOperator(name, custom);
  const parts = name.split(':');
  const operator = findOperator(parts.pop()!, custom);
  return parts.reduceRight<Comparison | null>(
    (next, part) => (next === null ? null : (findDecorate(part, custom)?.(next) ?? null)),
    operator,
  );
};

/**
 * The names that cannot be given to operators or decorators of one's own: they are taken, or would not be found.
 * @example takenNames({ operators: { equal: () => true } }) // ['equal']
 */
export const takenNames = (custom: CustomLanguage): string[] =>
  [...Object.keys(custom.operators ?? {}), ...Object.keys(custom.decorators ?? {})].filter(
    (name) => isOperator(name) || isDecorator(name) || name === '' || name.includes(':'),
  );

/**
 * The same, but it never throws: what json-rules-engine would throw on is false.
 * @example findComparison('greaterThan')?.(3, 2, now) // true
 */
export const findComparison = (name: string, custom: CustomLanguage = {}): Comparison | null => {
  const strict = findStrictComparison(name, custom);
  return strict === null ? null : guarded(strict);
};
