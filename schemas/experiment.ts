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

const sumsToOne = (variations: { weight: number }[]): boolean =>
  Math.abs(variations.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-9;
const distinctKeys = (items: { key: string }[]): boolean =>
  new Set(items.map(({ key }) => key)).size === items.length;

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
  .refine(({ variations }) => sumsToOne(variations), {
    message: 'the weights must sum to 1',
    path: ['variations'],
  })
  .refine(({ variations }) => distinctKeys(variations), {
    message: 'variation keys must differ',
    path: ['variations'],
  })
  .refine(({ control, variations }) => variations.some(({ key }) => key === control), {
    message: 'the control must be one of the variations',
    path: ['control'],
  });
export type Experiment = z.infer<typeof Experiment>;
