import { z } from 'zod';
import { SegmentReason } from './segment-reason.ts';
import { Withheld } from './withheld.ts';

const share = z.number().min(0).max(1);
const time = z.iso.datetime();

const Inferred = z.strictObject({
  name: z.string(),
  strength: share.describe('1 − 2^(−recent product views / half_strength of the settings)'),
  inferred: z.boolean().describe('false when a trait says it outright'),
  evidence: z.strictObject({
    sources: z.array(z.string()),
    events: z.record(z.string(), z.number().int()),
    count: z.number().int(),
    newest: time.nullable(),
  }),
});

const NextAction = z.strictObject({
  action: z.enum(['recover_cart', 'continue_journey', 'show_variant', 'recommend_product', 'win_back']),
  reason: z.string(),
  subject: z.record(z.string(), z.string()),
});

/** What `GET /insights/{customer_id}` answers; sections that were not asked for are left out. */
export const Insights = z.strictObject({
  customer_id: z.string().nullable(),
  anonymous_id: z.string().nullable(),
  as_of: time,
  preferences: z
    .strictObject({
      interests: z.array(Inferred),
      brand_affinity: z.array(Inferred),
      values: z.array(Inferred),
      lifestyle: z.array(Inferred),
      device: z.string().nullable(),
      channel: z.string().nullable(),
    })
    .optional(),
  trend: z.strictObject({
    state: z.enum(['rising', 'falling', 'steady', 'new']),
    score: z.number(),
    before: z.number().nullable().describe('four weeks ago'),
    days: z.number().int(),
  }),
  segments: z.array(SegmentReason).optional(),
  predictions: z.strictObject({ state: z.literal('absent'), reason: z.string() }).optional(),
  next_best_action: NextAction.nullable(),
  withheld: z
    .array(Withheld)
    .describe('what of the sections asked for is left out for want of consent, not of knowledge'),
});
export type Insights = z.infer<typeof Insights>;
