/** What is stored of a metric in one variation: everything a mean and its variance need. */
export type Totals = { n: number; sum: number; sumOfSquares: number };

/** The mean of a metric over the units of one variation, and the variance of one unit. */
export type Summary =
  | { state: 'known'; n: number; mean: number; variance: number }
  | { state: 'too-little-data'; reason: string };
export type KnownSummary = Extract<Summary, { state: 'known' }>;

const FEWEST_UNITS = 2;
/** Relative to Σy²: a variance below it is what rounding leaves of equal numbers. */
const ROUNDING = 1e-12;

const tooLittle = (n: number): Summary => ({
  state: 'too-little-data',
  reason: n === 0 ? 'nobody has been counted yet' : 'one unit has no variance',
});

/**
 * A share: mean p and variance p(1 − p). Needs two units.
 * @throws RangeError when more units did it than there are
 * @example summarizeProportion({ n: 100, sum: 15 }) // mean 0.15, variance 0.1275
 */
export const summarizeProportion = ({ n, sum }: Pick<Totals, 'n' | 'sum'>): Summary => {
  if (!(sum >= 0 && sum <= n)) throw new RangeError(`${sum} of ${n} units is not a share`);
  if (n < FEWEST_UNITS) return tooLittle(n);
  const mean = sum / n;
  return { state: 'known', n, mean, variance: mean * (1 - mean) };
};

/**
 * A mean with the sample variance (n − 1), from totals. Needs two units.
 * @example summarizeMean({ n: 3, sum: 6, sumOfSquares: 14 }) // mean 2, variance 1
 */
export const summarizeMean = ({ n, sum, sumOfSquares }: Totals): Summary => {
  if (n < FEWEST_UNITS) return tooLittle(n);
  const mean = sum / n;
  const squares = sumOfSquares - sum * mean;
  const variance = squares <= sumOfSquares * ROUNDING ? 0 : squares / (n - 1);
  return { state: 'known', n, mean, variance };
};

/**
 * The standard error of the mean.
 * @example standardErrorOf({ state: 'known', n: 100, mean: 0.5, variance: 0.25 }) // 0.05
 */
export const standardErrorOf = ({ n, variance }: KnownSummary): number => Math.sqrt(variance / n);
