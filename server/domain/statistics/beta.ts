import jStat from 'jstat';
import { betaFactorOf, lowerBeta } from './incomplete-beta.ts';
import { solveIncreasing } from './roots.ts';

/** The shapes of a Beta distribution. */
export type Beta = { alpha: number; beta: number };

export const betaMean = ({ alpha, beta }: Beta): number => alpha / (alpha + beta);

export const betaStandardDeviation = ({ alpha, beta }: Beta): number => {
  const total = alpha + beta;
  return Math.sqrt(((alpha / total) * (beta / total)) / (total + 1));
};

/**
 * The density at x inside 0–1.
 * @example betaDensity({ alpha: 2, beta: 1 }, 0.5) // 1
 */
export const betaDensity = ({ alpha, beta }: Beta, x: number): number =>
  x <= 0 || x >= 1 ? 0 : betaFactorOf(alpha, beta)(x, 1 - x) / (x * (1 - x));

/**
 * P(X ≤ x), exact in the lower tail.
 * @example betaCdf({ alpha: 2, beta: 3 }, 0.5) // 0.6875
 */
export const betaCdf = ({ alpha, beta }: Beta, x: number): number =>
  lowerBeta({ a: alpha, b: beta, x, y: 1 - x });

/**
 * P(X > x), exact in the upper tail.
 * @example betaUpperTail({ alpha: 2, beta: 3 }, 0.5) // 0.3125
 */
export const betaUpperTail = ({ alpha, beta }: Beta, x: number): number =>
  lowerBeta({ a: beta, b: alpha, x: 1 - x, y: x });

/**
 * The x below which a share p of the distribution lies: jStat's, polished on the exact distribution.
 * @throws RangeError when p is not inside 0–1
 * @example betaQuantile({ alpha: 2, beta: 3 }, 0.5) // 0.38572756813238945
 */
export const betaQuantile = (shape: Beta, p: number): number => {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability inside 0 and 1 is needed, not ${p}`);
  return solveIncreasing({
    f: p < 0.5 ? (x) => betaCdf(shape, x) - p : (x) => 1 - p - betaUpperTail(shape, x),
    derivative: (x) => betaDensity(shape, x),
    low: 0,
    high: 1,
    start: jStat.beta.inv(p, shape.alpha, shape.beta),
  });
};
