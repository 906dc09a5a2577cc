import { z } from 'zod';
import { ConsentChoices } from './consent.ts';
import { ExclusionGroup } from './exclusion-group.ts';
import { Key } from './key.ts';
import { TimeZone } from './time-zone.ts';

const share = z.number().min(0).max(1);

/** One configuration document, versioned like every other. Every key has a default. */
export const Settings = z.strictObject({
  key: z.literal('settings').default('settings'),
  name: z.literal('Settings').default('Settings'),
  personalization_engine: z
    .strictObject({
      confidence_threshold: share.default(0.7),
      max_variants_per_test: z.number().int().min(2).max(10).default(5),
      recommendation_algorithms: z
        .strictObject({
          collaborative_filtering: share.default(0.3),
          content_based: share.default(0.3),
          hybrid_neural: share.default(0.4),
        })
        .prefault({}),
    })
    .prefault({}),
  behavioral_tracking: z
    .strictObject({
      session_timeout: z
        .number()
        .int()
        .min(60)
        .max(86_400)
        .default(1800)
        .describe('seconds without an event'),
      privacy_compliance: z.enum(['gdpr_ccpa', 'gdpr', 'ccpa', 'none']).default('gdpr_ccpa'),
    })
    .prefault({}),
  performance_optimization: z
    .strictObject({ max_processing_time_ms: z.number().int().min(5).max(10_000).default(100) })
    .prefault({}),
  default_consent: ConsentChoices.prefault({}).describe(
    'what holds for a purpose the customer has not decided on; absent means privacy_compliance decides',
  ),
  holdout_share: share.default(0).describe('customers who never get personalization'),
  holdout_seed: z.string().min(1).max(100).default('holdout'),
  exclusion_groups: z
    .record(Key, ExclusionGroup)
    .default({})
    .describe('groups of experiments of which each customer is in one at most'),
  rule_weight: share.default(0.5).describe('share of rules in the blend of scores'),
  exploration_floor: z.number().min(0).max(0.5).default(0.1),
  goals: z
    .record(Key, Key)
    .default({ increase_engagement: 'engagement', drive_conversions: 'conversion' })
    .describe('goal to the metric that measures it'),
  engagement_weights: z.record(z.string(), z.number().min(0).max(100)).default({
    page_viewed: 1,
    product_viewed: 2,
    category_viewed: 1,
    searched: 2,
    added_to_cart: 6,
    checkout_started: 8,
    order_completed: 20,
    variant_clicked: 3,
    email_opened: 1,
    email_clicked: 4,
  }),
  engagement_half_life_days: z.number().min(1).max(365).default(14),
  time_zone: TimeZone.default('UTC').describe('IANA zone for customers without one'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('EUR'),
  event_retention_days: z.number().int().min(1).max(3650).default(730),
  decision_retention_days: z.number().int().min(1).max(365).default(30),
});
export type Settings = z.infer<typeof Settings>;
