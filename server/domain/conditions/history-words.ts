import type { LeafCondition } from '#schemas/condition.ts';
import { countFor } from './history-comparisons.ts';
import { askedOfHistory, type EventMatch, type HistoryQuery } from './history-query.ts';
import { type Window, windowName } from './history-tally.ts';
import { operatorWords } from './words.ts';

type Compared = Pick<LeafCondition, 'operator' | 'value'>;

const units: readonly [string, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

const some = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * Milliseconds in the largest unit that fits.
 * @example spanText(172_800_000) // '2 days'
 */
export const spanText = (ms: number): string => {
  const [noun, size] = units.find(([, each]) => ms % each === 0) ?? units[2]!;
  return some(ms / size, noun);
};

const windowText = (window: Window): string =>
  // hours that are counted as such stay hours
  `in the last ${window.unit === 'hours' ? some(Number.parseInt(windowName(window), 10), 'hour') : spanText(window.ms)}`;

const valueText = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(valueText).join(', ')
    : typeof value === 'string'
      ? `“${value}”`
      : String(value);

const matchText = ({ event, where }: EventMatch): string => {
  const parts = where.map(
    ({ path, operator, value }) =>
      `${path.replace(/^\$\.?/, '')} ${operatorWords[operator]} ${valueText(value)}`,
  );
  return parts.length === 0 ? event : `${event} (${parts.join(' and ')})`;
};

/**
 * What a counter counts, in words.
 * @example counterText({ kind: 'event', steps: [{ event: 'searched', where: [] }] }) // 'searched'
 */
export const counterText = (counter: HistoryQuery['counter']): string => {
  const steps = counter.steps.map(matchText).join(' then ');
  return counter.kind === 'event' ? steps : `${steps} within ${spanText(counter.withinMs)}`;
};

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

const wantedText = ({ atLeast, atMost }: HistoryQuery): string => {
  if (atMost === 0) return 'never';
  if (atLeast === atMost) return `exactly ${times(atLeast)}`;
  if (atMost === Number.POSITIVE_INFINITY) return `at least ${times(atLeast)}`;
  return atLeast === 0 ? `at most ${times(atMost)}` : `${atLeast} to ${atMost} times`;
};

const whenText = ({ window }: HistoryQuery): string => (window === null ? '' : ` ${windowText(window)}`);

/**
 * What a comparison with a customer's history asks, in words; null for any other, and for one that is malformed.
 * @example historyWords({ …leaf, operator: 'performed', value: { event: 'searched', within: '7d' } }) // 'has performed searched at least once in the last 7 days'
 */
export const historyWords = (leaf: Compared): string | null => {
  const asked = askedOfHistory(leaf);
  if (asked === null) return null;
  const { operator, query, negated } = asked;
  const verb = operator === 'performed' ? 'performed' : 'done';
  const what = counterText(query.counter);
  if (query.atMost > 0)
    return `has ${negated ? 'not ' : ''}${verb} ${what} ${wantedText(query)}${whenText(query)}`;
  if (negated) return `has ${verb} ${what} at least once${whenText(query)}`;
  return `has ${query.window === null ? 'never' : 'not'} ${verb} ${what}${whenText(query)}`;
};

/** What was found, beside what was wanted. */
export type Found = { count: number | null; text: string };

/**
 * How often it happened, beside how often it should have; null for a comparison of another sort.
 * @example foundIn({ …leaf, operator: 'performed' }, history, now)?.text // '3 times in the last 7 days, wanted at least 5 times'
 */
export const foundIn = (leaf: Compared, history: unknown, now: unknown): Found | null => {
  const asked = askedOfHistory(leaf);
  if (asked === null) return null;
  const { query } = asked;
  const wanted = `wanted ${wantedText(query)}`;
  const count = countFor(query, history, now);
  if (count === null)
    return { count, text: `not counted yet (as ${query.key}), ${wanted}${whenText(query)}` };
  return { count, text: `${count === 0 ? 'never' : times(count)}${whenText(query)}, ${wanted}` };
};
