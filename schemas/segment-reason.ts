import { z } from 'zod';

/** A comparison that being in a segment rests on: its sentence, and its parts for machines. */
export const PlainReason = z.strictObject({
  text: z.string().describe('a short sentence in the words of the screens, its numbers rounded'),
  fact: z.string(),
  path: z.string().nullable(),
  operator: z.string(),
  expected: z.unknown().describe('what it was compared with'),
  actual: z.unknown().describe('what was found, exactly; of what a customer did, how often'),
  held: z.boolean().describe('false: the comparison did not hold, and that was wanted'),
});
export type PlainReason = z.infer<typeof PlainReason>;

/** A segment that a customer is in, and why. */
export const SegmentReason = z.strictObject({
  key: z.string(),
  name: z.string(),
  reason: z.string().describe('the sentences of because, one after the other'),
  because: z.array(PlainReason),
});
export type SegmentReason = z.infer<typeof SegmentReason>;
