import type { Product } from '#schemas/product.ts';
import { assortment } from './assortment.ts';
import type { Chance } from './chance.ts';

export type Shelf = {
  /** A product of a category, the popular ones more often. */
  pick: (chance: Chance, category: string) => Product;
  /** Something that goes with a product. */
  pickComplement: (chance: Chance, product: Product) => Product;
};

/** Popularity falls with the rank, as in Zipf's law: the first sells five times what the fifth does. */
const popularity = (rank: number): number => 1 / (rank + 1);

const companionShare = 0.35;

/**
 * Lays out products so that visitors can pick. A product also has one companion, which a third of the additions to a
 * basket are, so that there is something for recommendations to find.
 */
export const layOut = (products: readonly Product[]): Shelf => {
  const byCategory = new Map(
    assortment.map(({ key }) => [key, products.filter(({ category }) => category === key)]),
  );
  const neighbors = new Map(assortment.map(({ key, goesWith }) => [key, goesWith]));
  const rank = new Map(products.map(({ id }, index) => [id, index]));
  const pick = (chance: Chance, category: string): Product => {
    const offered = byCategory.get(category)!;
    return offered[chance.weighted(offered.map((_, index) => popularity(index)))]!;
  };
  const companionOf = ({ id, category = '' }: Product): Product => {
    const offered = byCategory.get(neighbors.get(category)![0]!)!;
    return offered[rank.get(id)! % offered.length]!;
  };
  return {
    pick,
    pickComplement: (chance, product) => {
      if (chance.happens(companionShare)) return companionOf(product);
      return pick(chance, chance.pick(neighbors.get(product.category ?? '')!));
    },
  };
};
