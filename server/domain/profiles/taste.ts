import type { AffinityEvidence, Profile } from '#schemas/profile.ts';
import {
  type AffinityKind,
  affinityHalfLifeDays,
  closedAffinities,
  type OpenAffinities,
  openAffinities,
} from './affinities.ts';
import { decayed } from './decay.ts';
import { addEvidence, openEvidence } from './evidence.ts';
import type { Interest } from './interests.ts';
import { limits } from './limits.ts';
import { fade, raise, settle } from './weights.ts';

type Spoken = { interests: readonly Interest[]; event: { type: string; at: Date } };

/** What a customer likes, and what it is known from, while events are folded into it. */
export type Taste = { affinities: OpenAffinities; evidence: AffinityEvidence };

export const openTaste = ({ affinities, evidence }: Pick<Profile, 'affinities' | 'evidence'>): Taste => ({
  affinities: openAffinities(affinities),
  evidence: openEvidence(evidence),
});

export const closedTaste = ({ affinities, evidence }: Taste) => ({
  affinities: closedAffinities(affinities),
  evidence,
});

/** Every name once. */
const namesIn = (interests: readonly Interest[], kind: AffinityKind): Iterable<string> => {
  const [first] = interests;
  const isOne = interests.length === 1 && first !== undefined && first[kind].length < 2;
  return isOne ? first[kind] : new Set(interests.flatMap((interest) => interest[kind]));
};

/** A name's evidence is kept as long as its affinity is. */
const advanceKind = (
  taste: Taste,
  kind: AffinityKind,
  share: number,
  { interests, event }: Spoken,
): number => {
  const weights = taste.affinities[kind];
  const evidence = taste.evidence[kind];
  fade(weights, share);
  for (const interest of interests) raise(weights, interest[kind], interest.strength);
  addEvidence(evidence, namesIn(interests, kind), event);
  const { dropped, moved } = settle(weights, limits.affinities);
  for (const name of dropped) delete evidence[name];
  return moved;
};

/**
 * Adds what an event says of taste, in place: to the affinity per category, brand and tag (unit: views of a product,
 * halving every 30 days; the strongest 50 of each stay), and to what stands behind each. Answers how far the
 * shares of categories or of brands moved, 0 to 1.
 */
export const advanceTaste = (taste: Taste, spoken: Spoken): number => {
  const { affinities } = taste;
  const { at } = spoken.event;
  const share = decayed({ from: affinities.at, to: at, halfLifeDays: affinityHalfLifeDays });
  affinities.at = at;
  const categories = advanceKind(taste, 'categories', share, spoken);
  const brands = advanceKind(taste, 'brands', share, spoken);
  advanceKind(taste, 'tags', share, spoken);
  return Math.max(categories, brands);
};
