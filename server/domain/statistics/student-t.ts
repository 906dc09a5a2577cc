import jStat from 'jstat';
import { logBeta, lowerBeta } from './incomplete-beta.ts';
import { solveIncreasing } from './roots.ts';

const FARTHEST = 1e150;

const density = (t: number, df: number): number =>
  Math.exp(-0.5 * Math.log(df) - logBeta(df / 2, 0.5) - ((df + 1) / 2) * Math.log1p((t * t) / df));

/**
 * P(|T| > |t|) of Student's t with df > 0 degrees of freedom (fractions too), exact in the tail.
 * @example studentTwoSidedP(2.5, 10) // 0.0314…
 */
export const studentTwoSidedP = (t: number, df: number): number => {
  const total = df + t * t;
  return lowerBeta({ a: df / 2, b: 0.5, x: df / total, y: (t * t) / total });
};

/**
 * The t that |T| exceeds with probability 1 − level: half the width of a two-sided interval, in standard errors.
 * jStat's quantile, polished on the exact tail.
 * @throws RangeError when the level is not inside 0–1
 * @example studentCriticalValue(0.95, 10) // 2.2281388519649385
 */
export const studentCriticalValue = (level: number, df: number): number => {
  if (!(level > 0 && level < 1)) throw new RangeError(`a level inside 0 and 1 is needed, not ${level}`);
  return solveIncreasing({
    f: (t) => 1 - level - studentTwoSidedP(t, df),
    derivative: (t) => 2 * density(t, df),
    low: 0,
    high: FARTHEST,
    start: jStat.studentt.inv((1 + level) / 2, df),
  });
};
