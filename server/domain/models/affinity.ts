import type { Profile } from '#schemas/profile.ts';
import { topOf } from './top-list.ts';
import type { Part, Products, RecommenderEvidence, Shelves } from './types.ts';

const strongestCategories = 5;
const strongestBrands = 3;
/** A brand says less about the next product than its category does. */
const brandWeight = 0.5;
const leastLeaning = 0.1;

/** Each name's share of the customer's whole affinity, 0 to 1. */
const sharesOf = (affinity: Record<string, number>): Map<string, number> => {
  const total = Object.values(affinity).reduce((sum, value) => sum + value, 0);
  return new Map(total > 0 ? Object.entries(affinity).map(([name, value]) => [name, value / total]) : []);
};

export type Affinity = { categories: Map<string, number>; brands: Map<string, number> };

/** Shares beyond the brand's own share of the catalogue: most customers of a house brand do not prefer it. */
const leaningsOf = (shares: Map<string, number>, { all, brands }: Shelves): Map<string, number> => {
  const leaning = (name: string, share: number) => share - (brands.get(name)?.length ?? 0) / all.length;
  const leanings = [...shares].map(([name, share]) => [name, leaning(name, share)] as const);
  return new Map(leanings.filter(([, value]) => value >= leastLeaning));
};

/**
 * What a customer leans to; nothing for one who is not known. A category's number is its share of the affinity, a
 * brand's is what that share exceeds the brand's share of the catalogue by.
 */
export const affinityOf = (profile: Profile | null, shelves: Shelves): Affinity => ({
  categories: sharesOf(profile?.affinities.categories ?? {}),
  brands: leaningsOf(sharesOf(profile?.affinities.brands ?? {}), shelves),
});

type Input = {
  affinity: Affinity;
  evidence: RecommenderEvidence;
  products: Products;
  withBrands: boolean;
  bought: (category: string) => boolean;
  limit: number;
  allowed: (id: string) => boolean;
  /** Scores these only, in place of what stands on the shelves of the strongest categories and brands. */
  among?: Iterable<string>;
};

const shelfOf = (shelf: readonly string[] | undefined, { limit, allowed }: Input): string[] => {
  const found: string[] = [];
  for (const id of shelf ?? []) {
    if (found.length === limit) break;
    if (allowed(id)) found.push(id);
  }
  return found;
};

const candidatesOf = (input: Input): Set<string> => {
  const { affinity, evidence, withBrands } = input;
  const categories = [...topOf(affinity.categories, strongestCategories).keys()];
  const brands = withBrands ? [...topOf(affinity.brands, strongestBrands).keys()] : [];
  return new Set([
    ...categories.flatMap((name) => shelfOf(evidence.shelves.categories.get(name), input)),
    ...brands.flatMap((name) => shelfOf(evidence.shelves.brands.get(name), input)),
  ]);
};

/**
 * Scores the products of the categories and brands a customer leans to:
 * `(category share + brand leaning / 2) · (1 + volume / greatest volume of its category) / 2`.
 */
export const affinityPart = (input: Input): Part => {
  const { affinity, evidence, products, withBrands } = input;
  const leanings = (id: string) => {
    const { category = '', brand = '' } = products.get(id)!;
    const brandLeaning = withBrands ? brandWeight * (affinity.brands.get(brand) ?? 0) : 0;
    return { category, brand, categoryShare: affinity.categories.get(category) ?? 0, brandLeaning };
  };
  const volume = (id: string | undefined): number => evidence.volumes?.get(id ?? '') ?? 0;
  const popularity = (id: string, category: string): number => {
    const greatest = volume(evidence.shelves.categories.get(category)?.[0]);
    return greatest > 0 ? volume(id) / greatest : 0;
  };
  const score = (id: string): number => {
    const { category, categoryShare, brandLeaning } = leanings(id);
    return ((categoryShare + brandLeaning) * (1 + popularity(id, category))) / 2;
  };
  const reason = (id: string): string => {
    const { category, brand, categoryShare, brandLeaning } = leanings(id);
    if (brandLeaning > categoryShare) return `you often choose ${brand}`;
    return `you often ${input.bought(category) ? 'buy' : 'look at'} ${category}`;
  };
  const candidates = input.among ?? candidatesOf(input);
  const scores = new Map([...candidates].map((id) => [id, score(id)] as const).filter(([, one]) => one > 0));
  return { scores: topOf(scores, input.limit), reason };
};
