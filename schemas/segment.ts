import { z } from 'zod';
import { TopCondition } from './condition.ts';
import { Purpose } from './consent.ts';
import { Key } from './key.ts';

/** A named group of customers, by conditions. */
export const Segment = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  purpose: Purpose.default('personalization'),
  conditions: TopCondition,
});
export type Segment = z.infer<typeof Segment>;
