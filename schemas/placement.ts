import { z } from 'zod';
import { Key } from './key.ts';

export const policies = ['best', 'thompson', 'epsilon_greedy'] as const;
export const Policy = z.enum(policies);
export type Policy = z.infer<typeof Policy>;

/** A named slot on a page or in a message. */
export const Placement = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  pages: z.array(Key).min(1).max(50).describe('the page types that have this slot'),
  defaultVariant: Key,
  policy: Policy.default('thompson'),
  ruleWeight: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('share of rules in the blend; the settings hold the default'),
  confidenceThreshold: z.number().min(0).max(1).optional(),
  holdoutShare: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('share of customers who always get the default here, so that its worth can be measured'),
  holdoutSeed: z.string().min(1).max(100).optional().describe('hash seed; holdout/ and the key when absent'),
});
export type Placement = z.infer<typeof Placement>;
