import type { PlainReason } from '#schemas/segment-reason.ts';
import { comparisonWords } from '#server/domain/conditions/comparison-words.ts';
import type { ComparisonTrace, ConditionTrace } from '#server/domain/conditions/explain.ts';
import { type DocumentName, factPhrase, humanize } from '#server/domain/conditions/fact-words.ts';
import { askedOfHistory } from '#server/domain/conditions/history-query.ts';
import { historyWords } from '#server/domain/conditions/history-words.ts';
import { decisive } from './describe.ts';

const longest = 120;
const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** As many decimals as tell a number from the one it is compared with, and one at least. */
const numberText = (value: number, other: unknown): string => {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  let decimals = 1;
  while (decimals < 6 && value !== other && Number(value.toFixed(decimals)) === other) decimals += 1;
  return value.toLocaleString('en', { maximumFractionDigits: decimals });
};

const valueText = (value: unknown, other?: unknown): string => {
  if (value === undefined || value === null) return 'not known';
  if (typeof value === 'number') return numberText(value, other);
  if (typeof value === 'string') return `“${value}”`;
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : value.map((each) => valueText(each)).join(', ');
  return JSON.stringify(value);
};

const showAsked = (value: unknown): string =>
  cut(typeof value === 'number' ? String(value) : valueText(value));

const timesText = (count: unknown): string => {
  if (typeof count !== 'number') return 'not counted yet';
  return count === 0 ? 'never' : count === 1 ? 'once' : `${count.toLocaleString('en')} times`;
};

/** What a customer did, its events as words. */
const historyText = (operator: string, { expected, actual }: ComparisonTrace): string => {
  const leaf = { operator, value: expected } as const;
  const events = askedOfHistory(leaf)?.query.counter.steps.map(({ event }) => event) ?? [];
  const words = events.reduce(
    (text, event) => text.replaceAll(event, humanize(event)),
    historyWords(leaf) ?? '',
  );
  return `${words} (${timesText(actual)})`;
};

const entering = new Set(['contains', 'inSegment', 'not:doesNotContain', 'not:notInSegment']);
const staying = new Set(['doesNotContain', 'notInSegment', 'not:contains', 'not:inSegment']);

const segmentText = (
  operator: string,
  { fact, path, expected }: ComparisonTrace,
  nameOf: DocumentName,
): string | null => {
  if (fact !== 'profile' || path !== '$.segments' || typeof expected !== 'string') return null;
  const segment = `segment “${nameOf('segments', expected) ?? expected}”`;
  if (entering.has(operator)) return `is in ${segment}`;
  return staying.has(operator) ? `is not in ${segment}` : null;
};

/** What held, or the opposite of what did not. */
const textOf = (trace: ComparisonTrace, nameOf: DocumentName): string => {
  const { expected, expectedFrom, actual, found, result } = trace;
  const operator = result ? trace.operator : `not:${trace.operator}`;
  if (found !== undefined) return historyText(operator, trace);
  const segment = segmentText(operator, trace, nameOf);
  if (segment !== null) return segment;
  const subject = factPhrase(trace, nameOf);
  const it = cut(valueText(actual, expected));
  if (expectedFrom !== undefined) {
    const other = `${factPhrase(expectedFrom, nameOf)} (${cut(valueText(expected, actual))})`;
    return comparisonWords(`${subject} (${it})`, { operator, value: expectedFrom }, () => other);
  }
  const words = comparisonWords(subject, { operator, value: expected }, showAsked);
  return operator === 'equal' ? words : `${words} (it is ${it})`;
};

/**
 * The comparisons that a condition's result rests on, as short sentences in the words of the screens, each with its
 * parts.
 * @example plainReasons(trace)[0].text // 'days since last seen is less than 4 (it is 1.4)'
 */
export const plainReasons = (trace: ConditionTrace, nameOf: DocumentName = () => undefined): PlainReason[] =>
  decisive(trace).map((comparison) => {
    const { fact, path = null, operator, expected, actual, result } = comparison;
    const parts = { fact, path, operator, expected: expected ?? null, actual: actual ?? null };
    return { text: textOf(comparison, nameOf), ...parts, held: result === true };
  });
