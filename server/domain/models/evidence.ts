import { similarityIndex } from './content-similarity.ts';
import { shelvesOf } from './popularity.ts';
import type { CoPurchases, Products, RecommenderEvidence, SimilarityIndex, Volumes } from './types.ts';

/**
 * What the recommenders know of a catalogue and its trained models; without models, what the catalogue alone says.
 * @example recommenderEvidence({ products: new Map() })
 */
export const recommenderEvidence = ({
  products,
  volumes = null,
  coPurchases = null,
  categoryPairs = null,
  similarity = similarityIndex(products.values()),
}: {
  products: Products;
  volumes?: Volumes | null;
  coPurchases?: CoPurchases | null;
  categoryPairs?: CoPurchases | null;
  similarity?: SimilarityIndex;
}): RecommenderEvidence => ({
  volumes,
  coPurchases,
  categoryPairs,
  shelves: shelvesOf(products, volumes),
  similarity,
});
