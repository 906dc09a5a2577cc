import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
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

test.each<[string, GraphTransition['trigger'], boolean]>([
  ['added to cart', { type: 'event', event: 'added_to_cart' }, false],
  ['after 1 h 30 min', { type: 'delay', ms: 5_400_000 }, false],
  ['after 7 d, if its guard holds', { type: 'delay', ms: 604_800_000 }, true],
  ['at once', { type: 'always' }, false],
])('an arrow is taken “%s”', (phrase, trigger, guarded) => {
  expect(transitionPhrase({ from: 'a', to: 'b', trigger, guarded })).toBe(phrase);
});

test('customers stand in states that have none of their own', () => {
  expect(leafStates(journey).map(({ path }) => path)).toEqual(['browsing', 'cart.waiting', 'bought']);
});

test('a state’s effect on decisions is told by its variants', () => {
  expect(effectPhrase(journey.states[2]!)).toBe('shows reminder');
  expect(effectPhrase(journey.states[0]!)).toBeUndefined();
});

test('the table tells where a journey begins and ends, and how many stand where', () => {
  render(<StateTable journey={journey} />);
  const row = within(screen.getByRole('row', { name: /browsing initial/ }));
  expect(row.getByText('1,234')).toBeDefined();
  expect(screen.getByRole('row', { name: /bought final/ })).toBeDefined();
});
