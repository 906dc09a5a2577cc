import { z } from 'zod';

export const recommendationTypes = [
  'similar_products',
  'complementary_products',
  'trending_in_category',
  'personalized_picks',
] as const;
export const RecommendationType = z.enum(recommendationTypes);
export type RecommendationType = z.infer<typeof RecommendationType>;

/**
 * What a recommendation may be scored by. Until a model of a kind is trained its weight goes to the others and the
 * answer lists it under `missing`.
 */
export const algorithms = [
  'collaborative_filtering',
  'content_based',
  'hybrid_neural',
  'popularity',
] as const;
export const Algorithm = z.enum(algorithms);
export type Algorithm = z.infer<typeof Algorithm>;

export const AlgorithmWeights = z.partialRecord(Algorithm, z.number().min(0).max(1));
export type AlgorithmWeights = z.infer<typeof AlgorithmWeights>;

export const BusinessRules = z.strictObject({
  exclude_out_of_stock: z.boolean().default(true),
  prefer_high_margin: z.boolean().default(false),
  respect_brand_preferences: z.boolean().default(true),
});
export type BusinessRules = z.infer<typeof BusinessRules>;

/** How a placement fills itself with products. */
export const RecommendationSpec = z.strictObject({
  type: RecommendationType.default('personalized_picks'),
  count: z.number().int().min(1).max(50).default(8),
  algorithms: AlgorithmWeights.optional(),
  business_rules: BusinessRules.optional(),
});
export type RecommendationSpec = z.infer<typeof RecommendationSpec>;
