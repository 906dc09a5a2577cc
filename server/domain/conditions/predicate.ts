import { findComparison, readsTime } from './operators.ts';

/** A comparison with its value filled in. */
export type Predicate = (actual: unknown) => boolean;

/** Numbers are compared at once; anything else in the way of the operator itself. */
const orderPredicate = (operator: string, expected: number, otherwise: Predicate): Predicate => {
  switch (operator) {
    case 'lessThan':
      return (actual) => (typeof actual === 'number' ? actual < expected : otherwise(actual));
    case 'lessThanInclusive':
      return (actual) => (typeof actual === 'number' ? actual <= expected : otherwise(actual));
    case 'greaterThan':
      return (actual) => (typeof actual === 'number' ? actual > expected : otherwise(actual));
    case 'greaterThanInclusive':
      return (actual) => (typeof actual === 'number' ? actual >= expected : otherwise(actual));
    default:
      return otherwise;
  }
};

/**
 * An operator with a written value, as a function of the fact alone; null for one that needs the time too. The
 * operators that rules use most take a short cut, to the same answer.
 * @example predicateOf('in', ['pro', 'team'])?.('pro') // true
 */
export const predicateOf = (operator: string, expected: unknown): Predicate | null => {
  if (readsTime(operator)) return null;
  if (operator === 'equal') return (actual) => actual === expected;
  if (operator === 'notEqual') return (actual) => actual !== expected;
  if (operator === 'in' && Array.isArray(expected)) return (actual) => expected.indexOf(actual) > -1;
  if (operator === 'notIn' && Array.isArray(expected)) return (actual) => expected.indexOf(actual) === -1;
  if (operator === 'contains') return (actual) => Array.isArray(actual) && actual.indexOf(expected) > -1;
  const compare = findComparison(operator)!;
  const general: Predicate = (actual) => compare(actual, expected);
  return typeof expected === 'number' ? orderPredicate(operator, expected, general) : general;
};
