import { betaQuantile } from './beta.ts';
import type { Count } from './proportions.ts';

/**
 * Between which shares the true one lies, of whom so many were drawn at random: exact, by Clopper and Pearson (1934),
 * so that it covers the truth at least as often as it says, however rare they are. Of a population without end; of a
 * finite one, drawn without putting back, it covers more.
 * @example shareInterval({ n: 10, successes: 5 }) // [0.187086…, 0.812913…]
 */
export const shareInterval = ({ n, successes }: Count, level = 0.95): [low: number, high: number] => {
  const tail = (1 - level) / 2;
  return [
    successes === 0 ? 0 : betaQuantile({ alpha: successes, beta: n - successes + 1 }, tail),
    successes === n ? 1 : betaQuantile({ alpha: successes + 1, beta: n - successes }, 1 - tail),
  ];
};

/** So many of a population, as a sample tells; where everyone was looked at, both ends are the number itself. */
export type Estimate = { customers: number; low: number; high: number };

/**
 * How many of a population match, with a 95 % interval in whole customers: at least those found, and at most all but
 * those found not to.
 * @example estimateOf({ matching: 0, sample: 500, population: 10_000 }) // { customers: 0, low: 0, high: 74 }
 */
export const estimateOf = ({
  matching,
  sample,
  population,
}: {
  matching: number;
  sample: number;
  population: number;
}): Estimate => {
  if (sample >= population) return { customers: matching, low: matching, high: matching };
  const [low, high] = sample === 0 ? [0, 1] : shareInterval({ n: sample, successes: matching });
  return {
    customers: sample === 0 ? 0 : Math.round((matching / sample) * population),
    low: Math.max(matching, Math.floor(low * population)),
    high: Math.min(population - (sample - matching), Math.ceil(high * population)),
  };
};
