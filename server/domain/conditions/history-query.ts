import { Performed, Sequence, type Step, type Where } from '#schemas/history.ts';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import { durationOf } from './date-comparisons.ts';
import { digestOf } from './digest.ts';
import { type Window, windowOf } from './history-tally.ts';

/** An event, and all that its data must be. */
export type EventMatch = { event: string; where: readonly Where[] };

/** What is counted: an event, or events in order within a time from the first to the last of them. */
export type CounterDefinition =
  | { kind: 'event'; steps: readonly [EventMatch] }
  | { kind: 'sequence'; steps: readonly EventMatch[]; withinMs: number };

export type HistoryOperator = 'performed' | 'sequence';

/** What a condition asks of a customer's history: how often something happened, and how often it should have. */
export type HistoryQuery = {
  key: string;
  counter: CounterDefinition;
  /** Null: ever. */
  window: Window | null;
  atLeast: number;
  atMost: number;
};

/** The order in which comparisons are written says nothing. */
const matchOf = ({ event, where = [] }: Step): EventMatch => ({
  event,
  where: where.toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1)),
});

/**
 * The key of a counter: equal for all conditions that count the same, whatever their windows and numbers are.
 * @example counterKey({ kind: 'event', steps: [{ event: 'searched', where: [] }] }).length // 16
 */
export const counterKey = (counter: CounterDefinition): string => digestOf(canonicalJson(counter));

type Bounds = Pick<Performed, 'atLeast' | 'atMost' | 'exactly'>;

const boundsOf = ({ atLeast, atMost, exactly }: Bounds): Pick<HistoryQuery, 'atLeast' | 'atMost'> => {
  if (exactly !== undefined) return { atLeast: exactly, atMost: exactly };
  if (atMost !== undefined) return { atLeast: atLeast ?? 0, atMost };
  return { atLeast: atLeast ?? 1, atMost: Number.POSITIVE_INFINITY };
};

const queryFor = (counter: CounterDefinition, bounds: Bounds, window: string | undefined): HistoryQuery => ({
  key: counterKey(counter),
  counter,
  window: window === undefined ? null : windowOf(window),
  ...boundsOf(bounds),
});

const readers: Readonly<Record<HistoryOperator, (value: unknown) => HistoryQuery | null>> = {
  performed: (value) => {
    const { data } = Performed.safeParse(value);
    return data ? queryFor({ kind: 'event', steps: [matchOf(data)] }, data, data.within) : null;
  },
  sequence: (value) => {
    const { data } = Sequence.safeParse(value);
    if (data === undefined) return null;
    const counter = {
      kind: 'sequence',
      steps: data.steps.map(matchOf),
      withinMs: durationOf(data.within),
    } as const;
    return queryFor(counter, data, data.last);
  },
};

// conditions are compared again and again, and reading their values costs more than that
const known = {
  performed: new WeakMap<object, HistoryQuery | null>(),
  sequence: new WeakMap<object, HistoryQuery | null>(),
};

/** Whether the name is that of an operator on customers' histories, without decorators. */
export const isHistoryOperator = (operator: string): operator is HistoryOperator =>
  operator === 'performed' || operator === 'sequence';

/**
 * What the value of `performed` or `sequence` asks; null for a value that is malformed.
 * @example historyQueryOf('performed', { event: 'searched', within: '7d' })?.atLeast // 1
 */
export const historyQueryOf = (operator: HistoryOperator, value: unknown): HistoryQuery | null => {
  if (typeof value !== 'object' || value === null) return null;
  const queries = known[operator];
  const found = queries.get(value);
  if (found !== undefined) return found;
  const query = readers[operator](value);
  queries.set(value, query);
  return query;
};

/** A comparison with a customer's history, or its opposite. */
export type AskedOfHistory = { operator: HistoryOperator; query: HistoryQuery; negated: boolean };

/**
 * What a comparison asks of a customer's history; null for any other, and for one that is malformed.
 * @example askedOfHistory({ operator: 'not:performed', value: { event: 'searched' } })?.negated // true
 */
export const askedOfHistory = ({
  operator,
  value,
}: {
  operator: string;
  value: unknown;
}): AskedOfHistory | null => {
  const name = operator.slice(operator.lastIndexOf(':') + 1);
  if (!isHistoryOperator(name)) return null;
  const decorators = operator.split(':').slice(0, -1);
  if (decorators.some((each) => each !== 'not')) return null;
  const query = historyQueryOf(name, value);
  return query && { operator: name, query, negated: decorators.length % 2 === 1 };
};
