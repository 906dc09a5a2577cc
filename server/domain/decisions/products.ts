import type { Action } from '#schemas/action.ts';
import type { RecommendedProduct } from '#schemas/decision.ts';
import type { Profile } from '#schemas/profile.ts';
import type { RecommendationSpec } from '#schemas/recommendation.ts';
import { actionsOf, type Rule } from '#schemas/rule.ts';
import type { Settings } from '#schemas/settings.ts';
import { popularProducts } from '#server/domain/models/popular.ts';
import { recommend } from '#server/domain/models/recommend.ts';
import { consentFor } from './consent.ts';
import type { Evidence } from './evidence.ts';

type ProductAction<T extends Action['type']> = Extract<Action, { type: T }>;

export type ProductShelf = {
  evidence: Pick<Evidence, 'catalogue' | 'recommenders'>;
  profile: Profile | null;
  settings: Settings;
  context: Record<string, unknown>;
  rules: readonly Rule[];
  at: Date;
};

type ProductList = { products: RecommendedProduct[]; missing: string[] };

const actionsOfType = <T extends Action['type']>(rules: readonly Rule[], type: T): ProductAction<T>[] =>
  rules.flatMap(actionsOf).filter((action): action is ProductAction<T> => action.type === type);

/** What both ways to fill a placement go by. */
const poolFor = (
  spec: RecommendationSpec,
  { evidence, profile, settings, context, rules, at }: ProductShelf,
  shown: ReadonlySet<string>,
) => {
  const current = context['product_id'];
  return {
    businessRules: spec.business_rules,
    // what a customer likes is inferred from what they did: that is profiling
    profile: consentFor('profiling', { profile, context, settings, at }).allowed ? profile : null,
    currentProduct: typeof current === 'string' ? current : undefined,
    exclude: [...shown],
    catalogue: evidence.catalogue,
    recommenders: evidence.recommenders,
    exclusions: actionsOfType(rules, 'exclude_products'),
  };
};

/**
 * Fills a placement with products. Rules' exclusions, stock and the products that the page already shows are left
 * out before the list is filled to its count, so it is never short while the catalogue has more.
 * @example productsFor({ type: 'personalized_picks', count: 4 }, shelf, new Set()).products.length // 4
 */
export const productsFor = (
  spec: RecommendationSpec,
  shelf: ProductShelf,
  shown: ReadonlySet<string>,
): ProductList => {
  const { settings, rules, at } = shelf;
  const { lists, missing } = recommend({
    ...poolFor(spec, shelf, shown),
    types: { [spec.type]: spec.count },
    algorithms: spec.algorithms ?? settings.personalization_engine.recommendation_algorithms,
    boosts: actionsOfType(rules, 'boost_products'),
    at,
  });
  return { products: lists[spec.type] ?? [], missing };
};

/**
 * Fills a placement with what sells when no time is left to recommend: the same products are left out, and nothing is
 * computed.
 * @example productsInHaste({ type: 'personalized_picks', count: 4 }, shelf, new Set()).length // 4
 */
export const productsInHaste = (
  spec: RecommendationSpec,
  shelf: ProductShelf,
  shown: ReadonlySet<string>,
): RecommendedProduct[] => popularProducts({ ...poolFor(spec, shelf, shown), count: spec.count });
