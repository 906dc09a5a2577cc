import type { Profile } from '#schemas/profile.ts';
import { decayed } from './decay.ts';
import { own } from './records.ts';
import { openWeights, recordOf, type Weights } from './weights.ts';

type Affinities = Profile['affinities'];
export type AffinityKind = 'categories' | 'brands' | 'tags';

export const affinityHalfLifeDays = 30;

export const emptyAffinities = (): Affinities => ({ categories: {}, brands: {}, tags: {}, at: null });

/** Affinities while events are folded into them. */
export type OpenAffinities = Record<AffinityKind, Weights> & { at: Date | null };

export const openAffinities = ({ categories, brands, tags = {}, at }: Affinities): OpenAffinities => ({
  categories: openWeights(categories),
  brands: openWeights(brands),
  tags: openWeights(tags),
  at,
});

/** Affinities as a profile holds them: each what it is as of the newest event that says something about taste. */
export const closedAffinities = ({ categories, brands, tags, at }: OpenAffinities): Affinities => ({
  categories: recordOf(categories),
  brands: recordOf(brands),
  tags: recordOf(tags),
  at,
});

/**
 * An affinity as of a later time, in views of a product; 0 for a name that there is none for.
 * @example affinityAt(affinities, 'brands', 'Leaf', at) // 0.5, 30 days after one view
 */
export const affinityAt = (affinities: Affinities, kind: AffinityKind, name: string, at: Date): number =>
  (own(affinities[kind] ?? {}, name) ?? 0) *
  decayed({ from: affinities.at, to: at, halfLifeDays: affinityHalfLifeDays });
