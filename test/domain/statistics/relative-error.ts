/** How far a number is from the expected one, as a share of it. */
export const relativeError = (actual: number, expected: number): number =>
  expected === 0 ? Math.abs(actual) : Math.abs((actual - expected) / expected);

/** What statistics and p-values must meet. */
export const STATISTIC = 1e-8;
export const P_VALUE = 1e-6;
