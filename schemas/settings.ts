import { z } from 'zod';
import { ConsentChoices, Purpose } from './consent.ts';
import { ExclusionGroup } from './exclusion-group.ts';
import { Key } from './key.ts';
import { Psychographics } from './psychographics.ts';
import { TimeZone } from './time-zone.ts';
import { TraitStrategy } from './trait-strategy.ts';

const share = z.number().min(0).max(1);
const HeaderNames = z
  .array(z.string().regex(/^[a-z0-9-]{1,100}$/, 'the name of a header in lower case'))
  .max(10);

/** One configuration document, versioned like every other. Every key has a default. */
export const Settings = z.strictObject({
  key: z.literal('settings').default('settings'),
  name: z.literal('Settings').default('Settings'),
  personalization_engine: z
    .strictObject({
      real_time_processing: z
        .boolean()
        .default(true)
        .describe('whether anything follows from behavior before the next minute'),
      profile_update_frequency: z
        .enum(['real_time', 'batched'])
        .default('real_time')
        .describe('when profiles follow what customers do: at once, or each minute'),
      confidence_threshold: share
        .default(0.7)
        .describe('below this confidence, what the model alone would choose gives way to the default'),
      max_variants_per_test: z
        .number()
        .int()
        .min(2)
        .max(10)
        .default(5)
        .describe('most variations of an experiment'),
      recommendation_algorithms: z
        .strictObject({
          collaborative_filtering: share.default(0.3),
          content_based: share.default(0.3),
          hybrid_neural: share.default(0.4),
        })
        .prefault({})
        .describe('weights of the models where a recommendation names none'),
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
      cross_device_tracking: z
        .boolean()
        .default(true)
        .describe('whether a customer’s further devices are joined to them, where they consent to it'),
      privacy_compliance: z
        .enum(['gdpr_ccpa', 'gdpr', 'ccpa', 'none'])
        .default('gdpr_ccpa')
        .describe('the law that decides where neither the customer nor default_consent does'),
      bots: z
        .enum(['drop', 'count'])
        .default('drop')
        .describe('what becomes of what programs do: not stored, or stored and marked'),
      geo_headers: z
        .strictObject({
          country: HeaderNames.default(['cf-ipcountry', 'x-vercel-ip-country', 'cloudfront-viewer-country']),
          region: HeaderNames.default(['cf-region-code', 'x-vercel-ip-country-region']),
          city: HeaderNames.default(['cf-ipcity', 'x-vercel-ip-city']),
        })
        .prefault({})
        .describe('headers by which a proxy tells where a visitor is; the address itself is never stored'),
      consent_categories: z
        .record(z.string().min(1).max(100), z.array(Purpose).min(1))
        .default({
          Analytics: ['analytics'],
          Functional: ['personalization'],
          Personalization: ['personalization', 'profiling'],
          Advertising: ['marketing_email'],
        })
        .describe(
          'category of a consent banner, as the Segment protocol sends it, to the purposes it stands for',
        ),
    })
    .prefault({}),
  identity: z
    .strictObject({
      trait_strategies: z
        .record(z.string().min(1).max(200), TraitStrategy)
        .refine((strategies) => Object.keys(strategies).length <= 50, 'at most 50 traits')
        .default({})
        .describe(
          'trait to what it comes to where a customer’s identities say different things; else the newest',
        ),
    })
    .prefault({}),
  performance_optimization: z
    .strictObject({
      cache_personalized_content: z
        .boolean()
        .default(true)
        .describe('choices that leave nothing to chance are kept for a customer until something changes'),
      max_processing_time_ms: z
        .number()
        .int()
        .min(0)
        .max(10_000)
        .default(100)
        .describe('milliseconds after which a decision goes out without the models that are late'),
    })
    .prefault({}),
  default_consent: ConsentChoices.prefault({}).describe(
    'what holds for a purpose the customer has not decided on; absent means privacy_compliance decides',
  ),
  holdout_share: share.default(0).describe('customers who never get personalization'),
  holdout_seed: z
    .string()
    .min(1)
    .max(100)
    .default('holdout')
    .describe('hash seed; another one holds out other customers'),
  exclusion_groups: z
    .record(Key, ExclusionGroup)
    .default({})
    .describe('groups of experiments of which each customer is in one at most'),
  rule_weight: share.default(0.5).describe('share of rules in the blend of scores'),
  exploration_floor: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.1)
    .describe('share that is drawn evenly from all candidates, so that nothing is given up for good'),
  goals: z
    .record(Key, Key)
    .default({ increase_engagement: 'engagement', drive_conversions: 'conversion' })
    .describe('goal to the metric that measures it'),
  engagement_weights: z
    .record(z.string(), z.number().min(0).max(100))
    .default({
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
    })
    .describe('points of each behavior in the engagement score'),
  engagement_half_life_days: z
    .number()
    .min(1)
    .max(365)
    .default(14)
    .describe('days after which a point counts half'),
  psychographics: Psychographics.prefault({}),
  time_zone: TimeZone.default('UTC').describe('IANA zone for customers without one'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('EUR')
    .describe('ISO 4217 code in which money is reported'),
  event_retention_days: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(730)
    .describe('days that raw events are kept'),
  decision_retention_days: z
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .describe('days that decisions are kept, to be explained and replayed'),
  retention: z
    .strictObject({
      quarantine: z.number().int().min(1).max(3650).default(90),
      audit: z.number().int().min(1).max(3650).default(1095),
      consent: z.number().int().min(1).max(3650).default(1825),
      privacy_requests: z.number().int().min(1).max(3650).default(1095),
    })
    .prefault({})
    .describe(
      'days that other data are kept: the proof of consent from each choice, requests from their answer on',
    ),
});
export type Settings = z.infer<typeof Settings>;
