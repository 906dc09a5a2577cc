import type { Decorator, Operator } from '#schemas/operators.ts';

export type Comparison = (actual: unknown, expected: unknown) => boolean;
type Decorate = (next: Comparison) => Comparison;

/** The two that search: an array's members, or a string's parts. */
type Searchable = { indexOf(item: unknown): number };

const includes = (list: unknown, item: unknown): boolean => (list as Searchable).indexOf(item) > -1;
const isNumeric = (value: unknown): boolean => !Number.isNaN(Number.parseFloat(value as string));

/** JavaScript's own coercion applies, as in json-rules-engine: '10' is greater than 9. */
const ordered =
  (compare: (actual: number, expected: number) => boolean): Comparison =>
  (actual, expected) =>
    isNumeric(actual) && compare(actual as number, expected as number);

/** json-rules-engine 7.3's operators. */
const operators: Readonly<Record<Operator, Comparison>> = {
  equal: (actual, expected) => actual === expected,
  notEqual: (actual, expected) => actual !== expected,
  in: (actual, expected) => includes(expected, actual),
  notIn: (actual, expected) => !includes(expected, actual),
  contains: (actual, expected) => Array.isArray(actual) && includes(actual, expected),
  doesNotContain: (actual, expected) => Array.isArray(actual) && !includes(actual, expected),
  lessThan: ordered((actual, expected) => actual < expected),
  lessThanInclusive: ordered((actual, expected) => actual <= expected),
  greaterThan: ordered((actual, expected) => actual > expected),
  greaterThanInclusive: ordered((actual, expected) => actual >= expected),
};

/** json-rules-engine 7.3's decorators: `everyFact:greaterThan` asks it of every member of the fact. */
const decorators: Readonly<Record<Decorator, Decorate>> = {
  someFact: (next) => (actual, expected) =>
    Array.isArray(actual) && actual.some((item) => next(item, expected)),
  everyFact: (next) => (actual, expected) =>
    Array.isArray(actual) && actual.every((item) => next(item, expected)),
  someValue: (next) => (actual, expected) => (expected as unknown[]).some((item) => next(actual, item)),
  everyValue: (next) => (actual, expected) => (expected as unknown[]).every((item) => next(actual, item)),
  swap: (next) => (actual, expected) => next(expected, actual),
  not: (next) => (actual, expected) => !next(actual, expected),
};

/** A comparison that cannot be made, such as `in` without a list, is false instead of failing the run. */
const guarded =
  (compare: Comparison): Comparison =>
  (actual, expected) => {
    try {
      return compare(actual, expected);
    } catch {
      return false;
    }
  };

export type OperatorName = { decorators: Decorator[]; operator: Operator };

const isOperator = (name: string): name is Operator => Object.hasOwn(operators, name);
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

/**
 * The comparison that an operator's name stands for, decorators included, or null for an unknown name.
 * It never throws: what json-rules-engine would throw on is false.
 * @example findComparison('greaterThan')?.(3, 2) // true
 */
export const findComparison = (name: string): Comparison | null => {
  const parsed = parseOperator(name);
  if (parsed === null) return null;
  const decorate = (next: Comparison, decorator: Decorator): Comparison => decorators[decorator](next);
  return guarded(parsed.decorators.reduceRight(decorate, operators[parsed.operator]));
};
