import { comparisonWords, plainText } from '#server/domain/conditions/comparison-words.ts';
import type { ComparisonTrace, ConditionTrace } from '#server/domain/conditions/explain.ts';
import { historyWords } from '#server/domain/conditions/history-words.ts';

const LONGEST = 120;

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const show = (value: unknown): string => cut(value === undefined ? 'nothing' : JSON.stringify(value));
const short = (value: unknown): string => cut(plainText(value));

const nameOf = ({ fact, path }: { fact: string; path?: string }): string =>
  path === undefined ? fact : `${fact}.${path.replace(/^\$\.?/, '')}`;

/** What held, or the opposite of what did not. */
const describeComparison = (trace: ComparisonTrace): string => {
  const { expected, expectedFrom, actual, found: said, result } = trace;
  const operator = result ? trace.operator : `not:${trace.operator}`;
  if (said !== undefined) return `${historyWords({ operator, value: expected })} (${said})`;
  if (expectedFrom !== undefined) {
    const other = `${nameOf(expectedFrom)} (${show(expected)})`;
    return comparisonWords(
      `${nameOf(trace)} (${show(actual)})`,
      { operator, value: expectedFrom },
      () => other,
    );
  }
  const found = operator === 'equal' ? '' : ` (it is ${show(actual)})`;
  return `${comparisonWords(nameOf(trace), { operator, value: expected }, short)}${found}`;
};

/** The comparisons that made the tree's result what it is. */
export const decisive = (trace: ConditionTrace): ComparisonTrace[] => {
  if (trace.kind === 'comparison') return [trace];
  if (trace.kind === 'not' || trace.kind === 'reference') return trace.children.flatMap(decisive);
  return trace.children.filter(({ result }) => result === trace.result).flatMap(decisive);
};

/**
 * The comparisons that a condition's result rests on, in words.
 * @example describeHeld(trace) // ['profile.counters.orders is at least 3 (it is 5)']
 */
export const describeHeld = (trace: ConditionTrace): string[] => decisive(trace).map(describeComparison);
