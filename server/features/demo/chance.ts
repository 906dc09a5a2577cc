import { seededRandom } from '#server/domain/random.ts';

/** What a generator draws, all from one repeatable stream. */
export type Chance = {
  /** Uniform in [from, to). */
  between: (from: number, to: number) => number;
  /** A whole number from 0 up to but without `count`. */
  index: (count: number) => number;
  happens: (probability: number) => boolean;
  pick: <T>(items: readonly T[]) => T;
  /** The index of a weight, drawn in proportion to it. */
  weighted: (weights: readonly number[]) => number;
  /** Knuth's method: fine for the small means used here. */
  poisson: (mean: number) => number;
  /** Standard normal, by the sum of twelve uniforms: no tails beyond 6, which suits a shop. */
  normal: () => number;
};

/**
 * @example createChance(7).pick(['a', 'b']) // the same on every machine
 */
export const createChance = (seed: number): Chance => {
  const random = seededRandom(seed);
  const index = (count: number): number => Math.floor(random() * count);
  return {
    between: (from, to) => from + random() * (to - from),
    index,
    happens: (probability) => random() < probability,
    pick: (items) => items[index(items.length)]!,
    weighted: (weights) => {
      let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
      const found = weights.findIndex((weight) => {
        left -= weight;
        return left < 0;
      });
      return found === -1 ? weights.length - 1 : found;
    },
    poisson: (mean) => {
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = random(); product > limit; product *= random()) count += 1;
      return count;
    },
    normal: () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6),
  };
};
