import type { Product } from '#schemas/product.ts';
import type { Profile } from '#schemas/profile.ts';
import { type Affinity, affinityOf } from './affinity.ts';
import type { Products, Shelves } from './types.ts';

/** Purchases and views that personalized picks start from. */
const anchorsKept = 20;

/** What a request is about: the product at hand and what is known of the customer. */
export type Situation = {
  affinity: Affinity;
  /** The product to compare with: the current one, else the last one viewed. */
  anchor: Product | null;
  /** Products to complement: the current one, else the cart, else the last order. */
  complemented: readonly string[];
  /** Cart, purchases and views, newest first. */
  history: readonly string[];
  lastViewed: Product | null;
  /** The category at hand: the anchor's, else the one the customer leans to most. */
  category: string | null;
  bought: (category: string) => boolean;
};

type Dated = { productId: string; at: Date };

const historyOf = (profile: Profile): string[] => {
  const dated: Dated[] = [...profile.purchased, ...profile.recentlyViewed];
  const newestFirst = dated.sort((a, b) => b.at.getTime() - a.at.getTime()).map(({ productId }) => productId);
  return [...new Set([...cartOf(profile), ...newestFirst])].slice(0, anchorsKept);
};

const cartOf = (profile: Profile): string[] => Object.keys(profile.cart?.items ?? {});

const lastOrderOf = ({ purchased }: Profile): string[] => {
  const newest = purchased[0]?.at.getTime();
  return purchased.filter(({ at }) => at.getTime() === newest).map(({ productId }) => productId);
};

const complementedOf = (profile: Profile | null, currentProduct: string | undefined): string[] => {
  if (currentProduct !== undefined) return [currentProduct];
  if (!profile) return [];
  const cart = cartOf(profile);
  return cart.length > 0 ? cart : lastOrderOf(profile);
};

const strongest = (shares: ReadonlyMap<string, number>): string | null => {
  const [first] = [...shares].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return first?.[0] ?? null;
};

/** Reads a situation from the request's product and the customer's profile. */
export const situationOf = ({
  profile,
  currentProduct,
  products,
  shelves,
}: {
  profile: Profile | null;
  currentProduct: string | undefined;
  products: Products;
  shelves: Shelves;
}): Situation => {
  const affinity = affinityOf(profile, shelves);
  const lastViewed = products.get(profile?.recentlyViewed[0]?.productId ?? '') ?? null;
  const anchor = currentProduct === undefined ? lastViewed : (products.get(currentProduct) ?? null);
  const boughtCategories = new Set(
    profile?.purchased.map(({ productId }) => products.get(productId)?.category),
  );
  return {
    affinity,
    anchor,
    complemented: complementedOf(profile, currentProduct),
    history: profile ? historyOf(profile) : [],
    lastViewed,
    category: anchor?.category ?? strongest(affinity.categories),
    bought: (category) => boughtCategories.has(category),
  };
};
