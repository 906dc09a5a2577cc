import { expect, test } from 'vitest';
import { joinInstances } from '#server/features/journeys/join.ts';
import type { StoredInstance } from '#server/stores/journey-instances.ts';

const minute = (n: number): Date => new Date(Date.UTC(2026, 0, 1, 0, n));
const instance = (profileId: string, journey: string, state: string, since = 0): StoredInstance => ({
  _id: `${journey}/${profileId}`,
  scope: 'default/production',
  profileId,
  journey,
  snapshot: {},
  state,
  since: minute(since),
  startedAt: minute(0),
  status: 'active',
  timers: [{ id: 'soon', event: 'after', dueAt: minute(99) }],
  watermark: { at: minute(since), messageId: 'm' },
  moves: 2,
  version: 3,
});
const placesOf = (instances: readonly StoredInstance[], movedTo: [string, string][]) => {
  const { gone, moved } = joinInstances(instances, new Map(movedTo));
  return {
    gone: gone.map(({ profileId, journey }) => `${profileId} ${journey}`).sort(),
    moved: moved.map(({ profileId, journey, state }) => `${profileId} ${journey} ${state}`).sort(),
  };
};

test.each<[string, StoredInstance[], [string, string][], string[], string[]]>([
  [
    'a journey goes on with whom the other is part of',
    [instance('a', 'welcome', 'cart')],
    [['a', '7']],
    ['a welcome'],
    ['7 welcome cart'],
  ],
  [
    'the place of the one who remains stands',
    [instance('a', 'welcome', 'cart', 5), instance('7', 'welcome', 'browsing', 1)],
    [['a', '7']],
    ['a welcome'],
    [],
  ],
  [
    'of two who come, the one who moved last tells',
    [instance('a', 'welcome', 'browsing', 1), instance('b', 'welcome', 'cart', 5)],
    [
      ['a', '7'],
      ['b', '7'],
    ],
    ['a welcome', 'b welcome'],
    ['7 welcome cart'],
  ],
  [
    'each journey is looked at by itself',
    [instance('a', 'welcome', 'cart'), instance('a', 'loyal', 'new'), instance('7', 'loyal', 'old')],
    [['a', '7']],
    ['a loyal', 'a welcome'],
    ['7 welcome cart'],
  ],
  ['nobody moves who is part of nobody', [instance('7', 'welcome', 'cart')], [], [], []],
])('%s', (_name, instances, movedTo, gone, moved) => {
  expect(placesOf(instances, movedTo)).toEqual({ gone, moved });
});

test('timers come along, and what is stored for the other does not', () => {
  const { moved } = joinInstances([instance('a', 'welcome', 'cart')], new Map([['a', '7']]));
  expect(moved[0]).toMatchObject({ timers: [{ id: 'soon' }] });
  for (const field of ['_id', 'scope', 'version']) expect(moved[0]).not.toHaveProperty(field);
});
