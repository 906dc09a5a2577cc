import { expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvent, foldEvents } from '#server/domain/profiles/fold.ts';
import { profileSignificance, significance } from '#server/domain/profiles/significance.ts';
import { context, event, order, start } from './events.ts';

const scoreOf = (before: readonly StoredEvent[], last: StoredEvent): number => {
  const empty = emptyProfile({ id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at: start });
  const profile = foldEvents(empty, before, context).profile;
  return profileSignificance(profile, foldEvent(profile, last, context));
};

const view = (minute: number, product_id = 'tea') =>
  event({ type: 'product_viewed', data: { product_id }, minute });
const known = [event({ type: 'identified', data: { traits: { plan: 'gold' } } }), view(1), view(2)];
const agreed = (minute: number, analytics: boolean) =>
  event({ type: 'consent_updated', data: { purposes: { analytics } }, minute });

// scipy 1.11: distance.jensenshannon([1, 0], [.5, .5], base=2) ** 2
test('the divergence of one category from two equal ones is 0.311', () => {
  expect(significance({ tea: 1 }, { tea: 1, coffee: 1 })).toBeCloseTo(0.311_278_1, 6);
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
