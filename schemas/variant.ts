import { z } from 'zod';
import { Purpose } from './consent.ts';
import { FrequencyCap } from './frequency-cap.ts';
import { SafeJsonObject } from './json.ts';
import { ExternalId, Key } from './key.ts';
import { RecommendationSpec } from './recommendation.ts';
import { Schedule } from './schedule.ts';

const Rendition = z.strictObject({
  channel: z.string().min(1).max(40).optional(),
  locale: z.string().min(2).max(20).optional(),
  content: SafeJsonObject,
});

/** One piece of content that can fill a placement. */
export const Variant = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  placement: Key.describe('the slot that it can fill'),
  content: SafeJsonObject.describe('what the storefront renders unless a rendition fits better'),
  renditions: z.array(Rendition).max(50).default([]),
  channels: z
    .array(z.string().min(1).max(40))
    .max(20)
    .optional()
    .describe('channels it may be shown on; all when absent'),
  schedule: Schedule.optional(),
  purpose: Purpose.default('personalization').describe('shown only to those who consent to it'),
  requiresRule: z.boolean().default(false).describe('a candidate only when a rule or journey includes it'),
  requiresStock: ExternalId.optional().describe('a product that must be in stock'),
  frequencyCap: FrequencyCap.optional().describe('how often one customer may be shown it'),
  message: Key.optional().describe(
    'what it says, the same for variants of several placements that say the same: a page says it once',
  ),
  recommend: RecommendationSpec.optional().describe('fills content.products'),
});
export type Variant = z.infer<typeof Variant>;
