import { expect, test } from 'vitest';
import { seededRandom } from '#server/domain/random.ts';

const draw = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test('the same seed gives the same stream, another seed another', () => {
  expect(draw(7, 5)).toEqual(draw(7, 5));
  expect(draw(7, 5)).not.toEqual(draw(8, 5));
  expect(draw(7, 5)).not.toEqual(draw(7 + 2 ** 32, 5));
});

test('the numbers are uniform on [0, 1): mean 1/2, variance 1/12, no neighbor predicts the next', () => {
  const numbers = draw(1, 100_000);
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  const covariance =
    numbers.slice(1).reduce((sum, x, i) => sum + (x - mean) * (numbers[i]! - mean), 0) / numbers.length;
  expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
  // four standard errors of each
  expect(Math.abs(mean - 1 / 2)).toBeLessThan(0.0037);
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.001);
  expect(Math.abs(covariance)).toBeLessThan(0.0011);
});
