import type { RecommendedProduct } from '#schemas/decision.ts';
import { fill } from './fill.ts';
import { type PoolInput, poolOf } from './pool.ts';

type PopularInput = PoolInput & { count: number };

/**
 * What sells, in the order it does, without anything that takes time to compute: for a list that must be filled when
 * the time to recommend is up. What is in the cart comes last.
 * @example popularProducts({ count: 4, profile: null, catalogue, recommenders }).length // 4
 */
export const popularProducts = (input: PopularInput): RecommendedProduct[] => {
  const later = new Set(Object.keys(input.profile?.cart?.items ?? {}));
  const { shelves } = input.recommenders;
  return fill({ ranked: [], shelf: shelves.all, count: input.count, later }, poolOf(input));
};
