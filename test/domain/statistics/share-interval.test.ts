import { describe, expect, test } from 'vitest';
import { seededRandom } from '#server/domain/random.ts';
import { estimateOf, shareInterval } from '#server/domain/statistics/share-interval.ts';

// R 4.2: binom.test(successes, n)$conf.int
test.each([
  [0, 500, 0, 0.00735061005191],
  [1, 500, 5.06343340074e-5, 0.011092476899],
  [5, 10, 0.187086028447, 0.812913971553],
  [15, 100, 0.0864543856416, 0.23530750015],
  [500, 500, 0.992649389948, 1],
])('%d of %d', (successes, n, low, high) => {
  const [from, to] = shareInterval({ n, successes });
  expect(from).toBeCloseTo(low, 11);
  expect(to).toBeCloseTo(high, 11);
});

describe('an estimate', () => {
  test.each([
    ['of everyone is exact', { matching: 7, sample: 90, population: 90 }, [7, 7, 7]],
    ['of those who came in meanwhile as well', { matching: 7, sample: 91, population: 90 }, [7, 7, 7]],
    [
      'of none found says how many there may be',
      { matching: 0, sample: 500, population: 10_000 },
      [0, 0, 74],
    ],
    ['has at least those who were found', { matching: 1, sample: 500, population: 501 }, [1, 1, 2]],
    ['of nobody looked at is anything', { matching: 0, sample: 0, population: 9 }, [0, 0, 9]],
  ])('%s', (_name, input, [customers, low, high]) => {
    expect(estimateOf(input)).toEqual({ customers, low, high });
  });

  const samples = 2000;
  /** Four standard errors of a share of 5% among that many samples. */
  const monteCarlo = 4 * Math.sqrt((0.05 * 0.95) / samples);

  test.each([
    [10_000, 40, 500],
    [10_000, 3000, 500],
    [3000, 40, 2000],
    [100_000, 100, 2000],
  ])('of %d customers covers the %d that match, 19 times out of 20', (population, truth, sample) => {
    const random = seededRandom(population + truth + sample);
    let covered = 0;
    for (let i = 0; i < samples; i += 1) {
      let [matching, left] = [0, truth];
      // one after the other, without putting back
      for (let drawn = 0; drawn < sample && left > 0; drawn += 1)
        if (random() * (population - drawn) < left) {
          matching += 1;
          left -= 1;
        }
      const { low, high } = estimateOf({ matching, sample, population });
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered / samples).toBeGreaterThan(0.95 - monteCarlo);
  });
});
