import { describe, expect, test } from 'vitest';
import { absoluteEffect, relativeEffect } from '#server/domain/statistics/effect.ts';
import {
  fisherExactP,
  hasSmallCell,
  pooledZTest,
  unpooledZTest,
} from '#server/domain/statistics/proportions.ts';
import { sampleRatioMismatch } from '#server/domain/statistics/sample-ratio-mismatch.ts';
import {
  type KnownSummary,
  type Summary,
  summarizeMean,
  summarizeProportion,
} from '#server/domain/statistics/summary.ts';
import { welchTest } from '#server/domain/statistics/welch.ts';
import { P_VALUE, relativeError, STATISTIC } from './relative-error.ts';

const known = (summary: Summary): KnownSummary => {
  if (summary.state !== 'known') throw new Error(summary.reason);
  return summary;
};
const share = (n: number, sum: number): KnownSummary => known(summarizeProportion({ n, sum }));
const counts = (n0: number, s0: number, n1: number, s1: number) => ({
  control: { n: n0, successes: s0 },
  variation: { n: n1, successes: s1 },
});

const near = (actual: number, expected: number, tolerance: number): void =>
  expect(relativeError(actual, expected)).toBeLessThan(tolerance);

describe('summaries', () => {
  test('a share has the variance p(1 − p)', () => {
    expect(summarizeProportion({ n: 100, sum: 15 })).toEqual({
      state: 'known',
      n: 100,
      mean: 0.15,
      variance: 0.1275,
    });
  });

  test('a mean has the sample variance', () => {
    // R 4.2: mean(c(1, 2, 3)), var(c(1, 2, 3))
    expect(summarizeMean({ n: 3, sum: 6, sumOfSquares: 14 })).toEqual({
      state: 'known',
      n: 3,
      mean: 2,
      variance: 1,
    });
  });

  test('equal numbers have no variance, whatever rounding leaves', () => {
    const sum = Array.from({ length: 10 }, () => 0.1).reduce((a, b) => a + b, 0);
    expect(summarizeMean({ n: 10, sum, sumOfSquares: 0.1 })).toMatchObject({ variance: 0 });
  });

  test.each([0, 1])('%i units have no summary', (n) => {
    expect(summarizeProportion({ n, sum: n })).toMatchObject({ state: 'too-little-data' });
    expect(summarizeMean({ n, sum: n, sumOfSquares: n })).toMatchObject({ state: 'too-little-data' });
  });
});

test.each([
  [10, 12],
  [10, -1],
  [0, 1],
  [10, Number.NaN],
])('of %i units, %d cannot have done it', (n, sum) => {
  expect(() => summarizeProportion({ n, sum })).toThrow(RangeError);
});

