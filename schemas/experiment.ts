import { z } from 'zod';
import { TopCondition } from './condition.ts';
import { GroupPlace, SplitKey } from './exclusion-group.ts';
import { SafeJsonObject } from './json.ts';
import { ExternalId, Key } from './key.ts';
import { Ramp } from './ramp.ts';
import { Schedule } from './schedule.ts';

const Variation = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200),
  weight: z.number().min(0).max(1),
  variants: z
    .record(Key, Key)
    .default({})
    .describe('placement to the variant it shows; a placement that is absent is decided as usual'),
  parameters: SafeJsonObject.optional(),
});
export type Variation = z.infer<typeof Variation>;

const ExperimentMetric = z.strictObject({ metric: Key, role: z.enum(['goal', 'secondary', 'guardrail']) });

/** Only customers who got one of these variations of another experiment take part. */
export const Prerequisite = z.strictObject({
  experiment: Key,
  variations: z.array(Key).min(1).max(10),
});
export type Prerequisite = z.infer<typeof Prerequisite>;

/** Why an experiment was stopped before its time. */
const Stop = z.strictObject({ at: z.iso.datetime(), reason: z.string().min(1).max(2000) });

const mostForced = 100;

type Weighed = { variations: { weight: number }[] };
type Keyed = { variations: { key: string }[] };

const sumsToOne = ({ variations }: Weighed): boolean =>
  Math.abs(variations.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-9;
const distinctKeys = ({ variations }: Keyed): boolean =>
  new Set(variations.map(({ key }) => key)).size === variations.length;
const hasControl = ({ control, variations }: Keyed & { control: string }): boolean =>
  variations.some(({ key }) => key === control);

type Listed = Keyed & { forcedVariations: Record<string, string> };
type Versioned = { bucketVersion: number; minBucketVersion: number };

const checkForced = ({ forcedVariations, variations }: Listed, context: z.RefinementCtx): void => {
  for (const [customer, variation] of Object.entries(forcedVariations))
    if (!variations.some(({ key }) => key === variation))
      context.addIssue({
        code: 'custom',
        path: ['forcedVariations', customer],
        message: `there is no variation "${variation}"`,
      });
};
const reachesVersion = ({ bucketVersion, minBucketVersion }: Versioned): boolean =>
  minBucketVersion <= bucketVersion;

/** What a check over several fields reads: it is made whenever these are sound, whatever else is wrong. */
const weighed = z.object({ variations: z.array(z.object({ weight: z.number() })) });
const keyed = z.object({ variations: z.array(z.object({ key: z.string() })) });
const controlled = keyed.extend({ control: z.string() });
const listed = keyed.extend({ forcedVariations: z.record(z.string(), z.string()) });
const versioned = z.object({ bucketVersion: z.number(), minBucketVersion: z.number() });
const when = (parts: z.ZodType) => ({
  when: ({ value }: { value: unknown }): boolean => parts.safeParse(value).success,
});

/** Variations assigned at random, with the metrics that judge them. */
export const Experiment = z
  .strictObject({
    key: Key,
    name: z.string().min(1).max(200),
    description: z.string().max(2000).optional(),
    hypothesis: z.string().max(2000).optional(),
    status: z.enum(['draft', 'running', 'stopped']).default('draft'),
    seed: z.string().min(1).max(100).optional().describe('hash seed; the key when absent'),
    splitKey: SplitKey.default('customer').describe('what is hashed, and so gets one variation as a whole'),
    bucketVersion: z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe('raising it lets go of the variations shown so far, and begins the report anew'),
    minBucketVersion: z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe('customers who were shown a variation of an earlier version are left out'),
    audience: TopCondition.optional(),
    prerequisites: z.array(Prerequisite).max(10).default([]).describe('all of them must be met'),
    group: GroupPlace.optional().describe('the exclusion group that it shares customers with'),
    coverage: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe('share of the audience that takes part; with a ramp, the most that it reaches'),
    ramp: Ramp.optional(),
    forcedVariations: z
      .record(ExternalId, Key)
      .refine((list) => Object.keys(list).length <= mostForced, `at most ${mostForced} customers`)
      .default({})
      .describe('customer id to the variation that this tester always sees; never counted'),
    control: Key,
    variations: z.array(Variation).min(2).max(10),
    metrics: z.array(ExperimentMetric).min(1).max(20),
    schedule: Schedule.optional(),
    stopped: Stop.optional().describe('written when a guardrail stopped it'),
  })
  .refine(sumsToOne, { message: 'the weights must sum to 1', path: ['variations'], ...when(weighed) })
  .refine(distinctKeys, { message: 'variation keys must differ', path: ['variations'], ...when(keyed) })
  .refine(hasControl, {
    message: 'the control must be one of the variations',
    path: ['control'],
    ...when(controlled),
  })
  .superRefine(checkForced, when(listed))
  .refine(reachesVersion, {
    message: 'must not be above bucketVersion',
    path: ['minBucketVersion'],
    ...when(versioned),
  });
export type Experiment = z.infer<typeof Experiment>;
