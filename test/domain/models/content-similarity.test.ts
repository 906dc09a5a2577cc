import { describe, expect, test } from 'vitest';
import { contentSimilarity, similarityIndex } from '#server/domain/models/content-similarity.ts';
import { topOf } from '#server/domain/models/top-list.ts';
import { product, shop } from './builders.ts';

const everything = { limit: 100, allowed: () => true, weight: () => 1 };

describe('content similarity', () => {
  test('is the cosine of weighted, rarity-scaled tokens', () => {
    const tea = product({ id: 'a', name: 'Tea', category: 'Drinks' });
    const milk = product({ id: 'b', name: 'Milk', category: 'Drinks' });
    // tokens: category in 2 of 2 products, weight 3 ln(1 + 2/2); each name in 1 of 2, weight ln(1 + 2/1)
    const category = (3 * Math.log(2)) ** 2;
    const word = Math.log(3) ** 2;
    const similar = contentSimilarity(similarityIndex([tea, milk]), tea, everything);
    expect([...similar.keys()]).toEqual(['b']);
    expect(similar.get('b')).toBeCloseTo(category / (category + word), 6);
  });

  test('a shared category says more than a shared brand', () => {
    const similar = contentSimilarity(similarityIndex(shop), shop[1]!, everything);
    expect([...similar.keys()]).toEqual(['espresso', 'green', 'mug']);
  });

  test.each([
    ['a product never resembles itself', everything, false],
    ['what is not allowed is left out', { ...everything, allowed: (id: string) => id !== 'filter' }, false],
  ])('%s', (_name, options, expected) => {
    const of = options === everything ? shop[1]! : shop[0]!;
    expect(contentSimilarity(similarityIndex(shop), of, options).has('filter')).toBe(expected);
  });

  test('works for a product that is not in the index', () => {
    const outsider = product({ id: 'new', name: 'Decaf', category: 'Coffee', brand: 'Roma' });
    const similar = contentSimilarity(similarityIndex(shop), outsider, everything);
    expect([...similar.keys()]).toEqual(['espresso', 'filter']);
  });

  test('words are compared without case, in any script', () => {
    const index = similarityIndex([
      product({ id: 'a', name: 'ЧАЙ зелёный' }),
      product({ id: 'b', name: 'чай' }),
    ]);
    expect(contentSimilarity(index, product({ id: 'c', name: 'Чай' }), everything).size).toBe(2);
  });
});

describe('the best of many scores', () => {
  test.each([
    ['the highest first', { a: 1, b: 3, c: 2 }, 2, ['b', 'c']],
    ['of equal scores the lower id', { z: 1, y: 1, x: 1 }, 2, ['x', 'y']],
    ['all when there are fewer', { a: 1 }, 5, ['a']],
  ] as [string, Record<string, number>, number, string[]][])('%s', (_name, scores, limit, expected) => {
    expect([...topOf(new Map(Object.entries(scores)), limit).keys()]).toEqual(expected);
  });
});
