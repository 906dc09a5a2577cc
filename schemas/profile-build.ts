import { z } from 'zod';
import { behaviorData } from './event.ts';
import { ExternalId } from './key.ts';

const timestamp = z.iso.datetime({ offset: true }).optional();
const name = z.string().min(1).max(200);
const asked = z.boolean().describe('true asks for it, false leaves it out');
const orTold = <T extends z.ZodType>(told: T) => z.union([asked, told]).optional();
const listOf = <T extends z.ZodType>(item: T) => orTold(z.array(item).min(1).max(1000));
const names = orTold(z.array(name).min(1).max(50));

const View = z.strictObject({ product_id: ExternalId, timestamp });
const Order = z.strictObject({ ...behaviorData.order_completed.shape, timestamp });
const Search = z.strictObject({ query: z.string().min(1).max(500), timestamp });

const Sections = z.strictObject({
  behavioral_data: z
    .strictObject({
      browsing_history: listOf(View),
      purchase_history: listOf(Order),
      search_queries: listOf(Search),
      interaction_patterns: asked.optional(),
      engagement_metrics: asked.optional(),
    })
    .optional(),
  demographic_data: z
    .strictObject({
      age_group: orTold(name),
      location: orTold(
        z.strictObject({ country: name.optional(), region: name.optional(), city: name.optional() }),
      ),
      device_preferences: asked.optional(),
      channel_preferences: asked.optional(),
    })
    .optional(),
  psychographic_data: z
    .strictObject({
      interests: names,
      values: names,
      lifestyle_indicators: names,
      brand_affinity: names,
    })
    .optional(),
  predictive_attributes: z
    .strictObject({
      lifetime_value_prediction: asked.optional(),
      churn_probability: asked.optional(),
      next_purchase_prediction: asked.optional(),
      price_sensitivity: asked.optional(),
    })
    .optional(),
});
/**
 * Builds a profile: each attribute is asked for with `true`, or told with data, which is stored as events and traits and
 * then answered like the rest.
 */
export const ProfileBuild = Sections.refine((build) => Object.keys(build).length > 0, 'names no section');
export type ProfileBuild = z.infer<typeof ProfileBuild>;
