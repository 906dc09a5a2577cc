import type { Profile } from '#schemas/profile.ts';
import { own } from './records.ts';

type Weights = Record<string, number>;

const total = (weights: Weights): number => Object.values(weights).reduce((sum, value) => sum + value, 0);

const divergenceFrom = (share: number, middle: number): number =>
  share === 0 ? 0 : share * Math.log2(share / middle);

/**
 * How much an event changed what we believe of a customer's taste, 0 to 1: the Jensen–Shannon divergence (base
 * 2) between the category affinities before and after it, each as shares of their sum. 0 when it said nothing
 * new, 1 when it is the first thing we know. Only shares count, so mere passing of time changes nothing.
 * Source: J. Lin, Divergence measures based on the Shannon entropy, IEEE Trans. Inf. Theory 37 (1991).
 * @example significance({ tea: 1 }, { tea: 1, coffee: 1 }) // 0.311…
 */
export const significance = (before: Weights, after: Weights): number => {
  const [sumBefore, sumAfter] = [total(before), total(after)];
  if (sumBefore === 0 || sumAfter === 0) return sumBefore === sumAfter ? 0 : 1;
  let divergence = 0;
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const p = (own(before, key) ?? 0) / sumBefore;
    const q = (own(after, key) ?? 0) / sumAfter;
    const middle = (p + q) / 2;
    divergence += (divergenceFrom(p, middle) + divergenceFrom(q, middle)) / 2;
  }
  return Math.min(1, Math.max(0, divergence));
};

/** The significance of going from one state of a profile to another. */
export const profileSignificance = (before: Profile, after: Profile): number =>
  before.affinities === after.affinities
    ? 0
    : significance(before.affinities.categories, after.affinities.categories);
