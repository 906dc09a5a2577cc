import type { Profile } from '#schemas/profile.ts';
import { BusinessRules } from '#schemas/recommendation.ts';
import { maySell } from './business-rules.ts';
import type { Pool } from './parts.ts';
import type { Catalogue, ProductExclusion, RecommenderEvidence } from './types.ts';

export type PoolInput = {
  businessRules?: BusinessRules | undefined;
  profile: Profile | null;
  currentProduct?: string | undefined;
  /** Products never to show. */
  exclude?: readonly string[];
  catalogue: Catalogue;
  recommenders: RecommenderEvidence;
  exclusions?: readonly ProductExclusion[];
};

/**
 * Where lists take products from: the catalogue without what rules and stock forbid, what is hidden, and the product
 * that is being looked at.
 * @example poolOf({ catalogue, recommenders, profile: null, exclude: ['p1'] }).allowed('p1') // false
 */
export const poolOf = (input: PoolInput): Pool => {
  const { catalogue, recommenders, currentProduct, exclude = [], exclusions = [] } = input;
  const businessRules = input.businessRules ?? BusinessRules.parse({});
  const { products } = catalogue;
  const hidden = new Set(currentProduct === undefined ? exclude : [...exclude, currentProduct]);
  const allowed = (id: string): boolean => {
    const product = products.get(id);
    return product !== undefined && !hidden.has(id) && maySell(product, businessRules, exclusions);
  };
  return { evidence: recommenders, products, allowed };
};
