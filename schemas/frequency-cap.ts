import { z } from 'zod';

/** How many times of showings a profile keeps: a cap above could never be reached. */
export const showingsKept = 50;

/** How often something may be shown to one customer: so many times in the hours that went by. */
export const FrequencyCap = z.strictObject({
  max: z.number().int().min(1).max(showingsKept),
  hours: z.number().int().min(1).max(720),
});
export type FrequencyCap = z.infer<typeof FrequencyCap>;
