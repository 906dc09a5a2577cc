import { seededRandom } from '#server/domain/random.ts';

/** One call of track-behavior. */
export type Sent = {
  message_id: string;
  customer_id: string;
  behavior_type: 'product_viewed' | 'variant_shown' | 'order_completed';
  timestamp: string;
  data: Record<string, unknown>;
};

/** What a profile must say of a customer's events. */
export type Expected = { events: Record<string, number>; orders: number; value: number };

const customers = 40;
const start = Date.UTC(2026, 2, 1);

const behavior = (kind: number, amount: number): Pick<Sent, 'behavior_type' | 'data'> => {
  if (kind < 5) return { behavior_type: 'product_viewed', data: { product_id: `p${amount % 50}` } };
  if (kind < 8) return { behavior_type: 'variant_shown', data: { placement: 'hero', variant: 'sale' } };
  const total = { amount, currency: 'EUR' };
  return { behavior_type: 'order_completed', data: { order_id: `o${amount}`, total, items: [] } };
};

/** So many behaviors of forty customers, some of them out of order. The same at every call. */
export const behaviors = (count: number): Sent[] => {
  const random = seededRandom(11);
  return Array.from({ length: count }, (_, index) => ({
    message_id: `m${index}`,
    customer_id: `c${Math.floor(random() * customers)}`,
    ...behavior(Math.floor(random() * 10), 1 + Math.floor(random() * 10_000)),
    timestamp: new Date(start + index * 60_000 - (random() < 0.2 ? 7_200_000 : 0)).toISOString(),
  }));
};

const amountOf = ({ data }: Sent): number => (data['total'] as { amount: number } | undefined)?.amount ?? 0;

/** By customer: computed from the events alone. */
export const expectedOf = (events: readonly Sent[]): Map<string, Expected> => {
  const expected = new Map<string, Expected>();
  for (const event of events) {
    const own = expected.get(event.customer_id) ?? { events: {}, orders: 0, value: 0 };
    const { behavior_type: type } = event;
    own.events[type] = (own.events[type] ?? 0) + 1;
    if (type === 'order_completed') own.orders += 1;
    own.value += amountOf(event);
    expected.set(event.customer_id, own);
  }
  return expected;
};
