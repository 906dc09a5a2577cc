import { z } from 'zod';
import { SafeJsonObject } from './json.ts';
import { ExternalId, Key } from './key.ts';
import { RecommendationSpec } from './recommendation.ts';

const boost = z.number().min(-1).max(1);
const productTarget = {
  product: ExternalId.optional(),
  category: z.string().max(200).optional(),
  brand: z.string().max(200).optional(),
};

/** What a rule does when it matches. */
export const Action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('include'), placement: Key, variant: Key }),
  z.strictObject({ type: z.literal('exclude'), placement: Key, variant: Key }),
  z.strictObject({ type: z.literal('pin'), placement: Key, variant: Key }),
  z.strictObject({ type: z.literal('boost'), placement: Key, variant: Key, by: boost }),
  z.strictObject({ type: z.literal('set'), placement: Key, parameters: SafeJsonObject }),
  z.strictObject({ type: z.literal('recommend'), placement: Key, recommend: RecommendationSpec }),
  z.strictObject({ type: z.literal('boost_products'), ...productTarget, by: boost }),
  z.strictObject({ type: z.literal('exclude_products'), ...productTarget }),
]);
export type Action = z.infer<typeof Action>;
