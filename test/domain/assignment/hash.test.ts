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

const IDS = 1_000_000;
/** How often a sound hash fails one of these tests. The ids are fixed, so each of them fails always or never. */
const ALPHA = 0.001;
const CELLS = 20;
const ids = Array.from({ length: IDS }, (_, i) => `customer-${i}`);

const chiSquaredP = (counts: readonly number[]): number => {
  const due = IDS / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - due) ** 2 / due, 0);
  return chiSquaredUpperTail(statistic, counts.length - 1);
};

const count = (cells: number, cellOf: (id: string) => number): number[] => {
  const counts = new Array<number>(cells).fill(0);
  for (const id of ids) counts[cellOf(id)]!++;
  return counts;
};

const cellIn = (seed: string, value: string, cells: number): number =>
  Math.floor(Math.round(bucket({ seed, value }) * 10_000) / (10_000 / cells));

test.each(['new-hero', 'free-shipping', '', '2'])(
  'a million ids spread evenly over the 10,000 buckets under the seed %j',
  (seed) => {
    expect(chiSquaredP(count(10_000, (id) => cellIn(seed, id, 10_000)))).toBeGreaterThan(ALPHA);
  },
);

test.each([
  ['new-hero', 'free-shipping'],
  ['test-1', 'test-2'],
  ['a', 'b'],
  ['checkout', 'checkout2'],
])('the buckets of a million ids under the seeds %s and %s are independent', (first, second) => {
  const joint = count(CELLS * CELLS, (id) => cellIn(first, id, CELLS) * CELLS + cellIn(second, id, CELLS));
  expect(chiSquaredP(joint)).toBeGreaterThan(ALPHA);
});
