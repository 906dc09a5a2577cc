import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { GraphTransition } from '#server/domain/journeys/graph.ts';
import {
  type DrawnJourney,
  effectPhrase,
  leafStates,
  transitionPhrase,
} from '../../admin/src/journeys/graph.ts';
import { StateTable } from '../../admin/src/journeys/StateTable.tsx';

afterEach(cleanup);

const state = (
  path: string,
  more: Partial<DrawnJourney['states'][number]> = {},
): DrawnJourney['states'][number] => ({
  path,
  name: path.split('.').at(-1) ?? path,
  parent: null,
  type: 'atomic',
  initial: false,
  description: null,
  meta: null,
  customers: 0,
  ...more,
});
const journey: DrawnJourney = {
  key: 'welcome',
  states: [
    state('browsing', { initial: true, customers: 1234 }),
    state('cart', { type: 'compound' }),
    state('cart.waiting', { parent: 'cart', meta: { decide: { pin: { hero_banner: 'reminder' } } } }),
    state('bought', { type: 'final' }),
  ],
  transitions: [],
};

const ordered = { all: [{ fact: 'profile', path: '$.counters.orders', operator: 'greaterThan', value: 0 }] };

test.each<[string, GraphTransition['trigger'], GraphTransition['guard']]>([
  ['added to cart', { type: 'event', event: 'added_to_cart' }, null],
  ['after 1 h 30 min', { type: 'delay', ms: 5_400_000 }, null],
  ['after 7 d, if orders is more than 0', { type: 'delay', ms: 604_800_000 }, ordered],
  ['at once', { type: 'always' }, null],
])('an arrow is taken “%s”', (phrase, trigger, guard) => {
  expect(transitionPhrase({ from: 'a', to: 'b', trigger, guard })).toBe(phrase);
});

test('customers stand in states that have none of their own', () => {
  expect(leafStates(journey).map(({ path }) => path)).toEqual(['browsing', 'cart.waiting', 'bought']);
});

test('a state’s effect on decisions is told by its variants', () => {
  expect(effectPhrase(journey.states[2]!)).toBe('shows reminder');
  expect(effectPhrase(journey.states[2]!, () => 'Your cart')).toBe('shows Your cart');
  expect(effectPhrase(journey.states[0]!)).toBeUndefined();
});

test('the table tells where a journey begins and ends, and how many stand where', () => {
  const onOpen = vi.fn();
  render(<StateTable journey={journey} onOpen={onOpen} />);
  const row = within(screen.getByRole('row', { name: /browsing initial/ }));
  fireEvent.click(row.getByRole('button', { name: /^1,234 customers in browsing/ }));
  expect(onOpen).toHaveBeenCalledWith(journey.states[0]);
  expect(screen.getByRole('row', { name: /bought final/ })).toBeDefined();
});
