import { z } from 'zod';
import { Purpose } from './consent.ts';
import { consentBases } from './decision-record.ts';

/** What is not shown of a customer because it may not be worked out, which is not the same as knowing nothing. */
export const Withheld = z.strictObject({
  section: z.enum(['preferences', 'segments', 'next_best_action']).describe('all of it, or a part'),
  purpose: Purpose.nullable().describe('to which there is no consent; null where the customer is held out'),
  reason: z.enum([...consentBases, 'holdout']).describe('what says so'),
  since: z.iso.datetime().nullable().describe('when the customer said so; null where nobody did'),
});
export type Withheld = z.infer<typeof Withheld>;
