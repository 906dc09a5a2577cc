import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import type { FoldContext } from '#server/domain/profiles/types.ts';
import { compileRelease } from '#server/domain/releases/compile.ts';
import type { CompiledRelease, SourceDocument } from '#server/domain/releases/types.ts';
import { fact, segment, settings } from '#test/domain/decisions/shop.ts';

const day = 86_400_000;
const all = (...conditions: object[]) => ({ all: conditions });
const ofProfile = (path: string, operator: string, value: unknown) => fact('profile', path, operator, value);

/** Ways to ask, by recency, value, taste, history, engagement and other segments; `n` makes each its own. */
const ways: readonly ((n: number) => object[])[] = [
  (n) => [ofProfile('$.days_since_last_seen', 'lessThan', 1 + (n % 60))],
  (n) => [ofProfile('$.counters.order_value', 'greaterThan', 1000 * n)],
  (n) => [ofProfile('$.engagement.score', 'greaterThanInclusive', 5 + (n % 90))],
  (n) => [ofProfile('$.affinities.top_category', 'in', [`c${n}`, `c${n + 1}`])],
  (n) => [
    ofProfile('$.history', 'performed', {
      event: 'product_viewed',
      atLeast: 1 + (n % 9),
      within: `${1 + (n % 30)}d`,
    }),
  ],
  (n) => [
    ofProfile('$.traits.plan', 'equal', `p${n % 7}`),
    ofProfile('$.counters.orders', 'greaterThan', n % 5),
  ],
  (n) => [ofProfile('$.first_seen_at', 'withinLast', `${10 + n}d`)],
  (n) => [ofProfile('$.segments', 'inSegment', `s${n - (n % ways.length)}`)],
];

/** So many segments, of every way in equal parts. */
export const segmentsOf = (count: number): SourceDocument[] =>
  Array.from({ length: count }, (_, n) => segment(`s${n}`, all(...ways[n % ways.length]!(n))));

export const releaseWith = (documents: readonly SourceDocument[]): CompiledRelease =>
  compileRelease({ environment: 'production', number: 1, documents: [settings(), ...documents] });

export const contextOf = ({ settings: own, history }: CompiledRelease): FoldContext => ({
  settings: own,
  metrics: [],
  history,
  product: (id) => ({ category: `c${id.length}`, brand: 'Leaf' }),
});

/** The view of a product, or now and then an order. */
export const eventOf = (customer: number, index: number, at: Date): StoredEvent => {
  const identity = `customer_id:${customer}`;
  const isOrder = index % 10 === 9;
  return {
    messageId: `m${customer}-${index}`,
    identity,
    profileId: identity,
    type: isOrder ? 'order_completed' : 'product_viewed',
    data: isOrder
      ? {
          order_id: `o${customer}-${index}`,
          total: { amount: 500 + ((customer * 37 + index) % 5000), currency: 'EUR' },
          items: [{ product_id: 'tea' }],
        }
      : { product_id: `p${(customer + index) % 500}` },
    context: { device: 'mobile', channel: 'web' },
    at,
    receivedAt: at,
    source: 'api',
  };
};

/** A customer after some events of the last weeks. */
export const customerOf = (customer: number, context: FoldContext, now: Date): Profile => {
  const identity = `customer_id:${customer}`;
  const events = Array.from({ length: 12 }, (_, index) =>
    eventOf(customer, index, new Date(now.getTime() - (40 - (customer % 28) - index) * day)),
  );
  const start = { id: identity, identity, subject: String(customer), at: events[0]!.at };
  return {
    ...foldEvents(emptyProfile(start), events, context).profile,
    traits: { plan: `p${customer % 7}` },
  };
};
