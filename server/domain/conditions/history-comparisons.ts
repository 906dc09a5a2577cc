import type { Comparison } from './comparisons.ts';
import { type HistoryOperator, type HistoryQuery, historyQueryOf } from './history-query.ts';
import { countWithin } from './history-tally.ts';

/**
 * How often it happened, by the counters under `profile.history`; null where that was not counted (yet).
 * @example countFor(query, { [query.key]: { total: 3 } }, now) // 3
 */
export const countFor = ({ key, window }: HistoryQuery, history: unknown, now: unknown): number | null =>
  typeof history === 'object' && history !== null && Object.hasOwn(history, key)
    ? countWithin((history as Record<string, unknown>)[key], window, now)
    : null;

const compare =
  (operator: HistoryOperator): Comparison =>
  (actual, expected, now) => {
    const query = historyQueryOf(operator, expected);
    const count = query && countFor(query, actual, now);
    return count !== null && count >= query!.atLeast && count <= query!.atMost;
  };

/** What a customer did, and what in order. Of what was not counted both are false. */
export const historyComparisons = {
  performed: compare('performed'),
  sequence: compare('sequence'),
} satisfies Record<HistoryOperator, Comparison>;
