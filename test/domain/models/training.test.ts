import { describe, expect, test } from 'vitest';
import { coPurchaseTrainer, neighborsKept } from '#server/domain/models/co-purchase.ts';
import { popularityTrainer, shelvesOf } from '#server/domain/models/popularity.ts';
import { at, daysBefore, shop, volumes } from './builders.ts';

describe('popularity', () => {
  test.each([
    ['an order now counts 1', [['order', 0]], 1],
    ['an order 7 days ago counts half', [['order', 7]], 0.5],
    ['an order 21 days ago counts an eighth', [['order', 21]], 0.125],
    ['ten views count as an order', Array.from({ length: 10 }, () => ['view', 0]), 1],
    ['an event from the future is not worth more than one of now', [['order', -7]], 1],
    ['orders add up', [['order', 0], ['order', 7]], 1.5], // biome-ignore format: one row a case
  ] as [string, ['order' | 'view', number][], number][])('%s', (_name, events, expected) => {
    const trainer = popularityTrainer(at);
    for (const [kind, days] of events) trainer.add('p', kind, daysBefore(days));
    expect(trainer.volumes().get('p')).toBeCloseTo(expected, 12);
  });

  test('shelves hold the popular first and then the rest by id', () => {
    const shelves = shelvesOf(new Map(shop.map((one) => [one.id, one])), volumes);
    expect(shelves.all).toEqual(['espresso', 'green', 'filter', 'mug', 'dust']);
    expect(shelves.categories.get('Coffee')).toEqual(['espresso', 'filter']);
    expect(shelves.brands.get('Nord')).toEqual(['green', 'filter', 'mug']);
  });
});

describe('co-purchase', () => {
  const train = (customers: string[][][], options = {}) => {
    const trainer = coPurchaseTrainer(options);
    for (const orders of customers) trainer.addCustomer(orders);
    return trainer.neighbors();
  };

  test('confidence is the share of buyers who bought both, with 5 customers added to the denominator', () => {
    // 3 buyers of tea, 2 of them with milk: 2 / (3 + 5); 2 buyers of milk: 2 / (2 + 5)
    const neighbors = train([[['tea', 'milk']], [['milk', 'tea']], [['tea']]]);
    expect(neighbors.get('tea')).toEqual([{ id: 'milk', customers: 2, confidence: 2 / 8 }]);
    expect(neighbors.get('milk')).toEqual([{ id: 'tea', customers: 2, confidence: 2 / 7 }]);
  });

  test('a customer counts once however often they buy the pair', () => {
    const neighbors = train([
      [
        ['tea', 'milk'],
        ['tea', 'milk'],
        ['tea', 'tea', 'milk'],
      ],
    ]);
    expect(neighbors.get('tea')).toEqual([{ id: 'milk', customers: 1, confidence: 1 / 6 }]);
  });

  test('different orders of one customer are not together', () => {
    expect(train([[['tea'], ['milk']]]).size).toBe(0);
  });

  test(`keeps the ${neighborsKept} strongest neighbors, of equal ones the lower ids`, () => {
    const others = Array.from({ length: 30 }, (_, index) => `p${String(index).padStart(2, '0')}`);
    const kept = train([[['tea', ...others]]]).get('tea');
    expect(kept?.map(({ id }) => id)).toEqual(others.slice(0, neighborsKept));
  });

  test('memory stays bounded by forgetting the rarest pairs first', () => {
    const rare = Array.from({ length: 50 }, (_, index) => [[`a${index}`, `b${index}`]]);
    const common = Array.from({ length: 3 }, () => [['tea', 'milk']]);
    const neighbors = train([...common, ...rare], { maximumPairs: 10 });
    expect(neighbors.get('tea')).toMatchObject([{ id: 'milk', customers: 3 }]);
    expect(neighbors.size).toBeLessThanOrEqual(2 * 10);
  });
});
