import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { compareMoments } from '#server/domain/profiles/order.ts';
import { significance } from '#server/domain/profiles/significance.ts';
import { context, event, history, order, start } from './events.ts';

const scoreOf = (before: readonly StoredEvent[], last: StoredEvent): number => {
  const empty = emptyProfile({ id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at: start });
  return foldEvents(empty, [...before, last], context).significance.get(last.messageId)!;
};

const view = (minute: number, product_id = 'tea') =>
  event({ type: 'product_viewed', data: { product_id }, minute });
const known = [event({ type: 'identified', data: { traits: { plan: 'gold' } } }), view(1), view(2)];
const agreed = (minute: number, analytics: boolean) =>
  event({ type: 'consent_updated', data: { purposes: { analytics } }, minute });

// scipy 1.11: distance.jensenshannon([1, 0], [.5, .5], base=2) ** 2
test('the divergence of one category from two equal ones is 0.311', () => {
  expect(significance([1, 0], [1, 1])).toBeCloseTo(0.311_278_1, 6);
});

test.each<[string, readonly StoredEvent[], StoredEvent, (score: number) => boolean]>([
  ['the first thing that is known of a customer has 1', [], view(1), (score) => score === 1],
  ['any first behavior has 1', [], event({ type: 'dance' }), (score) => score === 1],
  ['the first order has 1', known, order(9), (score) => score === 1],
  ['the second order has a half', [...known, order(3)], order(9), (score) => score === 0.5],
  ['what only confirms has 0', [view(1), view(2)], view(3), (score) => score === 0],
  [
    'another category is something',
    [view(1), view(2)],
    view(3, 'cup'),
    (score) => score > 0.1 && score < 0.5,
  ],
  [
    'a new kind of behavior is something',
    known,
    event({ type: 'dance', minute: 9 }),
    (score) => score > 0.05,
  ],
  [
    'one new trait beside one known is a half',
    known,
    event({ type: 'identified', data: { traits: { city: 'Vienna' } }, minute: 9 }),
    (score) => score === 0.5,
  ],
  [
    'a choice of consent that is turned round has 1',
    [...known, agreed(3, true)],
    agreed(4, false),
    (s) => s === 1,
  ],
])('%s', (_name, before, last, holds) => {
  expect(scoreOf(before, last)).toSatisfy(holds);
});

type Weights = Record<string, number>;

/** The divergence of shares, each name by itself: H(m) − (H(p) + H(q)) / 2, where m is the middle of p and q. */
const divergence = (before: Weights, after: Weights): number => {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const sharesOf = (weights: Weights): number[] => {
    const values = names.map((name) => (Object.hasOwn(weights, name) ? weights[name]! : 0));
    const sum = values.reduce((a, b) => a + b, 0);
    return values.map((value) => (sum === 0 ? 0 : value / sum));
  };
  const entropy = (shares: readonly number[]): number =>
    -shares.reduce((sum, share) => sum + (share === 0 ? 0 : share * Math.log2(share)), 0);
  const [p, q] = [sharesOf(before), sharesOf(after)];
  if (Object.keys(before).length === 0) return names.length === 0 ? 0 : 1;
  return entropy(p.map((share, index) => (share + q[index]!) / 2)) - (entropy(p) + entropy(q)) / 2;
};

const tells = new Set(['identified', 'consent_updated', 'order_completed']);

test('it is the largest divergence of all categories, all brands and all kinds of behavior', () => {
  fc.assert(
    fc.property(history, (events) => {
      let profile = emptyProfile({ id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at: start });
      for (const item of [...events].sort(compareMoments)) {
        const { profile: next, significance: scores } = foldEvents(profile, [item], context);
        const [{ affinities: a, counters: b }, { affinities: c, counters: d }] = [profile, next];
        const expected = Math.max(
          divergence(a.categories, c.categories),
          divergence(a.brands, c.brands),
          divergence(b.events, d.events),
        );
        profile = next;
        if (!tells.has(item.type)) expect(scores.get(item.messageId)).toBeCloseTo(expected, 9);
      }
    }),
  );
});
