import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assign, inGroup, variationRanges } from '#server/domain/assignment/assign.ts';
import { inHoldout } from '#server/domain/assignment/holdout.ts';

const halves = [0.5, 0.5];

describe('variationRanges', () => {
  test.each([
    [
      halves,
      1,
      [
        { start: 0, end: 0.5 },
        { start: 0.5, end: 1 },
      ],
    ],
    [
      halves,
      0.5,
      [
        { start: 0, end: 0.25 },
        { start: 0.5, end: 0.75 },
      ],
    ],
    [
      halves,
      0,
      [
        { start: 0, end: 0 },
        { start: 0.5, end: 0.5 },
      ],
    ],
    [
      [0, 1],
      1,
      [
        { start: 0, end: 0 },
        { start: 0, end: 1 },
      ],
    ],
  ])('weights %j at coverage %d', (weights, coverage, expected) => {
    expect(variationRanges({ weights, coverage })).toEqual(expected);
  });

  test.each([
    [[0.5, 0.4], 1, 'weights must sum to 1'],
    [[], 1, 'weights must sum to 1'],
    [halves, 1.1, 'coverage must be within 0 and 1'],
    [halves, Number.NaN, 'coverage must be within 0 and 1'],
  ])('weights %j at coverage %d are refused', (weights, coverage, message) => {
    expect(() => variationRanges({ weights, coverage })).toThrow(message);
  });
});

describe('assign', () => {
  // buckets by hash.test.ts: "a" is at 0.0505 and "1" at 0.214 under "seed"
  test.each([
    ['a', halves, 1, 0],
    ['a', [0.05, 0.95], 1, 1],
    ['a', halves, 0.1, null],
    ['1', [0.214, 0.786], 1, 1],
    ['1', [0.2141, 0.7859], 1, 0],
  ])('%s with weights %j at coverage %d is %j', (value, weights, coverage, expected) => {
    expect(assign({ seed: 'seed', value, weights, coverage })).toBe(expected);
  });

  test('everyone is assigned at full coverage, the last bucket too', () => {
    const weights = Array.from({ length: 10 }, () => 0.1);
    for (let i = 0; i < 20_000; i++)
      expect(assign({ seed: 'all', value: `${i}`, weights, coverage: 1 })).not.toBeNull();
  });

  test('raising the coverage moves nobody', () => {
    const coverage = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.string(), coverage, coverage, (value, a, b) => {
        const at = (share: number) => assign({ seed: 'ramp', value, weights: [0.3, 0.7], coverage: share });
        const before = at(Math.min(a, b));
        if (before !== null) expect(at(Math.max(a, b))).toBe(before);
      }),
    );
  });
});

describe('inGroup', () => {
  // "a" is at 0.0505 under "seed"
  test.each([
    ['inside its part', [{ start: 0, end: 0.1 }], true],
    [
      'inside its second part',
      [
        { start: 0.5, end: 1 },
        { start: 0.05, end: 0.06 },
      ],
      true,
    ],
    ['where its part begins', [{ start: 0.0505, end: 1 }], true],
    ['where its part ends', [{ start: 0, end: 0.0505 }], false],
    ['without a part', [], false],
  ])('a value %s', (_name, ranges, expected) => {
    expect(inGroup({ seed: 'seed', ranges, value: 'a' })).toBe(expected);
  });

  test('parts that do not overlap never have the same value, and together they have all', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 9999 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(cuts, fc.string(), fc.string(), (inner, seed, value) => {
        const edges = [0, ...inner.toSorted((a, b) => a - b), 10_000];
        const parts = edges.slice(1).map((end, i) => [{ start: edges[i]! / 10_000, end: end / 10_000 }]);
        expect(parts.filter((ranges) => inGroup({ seed, ranges, value }))).toHaveLength(1);
      }),
    );
  });
});

describe('inHoldout', () => {
  test.each([
    [0.0505, false],
    [0.0506, true],
    [0, false],
    [1, true],
  ])('a customer in bucket 0.0505 and a share of %d', (share, expected) => {
    expect(inHoldout({ seed: 'seed', value: 'a', share })).toBe(expected);
  });
});
