import { logGamma } from './gamma.ts';
import { normalUpperTail } from './normal.ts';

/** How many of a group's units did it. */
export type Count = { n: number; successes: number };
export type CountPair = { control: Count; variation: Count };
export type ZTest =
  | { state: 'known'; z: number; pValue: number }
  | { state: 'too-little-data' | 'zero-variance'; reason: string };

const SMALL_CELL = 5;
/** Tables that only rounding makes more likely than the observed one count as equally likely. */
const TIE_TOLERANCE = 1 + 1e-7;

const share = ({ n, successes }: Count): number => successes / n;

const zTest = ({ control, variation }: CountPair, variance: number): ZTest => {
  if (control.n === 0 || variation.n === 0)
    return { state: 'too-little-data', reason: 'nobody has been counted yet' };
  const difference = share(variation) - share(control);
  if (variance === 0)
    return {
      state: 'zero-variance',
      reason:
        difference === 0
          ? 'everyone had the same outcome, in both groups'
          : 'everyone did it in one group and nobody in the other: only the exact test can judge that',
    };
  const z = difference / Math.sqrt(variance);
  return { state: 'known', z, pValue: 2 * normalUpperTail(Math.abs(z)) };
};

/**
 * The two-sided z-test of two shares with the variance they would have if they were equal: without continuity
 * correction, z² is the χ² of the 2 × 2 table.
 * @example pooledZTest({ control: { n: 100, successes: 15 }, variation: { n: 100, successes: 25 } }) // p 0.077
 */
export const pooledZTest = (pair: CountPair): ZTest => {
  const { control, variation } = pair;
  const p = (control.successes + variation.successes) / (control.n + variation.n);
  return zTest(pair, p * (1 - p) * (1 / control.n + 1 / variation.n));
};

/**
 * The two-sided z-test of two shares, each with its own variance.
 * @example unpooledZTest({ control: { n: 100, successes: 15 }, variation: { n: 100, successes: 25 } })
 */
export const unpooledZTest = (pair: CountPair): ZTest => {
  const variance = (count: Count): number => (share(count) * (1 - share(count))) / count.n;
  return zTest(pair, variance(pair.control) + variance(pair.variation));
};

/**
 * Whether a cell of the 2 × 2 table is so small that only the exact test is to be trusted.
 * @example hasSmallCell({ control: { n: 50, successes: 3 }, variation: { n: 50, successes: 9 } }) // true
 */
export const hasSmallCell = ({ control, variation }: CountPair): boolean =>
  [control, variation].some(({ n, successes }) => Math.min(successes, n - successes) < SMALL_CELL);

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/** The tables with the observed margins, by the variation's successes. */
type Tables = {
  lowest: number;
  highest: number;
  mode: number;
  logChance: (k: number) => number;
  ratio: (k: number) => number;
};

const tablesLike = ({ control, variation }: CountPair): Tables => {
  const successes = control.successes + variation.successes;
  return {
    lowest: Math.max(0, successes - control.n),
    highest: Math.min(successes, variation.n),
    mode: Math.floor(((variation.n + 1) * (successes + 1)) / (control.n + variation.n + 2)),
    logChance: (k) => logChoose(variation.n, k) + logChoose(control.n, successes - k),
    // how much likelier k + 1 is than k
    ratio: (k) => ((variation.n - k) * (successes - k)) / ((k + 1) * (control.n - successes + k + 1)),
  };
};

/** The chance of every table relative to the likeliest, as far from it as doubles reach. */
const relativeChances = ({ lowest, highest, mode, ratio }: Tables): number[] => {
  const chances = [1];
  for (let k = mode, chance = ratio(k); k < highest && chance > 0; k++, chance *= ratio(k))
    chances.push(chance);
  for (let k = mode - 1, chance = 1 / ratio(k); k >= lowest && chance > 0; k--, chance /= ratio(k))
    chances.push(chance);
  return chances;
};

/**
 * Fisher's exact test of a 2 × 2 table, two-sided: the probability, given the margins, of every table that is no
 * more likely than the observed one. Source: R. A. Fisher (1935), The Design of Experiments.
 * @example fisherExactP({ control: { n: 10, successes: 1 }, variation: { n: 10, successes: 8 } }) // 0.0055
 */
export const fisherExactP = (pair: CountPair): number => {
  const tables = tablesLike(pair);
  const observed = Math.exp(tables.logChance(pair.variation.successes) - tables.logChance(tables.mode));
  const chances = relativeChances(tables).sort((a, b) => a - b);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  return sum(chances.filter((chance) => chance <= observed * TIE_TOLERANCE)) / sum(chances);
};
