import { z } from 'zod';
import { SafeJsonObject } from './json.ts';
import { BehaviorType, CustomerId, ExternalId, Key, MessageId } from './key.ts';
import { Product } from './product.ts';

const goals = z.record(Key, z.number().min(0).max(1000));

/** What a storefront asks. */
export const ExperienceRequest = z
  .strictObject({
    customer_id: CustomerId.optional(),
    anonymous_id: ExternalId.optional(),
    page_type: Key.default('homepage'),
    context: SafeJsonObject.default({}),
    personalization_goals: goals.optional(),
    elements_to_personalize: z.array(Key).min(1).max(50).optional(),
    preview: z
      .string()
      .min(1)
      .max(8000)
      .optional()
      .describe(
        'a signed preview: forces variations, or decides with drafts; the header X-Attune-Preview does too',
      ),
  })
  .refine((request) => request.customer_id !== undefined || request.anonymous_id !== undefined, {
    message: 'give customer_id or anonymous_id',
    path: ['customer_id'],
  });
export type ExperienceRequest = z.infer<typeof ExperienceRequest>;

export const ExpectedLift = z
  .strictObject({
    value: z.number().describe('posterior mean lift against the default, as a fraction'),
    interval: z.tuple([z.number(), z.number()]).describe('95% credible interval'),
    basis: z.string(),
    exposures: z.number().int().describe('randomized exposures behind it'),
  })
  .nullable();
export type ExpectedLift = z.infer<typeof ExpectedLift>;

export const sources = [
  'default',
  'rule',
  'journey',
  'experiment',
  'model',
  'holdout',
  'no_consent',
] as const;

export const Reason = z.strictObject({
  code: z.string(),
  message: z.string(),
  rule: z.string().optional(),
  experiment: z.string().optional(),
  variation: z.string().optional(),
  journey: z.string().optional(),
  state: z.string().optional(),
});
export type Reason = z.infer<typeof Reason>;

export const RecommendedProduct = z.strictObject({
  id: z.string(),
  product: Product,
  score: z.number(),
  algorithms: z.record(z.string(), z.number()).describe('the share of each algorithm in the score'),
  reasons: z.array(z.string()),
});
export type RecommendedProduct = z.infer<typeof RecommendedProduct>;

export const ElementDecision = z.strictObject({
  name: z.string(),
  variant: z.string(),
  content: z.record(z.string(), z.unknown()),
  source: z.enum(sources),
  confidence_score: z
    .number()
    .nullable()
    .describe('posterior probability that the choice is the best; null without data'),
  expected_lift: ExpectedLift,
  propensity: z.number().describe('the probability with which this choice was drawn'),
  reasons: z.array(Reason).describe('the strongest; all of them with ?explain=true'),
  more_reasons: z.number().int().describe('how many reasons are left out'),
});
export type ElementDecision = z.infer<typeof ElementDecision>;

export const ExperienceResponse = z.strictObject({
  experience_id: z.string().describe('a signed token: send it back with exposures and conversions'),
  release: z.number().int(),
  evidence: z.number().int(),
  environment: z.string(),
  elements: z.array(ElementDecision),
  experiments: z.array(
    z.strictObject({
      key: z.string(),
      variation: z.string(),
      forced: z.literal(true).optional().describe('for a tester: shown, but never counted'),
    }),
  ),
  events: z
    .array(z.looseObject({ type: z.string() }))
    .describe('events of foreign rules that matched, untouched'),
  confidence_score: z.number().nullable(),
  expected_lift: ExpectedLift,
  missing: z.array(z.string()).describe('what was not available in time, such as a model'),
  demo: z.boolean().optional(),
  preview: z.literal(true).optional().describe('nothing that comes of it is stored'),
  expires_at: z.iso.datetime(),
  trace: z
    .unknown()
    .optional()
    .describe('with ?explain=true; the outcome of each rule says whether it won, or what it lost to'),
});
export type ExperienceResponse = z.infer<typeof ExperienceResponse>;

const Interaction = z.strictObject({
  type: z.enum(['shown', 'clicked', 'dwelled']),
  element: Key,
  timestamp: z.iso.datetime({ offset: true }).optional(),
  message_id: MessageId.optional(),
  data: SafeJsonObject.optional(),
});

const Conversion = z.strictObject({
  type: BehaviorType,
  data: SafeJsonObject.default({}),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  message_id: MessageId.optional(),
});

export const PerformanceRequest = z
  .strictObject({
    interactions: z.array(Interaction).max(500).default([]),
    conversion_events: z.array(Conversion).max(500).default([]),
  })
  .refine(({ interactions, conversion_events }) => interactions.length + conversion_events.length > 0, {
    message: 'give at least one interaction or conversion event',
    path: ['interactions'],
  });
export type PerformanceRequest = z.infer<typeof PerformanceRequest>;
