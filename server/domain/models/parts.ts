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

/** Two parts of one algorithm as one, each scaled to at most 1; the reason is that of the greater. */
export const joinParts = (one: Part, two: Part): Part => {
  const scaled = ({ scores }: Part) => {
    const highest = Math.max(0, ...scores.values());
    return (id: string): number => (scores.get(id) ?? 0) / (highest || 1);
  };
  const [first, second] = [scaled(one), scaled(two)];
  const ids = new Set([...one.scores.keys(), ...two.scores.keys()]);
  const scores = new Map([...ids].map((id) => [id, first(id) + second(id)]));
  return {
    scores: topOf(scores, partLimit),
    reason: (id) => (first(id) >= second(id) ? one : two).reason(id),
  };
};
