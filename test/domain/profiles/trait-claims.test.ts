import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '#schemas/event.ts';
import { Settings } from '#schemas/settings.ts';
import type { TraitStrategy } from '#schemas/trait-strategy.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { compareMoments } from '#server/domain/profiles/order.ts';
import '#test/support/properties.ts';

const minute = (n: number): Date => new Date(Date.UTC(2026, 0, 1, 0, n));
const said = (
  identity: string,
  at: number,
  value: unknown,
  source: StoredEvent['source'] = 'api',
): StoredEvent => ({
  messageId: `m${at}`,
  identity,
  profileId: 'customer_id:7',
  type: 'identified',
  data: { traits: { t: value } } as StoredEvent['data'],
  context: {},
  at: minute(at),
  receivedAt: minute(at),
  source,
});
const traitAfter = (strategy: TraitStrategy, events: readonly StoredEvent[]): unknown => {
  const settings = Settings.parse({ identity: { trait_strategies: { t: strategy } } });
  const start = { id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at: minute(0) };
  const context = { settings, metrics: [], product: () => undefined };
  return foldEvents(emptyProfile(start), [...events].sort(compareMoments), context).profile.traits['t'];
};
const [seven, old, phone] = ['customer_id:7', 'customer_id:old', 'anonymous_id:phone'];

describe('a trait that a customer’s identities say different things of', () => {
  const events = [said(old, 1, 5), said(seven, 2, 3), said(phone, 3, 4), said(old, 4, 2)];
  test.each<[TraitStrategy, unknown]>([
    ['latest', 2],
    ['oldest', 2], // of the one that said something first, its newest value
    ['max', 4],
    ['sum', 9],
    ['union', [3, 4, 2]],
  ])('%s comes to %j', (strategy, value) => {
    expect(traitAfter(strategy, events)).toEqual(value);
  });

  test.each<[string, TraitStrategy, StoredEvent[], unknown]>([
    ['null takes back what its identity said alone', 'sum', [...events, said(old, 5, null)], 7],
    [
      'nothing is left once everybody took theirs back',
      'sum',
      [said(old, 1, 5), said(old, 2, null)],
      undefined,
    ],
    ['a rectification stands over all', 'max', [...events, said(seven, 5, 1, 'system')], 1],
    ['what is no number is the newest', 'max', [said(old, 1, 'a'), said(seven, 2, 'b')], 'b'],
    [
      'lists are joined, each item once',
      'union',
      [said(old, 1, ['a', 'b']), said(seven, 2, ['b', 'c'])],
      ['a', 'b', 'c'],
    ],
  ])('%s', (_name, strategy, told, value) => {
    expect(traitAfter(strategy, told)).toEqual(value);
  });
});

test('only each identity’s own newest value counts, whatever it said before', () => {
  const history = fc.uniqueArray(
    fc.record({ who: fc.constantFrom(seven, old, phone), at: fc.nat(500), value: fc.integer() }),
    { selector: ({ at }) => at, minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(history, fc.constantFrom<TraitStrategy>('latest', 'max', 'sum'), (all, strategy) => {
      const newest = new Map<string, { at: number; value: number }>();
      for (const { who, at, value } of all)
        if (at >= (newest.get(who)?.at ?? -1)) newest.set(who, { at, value });
      const own = [...newest.values()].sort((a, b) => a.at - b.at).map(({ value }) => value);
      const expected = {
        latest: own.at(-1),
        max: Math.max(...own),
        sum: own.reduce((sum, value) => sum + value, 0),
      }[strategy as 'latest' | 'max' | 'sum'];
      expect(
        traitAfter(
          strategy,
          all.map(({ who, at, value }) => said(who, at, value)),
        ),
      ).toBe(expected);
    }),
  );
});
