import { z } from 'zod';

export const ProblemFault = z.strictObject({
  path: z.string().describe('a JSON pointer'),
  message: z.string(),
});
export type ProblemFault = z.infer<typeof ProblemFault>;

/** RFC 9457 problem details. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  code: z.string(),
  errors: z.array(ProblemFault).optional(),
});
export type Problem = z.infer<typeof Problem>;