describe('Welch', () => {
  // R 4.2: a <- c(5.1,4.9,6.2,5.8,6.0,5.5,5.2,6.8); b <- c(6.9,7.1,5.8,8.2,7.7,6.5,9.0)
  const control = known(summarizeMean({ n: 8, sum: 45.5, sumOfSquares: 261.63 }));
  const variation = known(summarizeMean({ n: 7, sum: 51.2, sumOfSquares: 381.44 }));

  test('agrees with R on two means', () => {
    const result = welchTest({ control, variation, level: 0.95 });
    if (result.state !== 'known') throw new Error(result.reason);
    // R 4.2: t.test(b, a)
    near(result.t, 3.49775453416761, STATISTIC);
    near(result.degreesOfFreedom, 9.48815032840757, STATISTIC);
    near(result.pValue, 0.00622331462250454, P_VALUE);
    near(result.interval[0], 0.582863074958223, STATISTIC);
    near(result.interval[1], 2.67070835361321, STATISTIC);
  });

  test('the interval has the level asked for', () => {
    const result = welchTest({ control, variation, level: 0.9 });
    if (result.state !== 'known') throw new Error(result.reason);
    // R 4.2: t.test(b, a, conf.level = 0.9)$conf.int
    near(result.interval[0], 0.779182255609971, STATISTIC);
    near(result.interval[1], 2.47438917296146, STATISTIC);
  });

  test('agrees with R on two shares', () => {
    const result = welchTest({ control: share(100, 15), variation: share(100, 25), level: 0.95 });
    if (result.state !== 'known') throw new Error(result.reason);
    // R 4.2: v0 <- .15*.85; v1 <- .25*.75; se <- sqrt(v0/100 + v1/100); t <- .1/se
    //        df <- (v0/100 + v1/100)^2 / ((v0/100)^2/99 + (v1/100)^2/99); 2*pt(-t, df); .1 + c(-1,1)*qt(.975,df)*se
    near(result.t, 1.7817416127495, STATISTIC);
    near(result.degreesOfFreedom, 191.067833698031, STATISTIC);
    near(result.pValue, 0.0763796895292844, P_VALUE);
    near(result.interval[0], -0.0107039040251098, STATISTIC);
    near(result.interval[1], 0.21070390402511, STATISTIC);
  });

  test('a side without variance does not spoil the test', () => {
    const result = welchTest({ control: share(50, 0), variation: share(40, 12), level: 0.95 });
    expect(result).toMatchObject({ state: 'known', degreesOfFreedom: expect.closeTo(39, 9) });
  });

  const equal = (n: number, value: number): KnownSummary =>
    known(summarizeMean({ n, sum: n * value, sumOfSquares: n * value ** 2 }));
  const same = 'everyone had the same outcome, in both groups';
  const apart =
    'each group has one outcome for everyone, and without variation their difference cannot be judged';
  test.each<[name: string, control: KnownSummary, variation: KnownSummary, reason: string]>([
    ['nobody in both', share(50, 0), share(40, 0), same],
    ['one value in both, whatever rounding leaves', equal(3, 0.1), equal(10, 0.1), same],
    ['one value in each', equal(50, 10), equal(40, 20), apart],
  ])('two sides without variance have no test: %s', (_, control, variation, reason) => {
    expect(welchTest({ control, variation, level: 0.95 })).toEqual({ state: 'zero-variance', reason });
  });
});

describe('two shares', () => {
  test('the pooled z agrees with R', () => {
    const result = pooledZTest(counts(100, 15, 100, 25));
    if (result.state !== 'known') throw new Error(result.reason);
    // R 4.2: prop.test(c(15, 25), c(100, 100), correct = FALSE)
    near(result.z ** 2, 3.125, STATISTIC);
    near(result.pValue, 0.077099871743542, P_VALUE);
  });

  test('the unpooled z agrees with R', () => {
    const result = unpooledZTest(counts(100, 15, 100, 25));
    if (result.state !== 'known') throw new Error(result.reason);
    // R 4.2: z <- 0.1 / sqrt(.15*.85/100 + .25*.75/100); 2 * pnorm(-z)
    near(result.z, 1.7817416127495, STATISTIC);
    near(result.pValue, 0.0747913775869442, P_VALUE);
  });

  test.each([
    [0, 0],
    [10, 10],
  ])('%i and %i of 10 have no z', (control, variation) => {
    expect(pooledZTest(counts(10, control, 10, variation))).toMatchObject({ state: 'zero-variance' });
    expect(unpooledZTest(counts(10, control, 10, variation))).toMatchObject({ state: 'zero-variance' });
  });

  test('all against none has a pooled z; an unpooled one has no variance, and says so', () => {
    const pair = counts(166, 166, 164, 0);
    // R 4.2: prop.test(c(166, 0), c(166, 164), correct = FALSE): X-squared = 330
    expect(pooledZTest(pair)).toMatchObject({ state: 'known', z: expect.closeTo(-Math.sqrt(330), 9) });
    expect(unpooledZTest(pair)).toEqual({
      state: 'zero-variance',
      reason: 'everyone did it in one group and nobody in the other: only the exact test can judge that',
    });
  });

  test('an empty group has no z', () => {
    expect(pooledZTest(counts(0, 0, 10, 5))).toMatchObject({ state: 'too-little-data' });
    expect(unpooledZTest(counts(10, 5, 0, 0))).toMatchObject({ state: 'too-little-data' });
  });

  test.each<[call: string, pair: ReturnType<typeof counts>, expected: number]>([
    ['R 4.2: fisher.test(matrix(c(1, 9, 8, 2), 2))', counts(10, 1, 10, 8), 0.00547749464158133],
    ['R 4.2: fisher.test(matrix(c(3, 47, 9, 51), 2))', counts(50, 3, 60, 9), 0.218553433505855],
    ['R 4.2: fisher.test(matrix(c(0, 40, 12, 28), 2))', counts(40, 0, 40, 12), 0.000185466050576269],
    // SciPy 1.10: fisher_exact([[100000, 900000], [3, 997]])[1]
    ['SciPy 1.10: a million against a thousand', counts(1_000_000, 100_000, 1000, 3), 6.66100162688e-41],
    ['R 4.2: fisher.test(matrix(c(166, 0, 0, 164), 2))', counts(166, 166, 164, 0), 1.04802464051437e-98],
    ['R 4.2: fisher.test(matrix(c(0, 166, 164, 0), 2))', counts(166, 0, 164, 164), 1.04802464051437e-98],
    ['nobody on either side', counts(10, 0, 12, 0), 1],
    ['everybody on both sides', counts(10, 10, 12, 12), 1],
  ])('Fisher: %s', (_, pair, expected) => {
    near(fisherExactP(pair), expected, P_VALUE);
  });

  test.each([
    [counts(50, 4, 50, 20), true],
    [counts(50, 5, 50, 46), true],
    [counts(50, 5, 50, 45), false],
  ])('%j has a small cell: %s', (pair, expected) => {
    expect(hasSmallCell(pair)).toBe(expected);
  });
});

