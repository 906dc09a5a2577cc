import { logGamma, stirlingError } from './gamma.ts';

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);
const STIRLING_FROM = 10;
const MAXIMUM_STEPS = 100_000;
const EPSILON = 2 ** -53;
const TINY = 1e-300;

/** `y` is 1 − x, given apart because the smaller of the two carries the precision. */
type BetaArgument = { a: number; b: number; x: number; y: number };

/**
 * ln B(a, b) for a, b > 0, without the cancellation of three ln Γ when one of them is large.
 * Source: DLMF 5.11.1 applied to each factor.
 * @example logBeta(2, 3) // ln(1 / 12)
 */
export const logBeta = (a: number, b: number): number => {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  const sum = a + b;
  if (large < STIRLING_FROM) return logGamma(a) + logGamma(b) - logGamma(sum);
  const correction = stirlingError(large) - stirlingError(sum);
  const tail = (large - 0.5) * Math.log1p(-small / sum);
  if (small < STIRLING_FROM) return logGamma(small) + correction + small - small * Math.log(sum) + tail;
  return (
    LOG_SQRT_2PI -
    0.5 * Math.log(small) +
    stirlingError(small) +
    correction +
    small * Math.log(small / sum) +
    tail
  );
};

/** a·ln(n·x / a), where d = n·x − a is known without cancellation. */
const scaledLog = (a: number, d: number, ratio: number): number =>
  a * (Math.abs(d) < 0.5 * a ? Math.log1p(d / a) : Math.log(ratio));

/** A function of x inside 0–1 and y = 1 − x. */
type BetaFunction = (x: number, y: number) => number;

/**
 * x^a y^b / B(a, b) as a function of x and y, exact for shapes in the millions too; what depends on the shapes alone
 * is computed once.
 * @example betaFactorOf(1, 1)(0.5, 0.5) // 0.25
 */
export const betaFactorOf = (a: number, b: number): BetaFunction => {
  if (Math.min(a, b) < STIRLING_FROM) {
    const logB = logBeta(a, b);
    return (x, y) => {
      const logX = x > 0.5 ? Math.log1p(-y) : Math.log(x);
      const logY = y > 0.5 ? Math.log1p(-x) : Math.log(y);
      return Math.exp(a * logX + b * logY - logB);
    };
  }
  const n = a + b;
  const correction = stirlingError(a) + stirlingError(b) - stirlingError(n);
  const height = Math.sqrt((a / n) * (b / (2 * Math.PI)));
  return (x, y) => {
    const d = b * x - a * y;
    const exponent = scaledLog(a, d, (n * x) / a) + scaledLog(b, -d, (n * y) / b) - correction;
    return height * Math.exp(exponent);
  };
};

/** Lentz's method on the continued fraction of I_x(a, b); it converges fast for x < (a + 1) / (a + b + 2). */
const betaFraction = (a: number, b: number, x: number): number => {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || TINY);
  let fraction = d;
  for (let m = 1; m < MAXIMUM_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || TINY);
    c = 1 + even / c || TINY;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || TINY);
    c = 1 + odd / c || TINY;
    fraction *= c * d;
    if (Math.abs(c * d - 1) <= 2 * EPSILON) break;
  }
  return fraction;
};

/**
 * The regularized incomplete beta function I_x(a, b) as a function of x and y, for a, b > 0, exact in its lower tail
 * down to the smallest double; its upper tail is I_y(b, a). jStat's own stops at seven digits. Source: DLMF 8.17.22.
 * @example lowerBetaOf(2, 3)(0.5, 0.5) // 0.6875
 */
export const lowerBetaOf = (a: number, b: number): BetaFunction => {
  const factor = betaFactorOf(a, b);
  return (x, y) => {
    if (x <= 0) return 0;
    if (y <= 0) return 1;
    if (x < (a + 1) / (a + b + 2)) return (factor(x, y) * betaFraction(a, b, x)) / a;
    return 1 - (factor(x, y) * betaFraction(b, a, y)) / b;
  };
};

/**
 * I_x(a, b) of one argument.
 * @example lowerBeta({ a: 2, b: 3, x: 0.5, y: 0.5 }) // 0.6875
 */
export const lowerBeta = ({ a, b, x, y }: BetaArgument): number => lowerBetaOf(a, b)(x, y);
