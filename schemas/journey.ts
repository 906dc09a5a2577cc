import { z } from 'zod';
import { TopCondition } from './condition.ts';
import { SafeJsonObject } from './json.ts';
import { Key } from './key.ts';

/** What a state does to decisions while a customer is in it: its `meta.decide`. */
export const JourneyStateEffect = z.strictObject({
  pin: z.record(Key, Key).optional().describe('placement to variant'),
  include: z.record(Key, Key).optional(),
  boost: z.array(z.strictObject({ placement: Key, variant: Key, by: z.number().min(-1).max(1) })).optional(),
});
export type JourneyStateEffect = z.infer<typeof JourneyStateEffect>;

/** An XState machine that a customer is somewhere in. Events are behaviour types; delays are milliseconds. */
export const Journey = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  enabled: z.boolean().default(true),
  entry: z.strictObject({
    events: z.array(z.string().min(1).max(100)).min(1).describe('behaviour types that start the journey'),
    conditions: TopCondition.optional(),
  }),
  machine: SafeJsonObject.describe('an XState v5 machine configuration'),
});
export type Journey = z.infer<typeof Journey>;
