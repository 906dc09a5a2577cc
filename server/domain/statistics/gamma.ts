const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);
const STIRLING_FROM = 10;
/** B(2k) / (2k(2k − 1)) for k = 1 … 7: exact to double precision from 10 on. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
const MAXIMUM_STEPS = 100_000;
const EPSILON = 2 ** -53;
const TINY = 1e-300;

/**
 * How far ln Γ(x) is from Stirling's formula (x − ½) ln x − x + ½ ln 2π, for x ≥ 10.
 * Source: Abramowitz and Stegun 6.1.42.
 * @example stirlingError(10) // 0.00833056343336287
 */
export const stirlingError = (x: number): number =>
  STIRLING.reduceRight((sum, coefficient) => sum / (x * x) + coefficient, 0) / x;

/**
 * ln Γ(x) for x > 0, to about 1e-15 absolute or relative, whichever is larger.
 * jStat's own keeps ten digits, too few for tails.
 * @example logGamma(0.5) // ln √π
 */
export const logGamma = (x: number): number => {
  let shift = 1;
  let z = x;
  for (; z < STIRLING_FROM; z++) shift *= z;
  return (z - 0.5) * Math.log(z) - z + LOG_SQRT_2PI + stirlingError(z) - Math.log(shift);
};

/** x^a e^−x / Γ(a), the factor before the series and the fraction, without cancellation for large a. */
const gammaFactor = (a: number, x: number): number => {
  if (a < STIRLING_FROM) return Math.exp(a * Math.log(x) - x - logGamma(a));
  const excess = (x - a) / a;
  const logRatio = Math.abs(excess) < 0.5 ? Math.log1p(excess) : Math.log(x / a);
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(a * (logRatio - excess) - stirlingError(a));
};

const lowerSeries = (a: number, x: number): number => {
  let term = 1 / a;
  let sum = term;
  for (let i = 1; i < MAXIMUM_STEPS && term > sum * EPSILON; i++) {
    term *= x / (a + i);
    sum += term;
  }
  return sum * gammaFactor(a, x);
};

/** Lentz's method on the continued fraction of Γ(a, x). */
const upperFraction = (a: number, x: number): number => {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < MAXIMUM_STEPS; i++) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / (numerator * d + b || TINY);
    c = b + numerator / c || TINY;
    fraction *= c * d;
    if (Math.abs(c * d - 1) <= 2 * EPSILON) break;
  }
  return fraction * gammaFactor(a, x);
};

/**
 * The regularized upper incomplete gamma function Q(a, x), for a > 0 and x ≥ 0, exact in the upper tail down to
 * the smallest double. Source: DLMF 8.7.1 (series) and 8.9.2 (continued fraction).
 * @example upperGamma(0.5, 2) // 0.0455…, the two-sided p of z = 2
 */
export const upperGamma = (a: number, x: number): number => {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
};
