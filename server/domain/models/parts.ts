import type { Product } from '#schemas/product.ts';
import { contentSimilarity } from './content-similarity.ts';
import { topOf } from './top-list.ts';
import type { Neighbor, Part, Products, RecommenderEvidence } from './types.ts';

/** Candidates that one algorithm puts up at most. */
export const partLimit = 100;

/** Where an algorithm looks for candidates. */
export type Pool = {
  evidence: RecommenderEvidence;
  products: Products;
  allowed: (id: string) => boolean;
};

/** Each anchor counts this much of the one before it: what came last matters most. */
const anchorDecay = 0.9;

const customers = (count: number): string => (count === 1 ? '1 customer' : `${count} customers`);

/** What was bought together with the anchors (product ids, the most telling first): summed confidences. */
export const coPurchasePart = (anchors: readonly string[], { evidence, products, allowed }: Pool): Part => {
  const scores = new Map<string, number>();
  const strongest = new Map<string, { anchor: string; gain: number; neighbor: Neighbor }>();
  for (const [place, anchor] of anchors.entries())
    for (const neighbor of evidence.coPurchases?.get(anchor) ?? []) {
      if (!allowed(neighbor.id) || anchors.includes(neighbor.id)) continue;
      const gain = anchorDecay ** place * neighbor.confidence;
      scores.set(neighbor.id, (scores.get(neighbor.id) ?? 0) + gain);
      if (gain > (strongest.get(neighbor.id)?.gain ?? 0))
        strongest.set(neighbor.id, { anchor, gain, neighbor });
    }
  const reason = (id: string): string => {
    const { anchor, neighbor } = strongest.get(id)!;
    const name = products.get(anchor)?.name ?? anchor;
    return `bought together with ${name} by ${customers(neighbor.customers)}`;
  };
  return { scores: topOf(scores, partLimit), reason };
};

const sharedTraits = (one: Product, two: Product): string => {
  const category = one.category !== undefined && one.category === two.category;
  const brand = one.brand !== undefined && one.brand === two.brand;
  const shared = [...(category ? ['category'] : []), ...(brand ? ['brand'] : [])];
  return shared.length > 0 ? ` (same ${shared.join(' and ')})` : '';
};

/** Of equally similar products the one that sells is worth up to a tenth more. */
const sellingWeight = (volume: number): number => 0.9 + (0.1 * volume) / (volume + 1);

/** What resembles a product by category, brand, tags and name. */
export const similarityPart = (product: Product, { evidence, products, allowed }: Pool): Part => ({
  scores: contentSimilarity(evidence.similarity, product, {
    limit: partLimit,
    allowed,
    weight: (id) => sellingWeight(evidence.volumes?.get(id) ?? 0),
  }),
  reason: (id) => `similar to ${product.name}${sharedTraits(product, products.get(id)!)}`,
});

/** What sells on a shelf, which is ordered by volume. `where` completes the sentence "popular in …". */
export const popularityPart = (
  shelf: readonly string[],
  where: string,
  { evidence, allowed }: Pool,
): Part => {
  const scores = new Map<string, number>();
  for (const id of shelf) {
    const volume = evidence.volumes?.get(id) ?? 0;
    if (volume === 0 || scores.size === partLimit) break;
    if (allowed(id)) scores.set(id, volume);
  }
  return { scores, reason: () => `popular in ${where}` };
};

/** Categories that are bought with a category, and products of each, that may stand in. */
const pairedCategories = 8;
const productsPerCategory = 12;

/**
 * What a category leads one to expect beside it: the share of its buyers who also bought from another category,
 * times each product's share of what sells most there.
 */
export const categoryPairPart = (category: string, { evidence, allowed }: Pool): Part => {
  const pairs = (evidence.categoryPairs?.get(category) ?? []).slice(0, pairedCategories);
  const scores = new Map<string, number>();
  const pairOf = new Map<string, Neighbor>();
  for (const pair of pairs) {
    const shelf = (evidence.shelves.categories.get(pair.id) ?? []).slice(0, productsPerCategory);
    const volume = (id: string): number => evidence.volumes?.get(id) ?? 0;
    const total = shelf.reduce((sum, id) => sum + volume(id), 0);
    for (const id of shelf.filter((one) => volume(one) > 0 && allowed(one))) {
      scores.set(id, (pair.confidence * volume(id)) / total);
      pairOf.set(id, pair);
    }
  }
  const reason = (id: string): string => {
    const { id: other, customers: buyers } = pairOf.get(id)!;
    return `${customers(buyers)} bought ${category} and ${other} together`;
  };
  return { scores, reason };
};

/** Two parts of one algorithm as one: the scores add up, the reason is that of the greater. */
export const sumParts = (one: Part, two: Part): Part => {
  const score = ({ scores }: Part, id: string): number => scores.get(id) ?? 0;
  const ids = new Set([...one.scores.keys(), ...two.scores.keys()]);
  const scores = new Map([...ids].map((id) => [id, score(one, id) + score(two, id)]));
  return {
    scores: topOf(scores, partLimit),
    reason: (id) => (score(one, id) >= score(two, id) ? one : two).reason(id),
  };
};

const scaledToOne = ({ scores, reason }: Part): Part => {
  const highest = Math.max(0, ...scores.values()) || 1;
  return { scores: new Map([...scores].map(([id, score]) => [id, score / highest])), reason };
};

/** The same for scores that do not compare: each part is scaled to at most 1 first. */
export const joinParts = (one: Part, two: Part): Part => sumParts(scaledToOne(one), scaledToOne(two));
