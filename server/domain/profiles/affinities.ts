import type { Profile } from '#schemas/profile.ts';
import { decayed } from './decay.ts';
import type { Interest } from './interests.ts';
import { limits } from './limits.ts';
import { own, strongest } from './records.ts';

type Affinities = Profile['affinities'];

export const affinityHalfLifeDays = 30;

export const emptyAffinities = (): Affinities => ({ categories: {}, brands: {}, tags: {}, at: null });

/** The weights after some time, with more for each name. */
const added = (
  weights: Record<string, number>,
  factor: number,
  more: readonly (readonly [readonly string[], number])[],
): Record<string, number> => {
  const sums = new Map(Object.entries(weights).map(([name, weight]) => [name, weight * factor]));
  for (const [names, strength] of more)
    for (const name of names) sums.set(name, (sums.get(name) ?? 0) + strength);
  return strongest(Object.fromEntries(sums), limits.affinities, (weight) => weight);
};

/**
 * Affinity per category, brand and tag as of the newest event that says something about taste. Unit: views of a
 * product, halving every 30 days. The strongest 50 of each stay.
 */
export const foldAffinities = (
  affinities: Affinities,
  interests: readonly Interest[],
  at: Date,
): Affinities => {
  if (interests.length === 0) return affinities;
  const factor = decayed({ from: affinities.at, to: at, halfLifeDays: affinityHalfLifeDays });
  const of = (kind: 'categories' | 'brands' | 'tags') =>
    added(
      affinities[kind] ?? {},
      factor,
      interests.map((interest) => [interest[kind], interest.strength] as const),
    );
  return { categories: of('categories'), brands: of('brands'), tags: of('tags'), at };
};

/**
 * An affinity as of a later time, in views of a product; 0 for a name that there is none for.
 * @example affinityAt(affinities, 'brands', 'Leaf', at) // 0.5, 30 days after one view
 */
export const affinityAt = (
  affinities: Affinities,
  kind: 'categories' | 'brands' | 'tags',
  name: string,
  at: Date,
): number =>
  (own(affinities[kind] ?? {}, name) ?? 0) *
  decayed({ from: affinities.at, to: at, halfLifeDays: affinityHalfLifeDays });
