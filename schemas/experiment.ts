import { z } from 'zod';
import { TopCondition } from './condition.ts';
import { SafeJsonObject } from './json.ts';
import { Key } from './key.ts';
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

type Weighed = { variations: { weight: number }[] };
type Keyed = { variations: { key: string }[] };

const sumsToOne = ({ variations }: Weighed): boolean =>
  Math.abs(variations.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-9;
const distinctKeys = ({ variations }: Keyed): boolean =>
  new Set(variations.map(({ key }) => key)).size === variations.length;
const hasControl = ({ control, variations }: Keyed & { control: string }): boolean =>
  variations.some(({ key }) => key === control);

/** What a check over several fields reads: it is made whenever these are sound, whatever else is wrong. */
const weighed = z.object({ variations: z.array(z.object({ weight: z.number() })) });
const keyed = z.object({ variations: z.array(z.object({ key: z.string() })) });
const controlled = keyed.extend({ control: z.string() });
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
    audience: TopCondition.optional(),
    coverage: z.number().min(0).max(1).default(1).describe('share of the audience that takes part'),
    control: Key,
    variations: z.array(Variation).min(2).max(10),
    metrics: z.array(ExperimentMetric).min(1).max(20),
    schedule: Schedule.optional(),
  })
  .refine(sumsToOne, { message: 'the weights must sum to 1', path: ['variations'], ...when(weighed) })
  .refine(distinctKeys, { message: 'variation keys must differ', path: ['variations'], ...when(keyed) })
  .refine(hasControl, {
    message: 'the control must be one of the variations',
    path: ['control'],
    ...when(controlled),
  });
export type Experiment = z.infer<typeof Experiment>;