describe('effects', () => {
  test('the relative effect has the delta method’s standard error', () => {
    const pair = { control: share(1000, 150), variation: share(1000, 200) };
    const result = relativeEffect(pair);
    if (result.state !== 'known') throw new Error(result.reason);
    near(absoluteEffect(pair).value, 0.05, STATISTIC);
    near(result.value, 1 / 3, STATISTIC);
    // v_T / (n m_C²) + v_C m_T² / (n m_C⁴), by hand: .16/(1000·.0225) + .1275·.04/(1000·.00050625)
    near(result.standardError ** 2, 0.16 / 22.5 + 0.0051 / 0.50625, STATISTIC);
  });

  test('a negative baseline keeps the sign of the effect', () => {
    const mean = (value: number): KnownSummary => ({ state: 'known', n: 100, mean: value, variance: 1 });
    expect(relativeEffect({ control: mean(-10), variation: mean(-9) })).toMatchObject({ value: 0.1 });
  });

  test.each([
    [share(100, 0), 'zero-baseline'],
    [share(100, 15), 'uncertain-baseline'],
    [share(1000, 150), 'known'],
  ])('against the control %j it is %s', (control, state) => {
    expect(relativeEffect({ control, variation: share(100, 20) }).state).toBe(state);
  });
});

describe('sample ratio', () => {
  test.each<
    [call: string, observed: number[], expected: number[], statistic: number, pValue: number, state: string]
  >([
    [
      'R 4.2: chisq.test(c(5000, 5400))',
      [5000, 5400],
      [0.5, 0.5],
      15.3846153846154,
      8.76994237559023e-5,
      'mismatch',
    ],
    [
      'R 4.2: chisq.test(c(4900, 2600, 2500), p = c(.5, .25, .25))',
      [4900, 2600, 2500],
      [2, 1, 1],
      6,
      0.0497870683678639,
      'ok',
    ],
    [
      'a variation without traffic is left out',
      [5000, 0, 5400],
      [0.5, 0, 0.5],
      15.3846153846154,
      8.76994237559023e-5,
      'mismatch',
    ],
  ])('%s', (_, observed, expected, statistic, pValue, state) => {
    const result = sampleRatioMismatch({ observed, expected });
    if (result.state === 'too-few') throw new Error(result.reason);
    expect(result.state).toBe(state);
    near(result.statistic, statistic, STATISTIC);
    near(result.pValue, pValue, P_VALUE);
  });

  test.each([
    [
      [3, 4],
      [0.5, 0.5],
    ],
    [
      [0, 0],
      [0.5, 0.5],
    ],
    [
      [100, 0],
      [1, 0],
    ],
    [[], []],
  ])('%j against %j is too few to tell', (observed, expected) => {
    expect(sampleRatioMismatch({ observed, expected })).toMatchObject({ state: 'too-few' });
  });
});
