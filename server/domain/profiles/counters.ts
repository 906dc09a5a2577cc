import type { Counters } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import { own, setOwn } from './records.ts';
import { significance } from './significance.ts';
import type { FoldEvent } from './types.ts';

type Money = { amount: number; currency: string };

export const emptyCounters = (): Counters => ({
  events: {},
  orders: 0,
  orderValue: null,
  firstOrderAt: null,
  lastOrderAt: null,
  sessions: 0,
});

/** Counters that a run of events may count on in place. */
export const openCounters = (counters: Counters): Counters => ({
  ...counters,
  events: { ...counters.events },
});

/** Sums are kept in the currency of the first order; an amount in another cannot be added and is left out. */
const plus = (value: Money | null, money: Money): Money => {
  if (value === null) return { amount: money.amount, currency: money.currency };
  if (value.currency !== money.currency) return value;
  return { amount: value.amount + money.amount, currency: value.currency };
};

const advanceOrders = (counters: Counters, event: FoldEvent): void => {
  if (event.kind === 'order_completed') {
    counters.orders += 1;
    counters.orderValue = plus(counters.orderValue, event.data.total);
    counters.firstOrderAt ??= event.at;
    counters.lastOrderAt = event.at;
  }
  if (event.kind === 'order_refunded' && event.data.total && counters.orderValue) {
    const { amount, currency } = event.data.total;
    counters.orderValue = plus(counters.orderValue, { amount: -amount, currency });
  }
};

/** One more of a kind, unless there are as many kinds as may be and it is none of them; all others are one weight. */
const countKind = (events: Counters['events'], type: string): number => {
  let [kinds, others] = [0, 0];
  for (const kind in events) {
    kinds += 1;
    if (kind !== type) others += events[kind]!;
  }
  const before = own(events, type) ?? 0;
  const after = before === 0 && kinds >= limits.eventTypes ? 0 : before + 1;
  if (after > 0) setOwn(events, type, after);
  return significance([others, before], [others, after]);
};

/**
 * Counts an event, in place: how often each behavior happened (at most 200 kinds), and what the orders came to.
 * Answers how far the shares of the kinds moved, 0 to 1.
 */
export const advanceCounters = (counters: Counters, event: FoldEvent, newSession: boolean): number => {
  if (newSession) counters.sessions += 1;
  advanceOrders(counters, event);
  return countKind(counters.events, event.type);
};
