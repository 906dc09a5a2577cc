import type { ComparisonTrace, ConditionTrace } from '#server/domain/conditions/explain.ts';
import { historyWords } from '#server/domain/conditions/history-words.ts';
import { operatorWords } from '#server/domain/conditions/words.ts';

const LONGEST = 120;

const show = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

const nameOf = ({ fact, path }: { fact: string; path?: string }): string =>
  path === undefined ? fact : `${fact}.${path.replace(/^\$\.?/, '')}`;

const describeComparison = (trace: ComparisonTrace): string => {
  const { operator, expected, expectedFrom, actual, found: said, result } = trace;
  const words = operatorWords[operator] ?? operator;
  const held = result ? '' : 'not: ';
  if (said !== undefined) return `${held}${historyWords({ operator, value: expected })} (${said})`;
  if (expectedFrom !== undefined)
    return `${held}${nameOf(trace)} (${show(actual)}) ${words} ${nameOf(expectedFrom)} (${show(expected)})`;
  const found = operator === 'equal' && result ? '' : ` (it is ${show(actual)})`;
  return `${held}${nameOf(trace)} ${words} ${show(expected)}${found}`;
};

/** The comparisons that made the tree's result what it is. */
const decisive = (trace: ConditionTrace): ComparisonTrace[] => {
  if (trace.kind === 'comparison') return [trace];
  if (trace.kind === 'not' || trace.kind === 'reference') return trace.children.flatMap(decisive);
  return trace.children.filter(({ result }) => result === trace.result).flatMap(decisive);
};

/**
 * The comparisons that a condition's result rests on, in words.
 * @example describeHeld(trace) // ['profile.counters.orders is at least 3 (it is 5)']
 */
export const describeHeld = (trace: ConditionTrace): string[] => decisive(trace).map(describeComparison);
