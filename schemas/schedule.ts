import { z } from 'zod';

/** When something applies; a missing end is open. */
export const Schedule = z
  .strictObject({ from: z.iso.datetime().optional(), until: z.iso.datetime().optional() })
  .refine(({ from, until }) => !from || !until || from < until, {
    message: 'ends before it begins',
    path: ['until'],
  });
export type Schedule = z.infer<typeof Schedule>;
