import { z } from 'zod';
import { TopCondition } from './condition.ts';

const Archetype = z.strictObject({
  key: z.string(),
  name: z.string(),
  about: z.string().describe('what makes a customer one of them'),
  conditions: TopCondition.nullable().describe('null for a segment: its conditions are its own'),
  customers: z.number().int().describe('how many of the sample are one'),
  example: z
    .string()
    .nullable()
    .describe('the id of the one seen last among those with a customer id; null where nobody is one'),
  suppose: z
    .record(z.string(), z.unknown())
    .describe('facts of somebody made up who is one, for where there is no real customer'),
});
export type Archetype = z.infer<typeof Archetype>;

/** Typical customers, counted on a sample of real ones. */
export const Archetypes = z.strictObject({
  sample: z.number().int(),
  population: z.number().int(),
  archetypes: z.array(Archetype),
});
export type Archetypes = z.infer<typeof Archetypes>;
