import type { RecommendedProduct } from '#schemas/decision.ts';
import type { Product } from '#schemas/product.ts';
import type { Pool } from './parts.ts';

/** What fills up a list: what sells on the shelf, then the catalogue by id. */
const presentFromShelf = (product: Product, pool: Pool): RecommendedProduct => {
  const sells = (pool.evidence.volumes?.get(product.id) ?? 0) > 0;
  const reason = sells ? `popular in ${product.category ?? 'this shop'}` : 'from the catalogue';
  return { id: product.id, product, score: 0, algorithms: {}, reasons: [reason] };
};

type Listing = { ranked: RecommendedProduct[]; shelf: readonly string[]; count: number; later: Set<string> };

/** Takes ranked products, then the shelf's, then the whole catalogue's; those in `later` only at the very end. */
export const fill = ({ ranked, shelf, count, later }: Listing, pool: Pool): RecommendedProduct[] => {
  const { allowed, products, evidence } = pool;
  const list = new Map<string, RecommendedProduct>();
  const takeRanked = (wanted: (id: string) => boolean): void => {
    for (const one of ranked) if (list.size < count && wanted(one.id)) list.set(one.id, one);
  };
  const takeShelf = (ids: readonly string[], wanted: (id: string) => boolean): void => {
    for (const id of ids) {
      if (list.size >= count) return;
      if (!list.has(id) && wanted(id) && allowed(id)) list.set(id, presentFromShelf(products.get(id)!, pool));
    }
  };
  for (const wanted of [(id: string) => !later.has(id), (id: string) => later.has(id)]) {
    takeRanked(wanted);
    takeShelf(shelf, wanted);
    takeShelf(evidence.shelves.all, wanted);
  }
  return [...list.values()];
};
