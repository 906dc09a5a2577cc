import { z } from 'zod';

/** What is asked: which recorded decisions are made again, and with what. */
export const ReplayRequest = z
  .strictObject({
    release: z
      .union([z.literal('draft'), z.number().int().min(1).max(1_000_000_000)])
      .describe('the number of a release, or "draft": what publishing every draft would make'),
    since: z.iso.datetime({ offset: true }).describe('the first time of the decisions'),
    until: z.iso.datetime({ offset: true }).optional().describe('the end of their times; now when absent'),
  })
  .refine(({ since, until }) => until === undefined || Date.parse(since) < Date.parse(until), {
    message: 'is not after "since"',
    path: ['until'],
    when: ({ value }) => typeof value === 'object' && value !== null,
  });
export type ReplayRequest = z.infer<typeof ReplayRequest>;

const count = z.number().int();

const Estimate = z.strictObject({
  value: z.number(),
  interval: z.tuple([z.number(), z.number()]).describe('95%'),
});
const PolicyValue = z.strictObject({
  value: Estimate.describe('mean reward of a decision'),
  change: Estimate.describe('its difference from the recorded decisions'),
});
const Overlap = z.strictObject({
  decisions: count.describe('shown, with what came of them'),
  units: count.describe('customers'),
  effective: z.number().describe('effective sample size: customers that the weighted ones count as'),
  largestWeight: z.number(),
  unsupported: z.number().describe('share of what would be shown that could not have been recorded'),
});
const ValueReport = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('refused'), reason: z.string(), overlap: Overlap }),
  z.strictObject({
    state: z.literal('estimated'),
    overlap: Overlap,
    logged: Estimate.describe('of the recorded decisions, as they were'),
    ips: PolicyValue,
    snips: PolicyValue,
    doublyRobust: PolicyValue,
  }),
]);

const ReplayValue = z.strictObject({
  metric: z.string(),
  name: z.string(),
  type: z.enum(['proportion', 'mean']),
  unit: z.literal('money').optional(),
  direction: z.enum(['increase', 'decrease']),
  report: ValueReport,
});
export type ReplayValue = z.infer<typeof ReplayValue>;

const Move = z.strictObject({
  from: z.string().nullable().describe('null: the placement was not decided'),
  to: z.string().nullable(),
  elements: count,
});
const ReplayPlacement = z.strictObject({
  placement: z.string(),
  elements: count,
  changed: count,
  moves: z.array(Move).describe('the most frequent changes'),
  values: z.array(ReplayValue),
});
export type ReplayPlacement = z.infer<typeof ReplayPlacement>;

const ReplayGroup = z.strictObject({
  by: z.enum(['customer', 'device', 'segment']),
  value: z.string(),
  decisions: count,
  changed: count,
});
export type ReplayGroup = z.infer<typeof ReplayGroup>;

const Side = z
  .strictObject({
    variant: z.string(),
    source: z.string(),
    propensity: z.number(),
    reasons: z.array(z.string()),
  })
  .nullable();
const ReplayExample = z.strictObject({
  decision: z.string().describe('its id'),
  profileId: z.string(),
  at: z.date(),
  placement: z.string(),
  before: Side,
  after: Side,
});
export type ReplayExample = z.infer<typeof ReplayExample>;

export const ReplayResult = z.strictObject({
  decisions: count.describe('recorded in the time'),
  replayed: count,
  changed: count.describe('decisions with at least one other variant'),
  leftOut: z.array(z.strictObject({ reason: z.string(), decisions: count })),
  repeats: z
    .strictObject({ decisions: count, identical: count })
    .describe('decisions that were made with this very release, and how many came out the same to the byte'),
  currency: z.string().describe('of metrics that are money'),
  placements: z.array(ReplayPlacement),
  newPlacements: z
    .array(z.strictObject({ placement: z.string(), elements: count }))
    .describe(
      'placements that the recorded releases did not have: they change nothing, and count in no share',
    ),
  groups: z.array(ReplayGroup),
  examples: z.array(ReplayExample),
});
export type ReplayResult = z.infer<typeof ReplayResult>;

export const ReplayJob = z.strictObject({
  id: z.string(),
  request: ReplayRequest,
  state: z.enum(['running', 'done', 'cancelled', 'failed', 'interrupted']),
  base: count.describe('the release, or the one that the drafts were put on top of'),
  author: z.string(),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  progress: z.strictObject({ done: count, total: count }),
  error: z.string().nullable(),
  result: ReplayResult.nullable().describe('once it is done'),
});
export type ReplayJob = z.infer<typeof ReplayJob>;
