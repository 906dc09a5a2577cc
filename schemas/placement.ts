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
  defaultVariant: Key.describe(
    'shown whenever nothing else may be: without consent, in a holdout, below the confidence',
  ),
  priority: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('who chooses first on a page that shows each product and message once: the highest'),
  policy: Policy.default('thompson').describe(
    'best: the highest score; thompson: each as often as it is probably the best; epsilon_greedy: the best, and now and then any',
  ),
  ruleWeight: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('share of rules in the blend; the settings hold the default'),
  confidenceThreshold: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('confidence that a choice of the model alone needs; the settings hold the default'),
  holdoutShare: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('share of customers who always get the default here, so that its worth can be measured'),
  holdoutSeed: z.string().min(1).max(100).optional().describe('hash seed; holdout/ and the key when absent'),
});
export type Placement = z.infer<typeof Placement>;
