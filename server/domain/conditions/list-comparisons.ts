import type { Comparison } from './comparisons.ts';

type Lists = (actual: readonly unknown[], expected: readonly unknown[]) => boolean;

/** Both sides must be lists; where one is not, nothing can be said and the comparison is false. */
const lists =
  (compare: Lists): Comparison =>
  (actual, expected) =>
    Array.isArray(actual) && Array.isArray(expected) && compare(actual, expected);

const size =
  (compare: (length: number, expected: number) => boolean): Comparison =>
  (actual, expected) =>
    Array.isArray(actual) && typeof expected === 'number' && compare(actual.length, expected);

const isMember: Comparison = (actual, expected) => {
  if (!Array.isArray(actual)) return false;
  return Array.isArray(expected) ? expected.some((key) => actual.includes(key)) : actual.includes(expected);
};

/** How long lists are, what two lists share, and the segments a customer is in. */
export const listComparisons = {
  sizeEqual: size((length, expected) => length === expected),
  sizeGreaterThan: size((length, expected) => length > expected),
  sizeLessThan: size((length, expected) => length < expected),
  // indexOf as contains does, so that containsAll of one value is contains
  containsAny: lists((actual, expected) => expected.some((item) => actual.indexOf(item) > -1)),
  containsAll: lists((actual, expected) => expected.every((item) => actual.indexOf(item) > -1)),
  containsNone: lists((actual, expected) => expected.every((item) => actual.indexOf(item) === -1)),
  inSegment: isMember,
  // who is in no segment at all is in none of these
  notInSegment: (actual, expected, now) => !isMember(actual, expected, now),
} satisfies Record<string, Comparison>;
