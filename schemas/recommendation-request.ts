import { z } from 'zod';
import { RecommendedProduct } from './decision.ts';
import { SafeJsonObject } from './json.ts';
import { CustomerId, ExternalId } from './key.ts';
import { AlgorithmWeights, BusinessRules, RecommendationType } from './recommendation.ts';

const counts = z
  .partialRecord(RecommendationType, z.number().int().min(1).max(50))
  .refine((types) => Object.keys(types).length > 0, 'name at least one type');

/** What a storefront asks of the recommenders alone, without placements and variants. */
export const RecommendationRequest = z
  .strictObject({
    customer_id: CustomerId.optional(),
    anonymous_id: ExternalId.optional(),
    context: SafeJsonObject.default({}),
    current_product: ExternalId.optional(),
    recommendation_types: counts
      .default({ personalized_picks: 8 })
      .describe('how many products of each type'),
    algorithms: AlgorithmWeights.optional().describe('weights; the settings hold the default'),
    business_rules: BusinessRules.optional(),
    exclude: z.array(ExternalId).max(1000).default([]),
  })
  .refine((request) => request.customer_id !== undefined || request.anonymous_id !== undefined, {
    message: 'give customer_id or anonymous_id',
    path: ['customer_id'],
  });
export type RecommendationRequest = z.infer<typeof RecommendationRequest>;

export const RecommendationResponse = z.strictObject({
  customer_id: z.string().optional(),
  anonymous_id: z.string().optional(),
  release: z.number().int(),
  evidence: z.number().int(),
  recommendations: z.partialRecord(RecommendationType, z.array(RecommendedProduct)),
  missing: z.array(z.string()).describe('what could not take part, and where popular products stand in'),
  demo: z.boolean().optional(),
});
export type RecommendationResponse = z.infer<typeof RecommendationResponse>;
