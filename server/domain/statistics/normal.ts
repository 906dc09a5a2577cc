import jStat from 'jstat';
import { upperGamma } from './gamma.ts';
import { solveIncreasing } from './roots.ts';

const FARTHEST = 40;

/**
 * The standard normal density at z.
 * @example normalDensity(0) // 0.3989422804014327
 */
export const normalDensity = (z: number): number => jStat.normal.pdf(z, 0, 1);

/**
 * P(Z > z) of the standard normal, exact in the tail: 1 − cdf has no digits left beyond z = 8.
 * @example normalUpperTail(1.96) // 0.024997895148220435
 */
export const normalUpperTail = (z: number): number => {
  const half = 0.5 * upperGamma(0.5, 0.5 * z * z);
  return z >= 0 ? half : 1 - half;
};

/**
 * P(Z ≤ z) of the standard normal.
 * @example normalCdf(0) // 0.5
 */
export const normalCdf = (z: number): number => normalUpperTail(-z);

/** The z that is exceeded with probability p ≤ ½: jStat's, polished on the exact tail. */
const normalUpperQuantile = (p: number): number =>
  solveIncreasing({
    // on the logarithm, which is nearly straight, so that far tails converge as fast as the middle
    f: (z) => Math.log(p) - Math.log(normalUpperTail(z)),
    derivative: (z) => normalDensity(z) / normalUpperTail(z),
    low: 0,
    high: FARTHEST,
    start: -jStat.normal.inv(p, 0, 1),
  });

/**
 * The z below which a share p of the standard normal lies.
 * @throws RangeError when p is not inside 0–1
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export const normalQuantile = (p: number): number => {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability inside 0 and 1 is needed, not ${p}`);
  if (p === 0.5) return 0;
  return p < 0.5 ? -normalUpperQuantile(p) : normalUpperQuantile(1 - p);
};
