import { z } from 'zod';
import { BehaviorType } from './key.ts';
import type { Operator } from './operators.ts';

/** How much may be asked of customers' histories. */
export const historyLimits = {
  /** Distinct counters and sequences in one release. */
  counters: 64,
  /** The longest window, in days; longer ago only totals are known. */
  days: 366,
  /** The longest window that is counted by the hour. */
  hours: 48,
  steps: 5,
  conditions: 5,
} as const;

/** The operators that an event's data can be compared by. */
export const whereOperators = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'between',
  'startsWith',
  'endsWith',
  'matches',
] as const satisfies readonly Operator[];
export type WhereOperator = (typeof whereOperators)[number];

const Scalar = z.union([z.string().max(200), z.number(), z.boolean(), z.null()]);

/** One comparison with an event's data as it was sent. */
const Where = z.strictObject({
  path: z.string().min(1).max(300),
  operator: z.enum(whereOperators, { error: ({ input }) => `there is no operator "${input}" for events` }),
  value: z.union([Scalar, z.array(Scalar).max(100)], {
    error: 'text, a number, true, false, null, or a list',
  }),
});
export type Where = z.infer<typeof Where>;

const Step = z.strictObject({
  event: BehaviorType,
  where: z.array(Where).max(historyLimits.conditions).optional(),
});
/** An event to look for, and what its data must be. */
export type Step = z.infer<typeof Step>;

const Duration = z.string().regex(/^[1-9]\d{0,5}[mhdw]$/, 'a duration such as 90m, 36h, 7d or 2w');
const Count = z.number().int().min(0).max(1_000_000);

const bounds = {
  atLeast: Count.min(1, 'atMost: 0 asks for never; atLeast begins at 1').optional(),
  atMost: Count.optional(),
  exactly: Count.optional(),
};
type Bounds = { atLeast?: number | undefined; atMost?: number | undefined; exactly?: number | undefined };

const checkBounds = ({ atLeast, atMost, exactly }: Bounds, context: z.RefinementCtx): void => {
  if (exactly !== undefined && (atLeast ?? atMost) !== undefined)
    context.addIssue({ code: 'custom', path: ['exactly'], message: 'stands without atLeast and atMost' });
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    context.addIssue({ code: 'custom', path: ['atMost'], message: `less than atLeast, which is ${atLeast}` });
};

/** The value of `performed`: an event, how often, and in which time up to now. */
export const Performed = z
  .strictObject({ ...Step.shape, ...bounds, within: Duration.optional() })
  .superRefine(checkBounds);
export type Performed = z.infer<typeof Performed>;

/** The value of `sequence`: events in order, all `within` a time from the first of them. */
export const Sequence = z
  .strictObject({
    steps: z.array(Step).min(2).max(historyLimits.steps),
    within: Duration,
    ...bounds,
    last: Duration.optional(),
  })
  .superRefine(checkBounds);
export type Sequence = z.infer<typeof Sequence>;

/** How far back a counter knows single days and hours, in buckets before the newest. */
export type Keeps = { days: number; hours: number };

/** One counter of one customer. Days are `2026-01-31`, hours `2026-01-31T05`, both UTC. */
export type Tally = {
  total: number;
  keeps: Keeps;
  days: Record<string, number>;
  hours: Record<string, number>;
};

/** What a profile keeps for the counters that a release declares. */
export type ProfileHistory = {
  /** Names the set of counters that it was counted for. */
  declared: string;
  /** By the counter's key. */
  tallies: Record<string, Tally>;
  /**
   * Of each sequence, by key: for every step but the last, the newest time at which something began that has come
   * as far as this step.
   */
  begun: Record<string, (Date | null)[]>;
};

const CounterReport = z.object({
  key: z.string(),
  description: z.string(),
  usedBy: z.array(z.string()).describe('documents whose conditions ask for it: rule/vip-hero'),
  keeps: z
    .object({ days: z.number(), hours: z.number() })
    .describe('how far back it is known by the day and hour'),
  since: z.iso.datetime().nullable().describe('when it was first seen to be declared'),
  counted: z.number().int().describe('customers whose events were counted'),
});

/** The counters that the release in force declares, and how far counting has come. */
export const CountersReport = z
  .object({
    release: z.number().int(),
    most: z.number().int(),
    customers: z.number().int(),
    counters: z.array(CounterReport),
  })
  .meta({ id: 'CountersReport' });
export type CountersReport = z.infer<typeof CountersReport>;
