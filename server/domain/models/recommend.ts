import type { RecommendedProduct } from '#schemas/decision.ts';
import type { Product } from '#schemas/product.ts';
import {
  type AlgorithmWeights,
  BusinessRules,
  type RecommendationType,
  recommendationTypes,
} from '#schemas/recommendation.ts';
import { type Blended, blend, type WeightedPart } from './blend.ts';
import { liftsOf } from './business-rules.ts';
import { type Candidates, candidatesFor } from './candidates.ts';
import { fill } from './fill.ts';
import type { Pool } from './parts.ts';
import { type PoolInput, poolOf } from './pool.ts';
import { type Situation, situationOf } from './situation.ts';
import type { ProductBoost } from './types.ts';

export type RecommendInput = PoolInput & {
  /** How many products of each type. */
  types: Partial<Record<RecommendationType, number>>;
  algorithms: AlgorithmWeights;
  boosts?: readonly ProductBoost[];
  at: Date;
};
type Recommendations = {
  lists: Partial<Record<RecommendationType, RecommendedProduct[]>>;
  /** What was asked for but could not take part, and where popular products stand in. */
  missing: string[];
};

/** A pick is something to discover: what was bought this recently is shown only when nothing else is left. */
const recentlyBoughtMs = 30 * 86_400_000;

type Setting = {
  input: RecommendInput;
  businessRules: BusinessRules;
  situation: Situation;
  pool: Pool;
  missing: Set<string>;
};

const settingOf = (input: RecommendInput): Setting => {
  const { recommenders, profile, currentProduct } = input;
  const pool = poolOf(input);
  return {
    input,
    businessRules: input.businessRules ?? BusinessRules.parse({}),
    situation: situationOf({
      profile,
      currentProduct,
      products: pool.products,
      shelves: recommenders.shelves,
    }),
    pool,
    missing: new Set(),
  };
};

const noteUntrained = ({ input, missing, pool }: Setting): void => {
  const { algorithms, currentProduct, recommenders } = input;
  const untrained = (name: string) => missing.add(`${name}: no model trained`);
  if ((algorithms.hybrid_neural ?? 0) > 0) untrained('hybrid_neural');
  if ((algorithms.collaborative_filtering ?? 0) > 0 && !recommenders.coPurchases)
    untrained('collaborative_filtering');
  if ((algorithms.popularity ?? 0) > 0 && !recommenders.volumes) untrained('popularity');
  if (currentProduct !== undefined && !pool.products.has(currentProduct))
    missing.add(`current_product: ${currentProduct} is not in the catalogue`);
};

/** The request's weights over what has candidates; popularity alone where nothing else has. */
const weightedParts = (
  type: RecommendationType,
  candidates: Candidates,
  setting: Setting,
): WeightedPart[] => {
  const { algorithms, recommenders } = setting.input;
  const { collaborative, content, popularity, ifEmpty } = candidates;
  const asked: WeightedPart[] = [
    {
      algorithm: 'collaborative_filtering',
      weight: algorithms.collaborative_filtering ?? 0,
      part: collaborative,
    },
    { algorithm: 'content_based', weight: algorithms.content_based ?? 0, part: content },
    { algorithm: 'popularity', weight: algorithms.popularity ?? 0, part: popularity },
  ];
  const alone: WeightedPart[] = [{ algorithm: 'popularity', weight: 1, part: popularity }];
  if (type === 'trending_in_category' && popularity.scores.size > 0) return alone;
  if (asked.some(({ weight, part }) => weight > 0 && part.scores.size > 0)) return asked;

  if (!recommenders.volumes) setting.missing.add('popularity: no model trained');
  const instead = popularity.scores.size > 0 ? 'popular products' : 'products in the order of the catalogue';
  setting.missing.add(`${type}: ${ifEmpty}, so ${instead} are shown`);
  return alone;
};

const round = (value: number): number => Math.round(value * 1e6) / 1e6;

const presentBlended = (product: Product, blended: Blended, setting: Setting): RecommendedProduct => {
  const lifts = liftsOf(product, {
    affinity: setting.situation.affinity,
    businessRules: setting.businessRules,
    boosts: setting.input.boosts ?? [],
  });
  const score = lifts.reduce((sum, { by }) => sum + by, blended.score);
  const shares = Object.entries(blended.algorithms).map(([name, share]) => [name, round(share)]);
  return {
    id: product.id,
    product,
    score: round(Math.max(0, score)),
    algorithms: Object.fromEntries(shares),
    reasons: [...blended.reasons, ...lifts.map(({ reason }) => reason)],
  };
};

const highestFirst = (a: RecommendedProduct, b: RecommendedProduct): number =>
  b.score - a.score || (a.id < b.id ? -1 : 1);

/** What the customer has already: the cart and, for picks, what was bought lately. */
const alreadyTheirs = (type: RecommendationType, { profile, at }: RecommendInput): string[] => {
  const cart = Object.keys(profile?.cart?.items ?? {});
  if (!profile || type !== 'personalized_picks') return cart;
  const recent = profile.purchased.filter(
    (purchase) => at.getTime() - purchase.at.getTime() < recentlyBoughtMs,
  );
  return [...cart, ...recent.map(({ productId }) => productId)];
};

const listOf = (
  type: RecommendationType,
  count: number,
  shown: ReadonlySet<string>,
  setting: Setting,
): RecommendedProduct[] => {
  const { situation, pool, businessRules, input } = setting;
  const withBrands = businessRules.respect_brand_preferences;
  const candidates = candidatesFor[type]({ situation, pool, withBrands });
  const blended = blend(weightedParts(type, candidates, setting));
  const ranked = [...blended]
    .map(([id, one]) => presentBlended(pool.products.get(id)!, one, setting))
    .sort(highestFirst);
  const later = new Set([...shown, ...alreadyTheirs(type, input)]);
  return fill({ ranked, shelf: candidates.shelf, count, later }, pool);
};

/**
 * Recommends products, a list for each type asked for. Scores are blended over the algorithms (each scaled to 0–1
 * within this list), raised or lowered by rules, ties going to the lower id. A list repeats neither the lists
 * before it nor the cart while anything else is left, and is filled to its count as long as the catalogue has
 * products that may be shown.
 * @example recommend({ types: { similar_products: 4 }, currentProduct: 'p1', algorithms, … }).lists
 */
export const recommend = (input: RecommendInput): Recommendations => {
  const setting = settingOf(input);
  noteUntrained(setting);
  const lists: Recommendations['lists'] = {};
  const shown = new Set<string>();
  for (const type of recommendationTypes) {
    const count = input.types[type] ?? 0;
    if (count === 0) continue;
    const list = listOf(type, count, shown, setting);
    for (const { id } of list) shown.add(id);
    lists[type] = list;
  }
  return { lists, missing: [...setting.missing] };
};
