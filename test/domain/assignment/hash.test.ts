import { expect, test } from 'vitest';
import { bucket, fnv1a32 } from '#server/domain/assignment/hash.ts';
import { chiSquaredUpperTail } from '#server/domain/statistics/chi-squared.ts';

/**
 * Python 3.11, independently:
 *   def fnv(s):
 *     h = 0x811c9dc5; u = s.encode('utf-16-le')
 *     for i in range(0, len(u), 2): h = ((h ^ int.from_bytes(u[i:i+2], 'little')) * 0x01000193) % 2**32
 *     return h
 *   bucket = lambda seed, value: fnv(str(fnv(seed + value))) % 10000 / 10000
 */
test.each([
  ['', 2166136261],
  ['a', 3826002220],
  ['foobar', 3214735720],
  ['é', 1812687940],
  ['😀', 3409036472],
])('fnv1a32(%j) is %i', (text, hash) => {
  expect(fnv1a32(text)).toBe(hash);
});

test.each([
  ['', 'a', 0.0216],
  ['', 'b', 0.9054],
  ['b', 'a', 0.665],
  ['b', 'ef', 0.4549],
  ['seed', 'a', 0.0505],
  ['seed', '1', 0.214],
  ['new-hero', 'customer-42', 0.7666],
])('under the seed %j, %j falls into bucket %d', (seed, value, expected) => {
  expect(bucket({ seed, value })).toBe(expected);
});

const IDS = 100_000;
const CELLS = 20;
const ids = Array.from({ length: IDS }, (_, i) => `customer-${i}`);
const cellOf = (seed: string, value: string): number => Math.floor(bucket({ seed, value }) * CELLS);

const chiSquaredP = (counts: readonly number[], degreesOfFreedom: number): number => {
  const due = IDS / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - due) ** 2 / due, 0);
  return chiSquaredUpperTail(statistic, degreesOfFreedom);
};

test.each(['new-hero', 'free-shipping', '', '2'])('100,000 ids spread evenly under the seed %j', (seed) => {
  const counts = new Array<number>(CELLS).fill(0);
  for (const id of ids) counts[cellOf(seed, id)]!++;
  expect(chiSquaredP(counts, CELLS - 1)).toBeGreaterThan(0.001);
});

test.each([
  ['new-hero', 'free-shipping'],
  ['test-1', 'test-2'],
  ['a', 'b'],
])('the buckets under the seeds %s and %s are independent', (first, second) => {
  const counts = new Array<number>(CELLS * CELLS).fill(0);
  for (const id of ids) counts[cellOf(first, id) * CELLS + cellOf(second, id)]!++;
  expect(chiSquaredP(counts, CELLS * CELLS - 1)).toBeGreaterThan(0.001);
});
