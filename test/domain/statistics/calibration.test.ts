import { describe, expect, test } from 'vitest';
import { seededRandom } from '#server/domain/random.ts';
import { compare } from '#server/domain/statistics/comparison.ts';
import type { Totals } from '#server/domain/statistics/summary.ts';
import type { MetricType } from '#server/domain/statistics/types.ts';

type Draw = (random: () => number) => number;

const EXPERIMENTS = 4000;
const CONFIDENCE = 0.95;
/** Four standard errors of a share of 5% among that many experiments. */
const MONTE_CARLO = 4 * Math.sqrt((0.05 * 0.95) / EXPERIMENTS);

const sample = (random: () => number, n: number, draw: Draw): Totals => {
  let [sum, sumOfSquares] = [0, 0];
  for (let i = 0; i < n; i++) {
    const y = draw(random);
    sum += y;
    sumOfSquares += y * y;
  }
  return { n, sum, sumOfSquares };
};

const happens =
  (p: number): Draw =>
  (random) =>
    random() < p ? 1 : 0;
/** Skewed, as order values are; mean 1, and zero for most. */
const spends: Draw = (random) => (random() < 0.25 ? -4 * Math.log1p(-random()) : 0);

type Simulation = {
  type: MetricType;
  control: Draw;
  variation: Draw;
  n: [number, number];
  truth: number;
  seed: number;
};

const simulate = ({ type, control, variation, n, truth, seed }: Simulation) => {
  const random = seededRandom(seed);
  let [rejected, covered] = [0, 0];
  for (let i = 0; i < EXPERIMENTS; i++) {
    const result = compare({
      type,
      direction: 'increase',
      control: sample(random, n[0], control),
      variation: sample(random, n[1], variation),
      confidenceLevel: CONFIDENCE,
    });
    if (result.state !== 'compared') throw new Error(result.reason);
    const [low, high] = result.absolute.interval;
    if (result.verdict !== 'unclear') rejected++;
    if (low <= truth && truth <= high) covered++;
  }
  return { rejected: rejected / EXPERIMENTS, covered: covered / EXPERIMENTS };
};

describe('A against A is called different in 5% of experiments', () => {
  test.each<[name: string, simulation: Simulation]>([
    [
      'a share of 10%',
      {
        type: 'proportion',
        control: happens(0.1),
        variation: happens(0.1),
        n: [500, 500],
        truth: 0,
        seed: 1,
      },
    ],
    [
      'a share of 30%, groups of unequal size',
      {
        type: 'proportion',
        control: happens(0.3),
        variation: happens(0.3),
        n: [800, 200],
        truth: 0,
        seed: 2,
      },
    ],
    ['a skewed mean', { type: 'mean', control: spends, variation: spends, n: [600, 400], truth: 0, seed: 3 }],
  ])('%s', (_, simulation) => {
    const { rejected } = simulate(simulation);
    expect(Math.abs(rejected - 0.05)).toBeLessThan(MONTE_CARLO);
  });
});

describe('the 95% interval holds the true effect in 95% of experiments', () => {
  test.each<[name: string, simulation: Simulation]>([
    [
      'a share of 20% raised to 25%',
      {
        type: 'proportion',
        control: happens(0.2),
        variation: happens(0.25),
        n: [500, 500],
        truth: 0.05,
        seed: 4,
      },
    ],
    [
      'a mean with half the variance of its control',
      { type: 'mean', control: spends, variation: happens(0.5), n: [400, 400], truth: -0.5, seed: 5 },
    ],
  ])('%s', (_, simulation) => {
    const { covered } = simulate(simulation);
    expect(Math.abs(covered - 0.95)).toBeLessThan(MONTE_CARLO);
  });
});

test('with small cells, where p is exact, A against A is called different in at most 5%', () => {
  const rare = happens(0.02);
  const random = seededRandom(6);
  const rejections = Array.from({ length: EXPERIMENTS }, () =>
    compare({
      type: 'proportion',
      direction: 'increase',
      control: sample(random, 100, rare),
      variation: sample(random, 100, rare),
      confidenceLevel: CONFIDENCE,
    }),
  ).filter((result) => result.state === 'compared' && result.verdict !== 'unclear');
  expect(rejections.length / EXPERIMENTS).toBeLessThan(0.05);
});
