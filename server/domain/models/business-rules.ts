import type { Product } from '#schemas/product.ts';
import type { BusinessRules } from '#schemas/recommendation.ts';
import type { Affinity } from './affinity.ts';
import type { ProductBoost, ProductExclusion } from './types.ts';

const brandLift = 0.1;
const marginLift = 0.2;

/** True when a rule's target means this product: everything it names must fit, and it must name something. */
const targets = (target: ProductBoost | ProductExclusion, { id, category, brand }: Product): boolean => {
  const named = [
    [target.product, id],
    [target.category, category],
    [target.brand, brand],
  ].filter(([wanted]) => wanted !== undefined);
  return named.length > 0 && named.every(([wanted, actual]) => wanted === actual);
};

/** True for a product that neither a rule nor an empty shelf forbids. */
export const maySell = (
  product: Product,
  businessRules: BusinessRules,
  exclusions: readonly ProductExclusion[],
): boolean =>
  !(businessRules.exclude_out_of_stock && product.stock === 0) &&
  !exclusions.some((exclusion) => targets(exclusion, product));

type Lift = { by: number; reason: string };

/**
 * What rules add to a blended score (0–1): up to 0.1 for a brand the customer prefers, up to 0.2 for margin, and
 * the boosts (−1 to 1) of the rules that matched.
 */
export const liftsOf = (
  product: Product,
  {
    affinity,
    businessRules,
    boosts,
  }: {
    affinity: Affinity;
    businessRules: BusinessRules;
    boosts: readonly ProductBoost[];
  },
): Lift[] => {
  const brand = affinity.brands.get(product.brand ?? '') ?? 0;
  const margin = Math.max(0, product.margin ?? 0);
  const lifts: Lift[] = boosts
    .filter((boost) => targets(boost, product))
    .map(({ by }) => ({ by, reason: by < 0 ? 'lowered by a rule' : 'raised by a rule' }));
  if (businessRules.respect_brand_preferences && brand > 0)
    lifts.push({ by: brandLift * brand, reason: `${product.brand} is a brand you prefer` });
  if (businessRules.prefer_high_margin && margin > 0)
    lifts.push({ by: marginLift * margin, reason: 'raised for its margin' });
  return lifts;
};
