/** Whether what a fact is compares with a value as an operator says. `now` is the fact `time.now`. */
export type Comparison = (actual: unknown, expected: unknown, now?: unknown) => boolean;

/** The two that search: an array's members, or a string's parts. */
type Searchable = { indexOf(item: unknown): number };

const includes = (list: unknown, item: unknown): boolean => (list as Searchable).indexOf(item) > -1;

/** Whether json-rules-engine would order it: what reads as a number, or begins with one. */
export const isOrdered = (value: unknown): boolean =>
  typeof value === 'number' ? !Number.isNaN(value) : !Number.isNaN(Number.parseFloat(value as string));

/** JavaScript's own coercion applies, as in json-rules-engine: '10' is greater than 9. */
const ordered =
  (compare: (actual: number, expected: number) => boolean): Comparison =>
  (actual, expected) =>
    isOrdered(actual) && compare(actual as number, expected as number);

const atLeast = ordered((actual, expected) => actual >= expected);
const atMost = ordered((actual, expected) => actual <= expected);

/** json-rules-engine 7.3's operators. */
export const libraryComparisons = {
  equal: (actual, expected) => actual === expected,
  notEqual: (actual, expected) => actual !== expected,
  in: (actual, expected) => includes(expected, actual),
  notIn: (actual, expected) => !includes(expected, actual),
  contains: (actual, expected) => Array.isArray(actual) && includes(actual, expected),
  doesNotContain: (actual, expected) => Array.isArray(actual) && !includes(actual, expected),
  lessThan: ordered((actual, expected) => actual < expected),
  lessThanInclusive: atMost,
  greaterThan: ordered((actual, expected) => actual > expected),
  greaterThanInclusive: atLeast,
} satisfies Record<string, Comparison>;

type Pair = readonly [unknown, unknown];
const isPair = (value: unknown): value is Pair => Array.isArray(value) && value.length === 2;

/** Numbers and dates between two bounds, both included. */
export const rangeComparisons = {
  between: (actual, expected, now) =>
    isPair(expected) && atLeast(actual, expected[0], now) && atMost(actual, expected[1], now),
} satisfies Record<string, Comparison>;
