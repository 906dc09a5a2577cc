import { describe, expect, test } from 'vitest';
import { fade, openWeights, raise, recordOf, settle, type Weights } from '#server/domain/profiles/weights.ts';

const fadedTo = (share: number, record: Record<string, number>): Weights => {
  const weights = openWeights(record);
  fade(weights, share);
  return weights;
};

describe('weights', () => {
  test('fade by a share, and what is said is added whole', () => {
    const weights = fadedTo(0.5, { tea: 4, cups: 2 });
    raise(weights, ['cups', 'pots'], 3);
    expect(recordOf(weights)).toEqual({ tea: 2, cups: 4, pots: 3 });
  });

  test('beyond the limit the weakest go, of equal ones the last by name', () => {
    const weights = fadedTo(1, { c: 1, b: 1, a: 1, z: 2 });
    raise(weights, ['d'], 1);
    expect(settle(weights, 3).dropped).toEqual(['c', 'd']);
    expect(Object.entries(recordOf(weights))).toEqual([
      ['z', 2],
      ['a', 1],
      ['b', 1],
    ]);
  });

  // by hand: p = (1, 0), q = (½, ½) is 0.311… as in the tests of folding; and half of it told one by one is the same
  test.each<[string, Record<string, number>, string[], number, number, number]>([
    ['what only fades has not moved', { tea: 1, cups: 3 }, [], 0, 9, 0],
    ['a name beside one', { tea: 1 }, ['cups'], 1, 9, 0.31127812445913283],
    [
      'a name beside two that come to as much',
      { tea: 0.25, pots: 0.75 },
      ['cups'],
      1,
      9,
      0.31127812445913283,
    ],
    ['a name in the place of another', { tea: 1 }, ['cups'], 2, 1, 1],
    ['a name that does not stay', { tea: 2 }, ['cups'], 1, 1, 0],
  ])('%s', (_name, record, names, strength, limit, expected) => {
    const weights = fadedTo(1, record);
    raise(weights, names, strength);
    expect(settle(weights, limit).moved).toBeCloseTo(expected, 12);
  });

  test('a name may be called as what every record inherits', () => {
    const weights = fadedTo(1, {});
    raise(weights, ['__proto__', 'constructor'], 1);
    expect(Object.keys(recordOf(weights))).toEqual(['__proto__', 'constructor']);
  });
});
