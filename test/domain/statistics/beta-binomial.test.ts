import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  betaPosterior,
  chanceToBeBest,
  expectedLoss,
  posteriorLift,
} from '#server/domain/statistics/beta-binomial.ts';
import { relativeError, STATISTIC } from './relative-error.ts';

const posterior = (successes: number, trials: number) => betaPosterior({ successes, trials });
const control = posterior(122, 21_306);
const variation = posterior(189, 21_387);
const three = [posterior(10, 100), posterior(15, 100), posterior(20, 200)];

const near = (actual: readonly number[], expected: readonly number[], tolerance = STATISTIC): void => {
  expect(actual).toHaveLength(expected.length);
  for (const [i, number] of actual.entries())
    expect(relativeError(number, expected[i]!)).toBeLessThan(tolerance);
};

test('the posterior adds successes and failures to the prior', () => {
  expect(betaPosterior({ successes: 3, trials: 10 })).toEqual({ alpha: 4, beta: 8 });
  expect(betaPosterior({ successes: 3, trials: 10, prior: { alpha: 2, beta: 5 } })).toEqual({
    alpha: 5,
    beta: 12,
  });
});

describe('chance to be best', () => {
  test('of 189 in 21,387 against 122 in 21,306', () => {
    // published example, uniform prior: 0.9999238490
    expect(chanceToBeBest([control, variation])[1]).toBeCloseTo(0.999923849, 10);
  });

  test('of two, by the closed form', () => {
    // E. Miller's sum, mpmath 1.2: sum(beta(16+i, 162)/((76+i) beta(1+i, 76) beta(16, 86)) for i in range(26))
    near(chanceToBeBest([posterior(15, 100), posterior(25, 100)]), [
      1 - 0.9602897888324018,
      0.9602897888324018,
    ]);
  });

  test('of three', () => {
    // SciPy 1.10: quad(lambda x: beta.pdf(x, 11, 91) * beta.cdf(x, 16, 86) * beta.cdf(x, 21, 181), 0, 1) etc.
    near(chanceToBeBest(three), [0.12927638772386527, 0.8005137086179748, 0.07020990365815967]);
  });

  test.each([
    ['one is the best there is', [posterior(0, 0)], [1]],
    ['equals have equal chances', [posterior(5, 50), posterior(5, 50)], [0.5, 0.5]],
    ['the certain one wins', [posterior(0, 1e6), posterior(1e6, 1e6)], [0, 1]],
    ['infinite densities cancel', [1, 2].map(() => ({ alpha: 0.5, beta: 0.5 })), [0.5, 0.5]],
  ])('%s', (_, posteriors, expected) => {
    near(chanceToBeBest(posteriors), expected);
  });

  test('of vague ones with broken shapes among sharp ones', () => {
    // ∫ f_i ∏ F_j by the trapezoidal rule on the scale of logits, step 0.0002 from −45 to 45
    const shapes = [
      { alpha: 30428.108098704834, beta: 9223.197759635397 },
      { alpha: 1.3970000525471424, beta: 9.411795636467984 },
      { alpha: 3.3093403556923424, beta: 1.1351513586392583 },
    ];
    near(chanceToBeBest(shapes), [0.4698350603429007, 1.4500623769987855e-6, 0.5301634895945938]);
  });

  test('a precise one among vague ones is not overlooked', () => {
    // exact for 1/101 with vanishing variance: all three others below it with chance 101⁻³, which is 9.7e-7
    const [, , , precise] = chanceToBeBest([
      posterior(0, 0),
      posterior(0, 0),
      posterior(0, 0),
      posterior(1e7, 101e7),
    ]);
    expect(relativeError(precise!, 101 ** -3)).toBeLessThan(0.001);
  });

  test('chances sum to 1 and follow the order of the arguments', () => {
    const trial = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 3000 }));
    fc.assert(
      fc.property(fc.array(trial, { minLength: 2, maxLength: 4 }), (trials) => {
        const posteriors = trials.map(([successes, failures]) => posterior(successes, successes + failures));
        const chances = chanceToBeBest(posteriors);
        expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
        near(chanceToBeBest(posteriors.toReversed()).toReversed(), chances, 1e-6);
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe('expected loss', () => {
  test('of 189 in 21,387 against 122 in 21,306', () => {
    // published example, uniform prior: 1.48961e-8
    const [, loss] = expectedLoss([control, variation]);
    expect(relativeError(loss!, 1.48961e-8)).toBeLessThan(2e-6);
  });

  test('of three', () => {
    // SciPy 1.10: quad(lambda x: beta.cdf(x, 11, 91) * (1 - beta.cdf(x, 16, 86) * beta.cdf(x, 21, 181)), 0, 1) etc.
    near(expectedLoss(three), [0.053706535913997745, 0.004686928070860508, 0.05758927712929575]);
  });

  test('of two unknowns is a sixth, by symmetry of the uniform', () => {
    near(expectedLoss([posterior(0, 0), posterior(0, 0)]), [1 / 6, 1 / 6]);
  });
});

describe('posterior lift', () => {
  test.each([
    // SciPy 1.10: F(r) = quad(lambda c: beta.pdf(c, 16, 86) * beta.cdf(r * c, 26, 76), 0, 1); brentq on F − p
    [15, 100, 25, 100, 0.7163398692810456, -0.0555320953816284, 1.9494184826582783],
    [122, 21_306, 189, 21_387, 0.551406460651982, 0.23044420259663378, 0.9354414434594891],
  ])('of %i in %i against %i in %i', (s0, n0, s1, n1, mean, low, high) => {
    const lift = posteriorLift({ variation: posterior(s1, n1), control: posterior(s0, n0) });
    if (lift.state !== 'known') throw new Error(lift.reason);
    near([lift.mean, ...lift.interval], [mean, low, high]);
  });

  test('a control without a success is no baseline', () => {
    expect(posteriorLift({ variation, control: posterior(0, 100) })).toMatchObject({ state: 'no-baseline' });
  });

  test('a wider level has a wider interval', () => {
    const intervalAt = (level: number) => {
      const lift = posteriorLift({ variation, control, level });
      return lift.state === 'known' ? lift.interval : [];
    };
    expect(intervalAt(0.99)[0]).toBeLessThan(intervalAt(0.9)[0]!);
    expect(intervalAt(0.99)[1]).toBeGreaterThan(intervalAt(0.9)[1]!);
  });
});
