import { upperGamma } from './gamma.ts';

/**
 * P(X > statistic) of the χ² distribution: the p-value of a χ² test, exact down to 1e-300.
 * @example chiSquaredUpperTail(200, 3) // 4.2e-43
 */
export const chiSquaredUpperTail = (statistic: number, degreesOfFreedom: number): number =>
  upperGamma(degreesOfFreedom / 2, statistic / 2);
