import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assign, variationRanges } from '#server/domain/assignment/assign.ts';
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

  test('an exclusion group lets one of its experiments have a customer', () => {
    const at = (value: string, start: number, end: number) =>
      assign({ seed: `${start}`, value, weights: halves, coverage: 1, range: { seed: 'group', start, end } });
    for (let i = 0; i < 2000; i++) {
      const assigned = [at(`${i}`, 0, 0.3), at(`${i}`, 0.3, 1)].filter((variation) => variation !== null);
      expect(assigned).toHaveLength(1);
    }
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
