import { absoluteEffect, type Effect, type Pair } from './effect.ts';
import { studentCriticalValue, studentTwoSidedP } from './student-t.ts';
import { type KnownSummary, standardErrorOf } from './summary.ts';

export type Interval = [low: number, high: number];
export type WelchTest =
  | ({
      state: 'known';
      t: number;
      degreesOfFreedom: number;
      pValue: number;
      /** How many standard errors an interval reaches to each side. */
      criticalValue: number;
      interval: Interval;
    } & Effect)
  | { state: 'zero-variance'; reason: string };

/** Relative to the means: what rounding leaves between equal ones. */
const ROUNDING = 1e-12;

/** Why two groups without variance have no test. */
const reasonOfNoVariance = ({ control: { mean: a }, variation: { mean: b } }: Pair): string =>
  Math.abs(a - b) <= ROUNDING * Math.abs(a)
    ? 'everyone had the same outcome, in both groups'
    : 'each group has one outcome for everyone, and without variation their difference cannot be judged';

/** Welch–Satterthwaite: a side without variance adds nothing. */
const degreesOfFreedom = ({ control, variation }: Pair): number => {
  const error = absoluteEffect({ control, variation }).standardError;
  // as shares of the whole, so that small variances do not underflow
  const part = (summary: KnownSummary): number => (standardErrorOf(summary) / error) ** 4 / (summary.n - 1);
  return 1 / (part(control) + part(variation));
};

/**
 * An interval around an effect.
 * @example intervalAround({ value: 1, standardError: 0.5 }, 2) // [0, 2]
 */
export const intervalAround = ({ value, standardError }: Effect, criticalValue: number): Interval => [
  value - criticalValue * standardError,
  value + criticalValue * standardError,
];

/**
 * Welch's two-sided t-test of a difference of means, with unequal variances. `level` is the interval's.
 * Source: B. L. Welch (1947), Biometrika 34, 28–35.
 * @example welchTest({ control, variation, level: 0.95 }) // { t: -1.78, degreesOfFreedom: 187.4, pValue: 0.077, … }
 */
export const welchTest = ({ control, variation, level }: Pair & { level: number }): WelchTest => {
  const effect = absoluteEffect({ control, variation });
  if (effect.standardError === 0)
    return { state: 'zero-variance', reason: reasonOfNoVariance({ control, variation }) };
  const df = degreesOfFreedom({ control, variation });
  const t = effect.value / effect.standardError;
  const criticalValue = studentCriticalValue(level, df);
  return {
    state: 'known',
    ...effect,
    t,
    degreesOfFreedom: df,
    pValue: studentTwoSidedP(t, df),
    criticalValue,
    interval: intervalAround(effect, criticalValue),
  };
};
