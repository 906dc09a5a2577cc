import { z } from 'zod';
import { Key } from './key.ts';

/** What an outcome is and how it is counted for one customer. */
export const Metric = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  type: z
    .enum(['proportion', 'mean'])
    .describe('proportion: did it happen; mean: how much on average, over everyone'),
  event: z.string().min(1).max(100).describe('the event that counts'),
  value: z
    .string()
    .max(100)
    .optional()
    .describe('for a mean: the path in the event data, such as total.amount; absent counts events'),
  unit: z
    .enum(['money'])
    .optional()
    .describe('what a mean is counted in; money: minor units of the currency in the settings'),
  windowHours: z
    .number()
    .int()
    .min(1)
    .max(2160)
    .default(168)
    .describe('how long after the first exposure it still counts'),
  direction: z.enum(['increase', 'decrease']).default('increase').describe('which way is better'),
});
export type Metric = z.infer<typeof Metric>;
