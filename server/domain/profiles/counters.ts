import type { Counters } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import { own, withCapped } from './records.ts';
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

/** Sums are kept in the currency of the first order; an amount in another cannot be added and is left out. */
const plus = (value: Money | null, money: Money): Money => {
  if (value === null) return { amount: money.amount, currency: money.currency };
  if (value.currency !== money.currency) return value;
  return { amount: value.amount + money.amount, currency: value.currency };
};

const orderCounters = (counters: Counters, event: FoldEvent): Partial<Counters> => {
  if (event.kind === 'order_completed')
    return {
      orders: counters.orders + 1,
      orderValue: plus(counters.orderValue, event.data.total),
      firstOrderAt: counters.firstOrderAt ?? event.at,
      lastOrderAt: event.at,
    };
  if (event.kind === 'order_refunded' && event.data.total && counters.orderValue) {
    const { amount, currency } = event.data.total;
    return { orderValue: plus(counters.orderValue, { amount: -amount, currency }) };
  }
  return {};
};

/** How often each behavior happened (at most 200 kinds), and what the orders came to. */
export const foldCounters = (counters: Counters, event: FoldEvent, newSession: boolean): Counters => ({
  ...counters,
  events: withCapped({
    record: counters.events,
    key: event.type,
    value: (own(counters.events, event.type) ?? 0) + 1,
    limit: limits.eventTypes,
  }),
  sessions: counters.sessions + (newSession ? 1 : 0),
  ...orderCounters(counters, event),
});
