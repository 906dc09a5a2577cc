import { z } from 'zod';

/** An amount in the currency's minor unit (cents), with its ISO 4217 code. */
export const Money = z.strictObject({
  amount: z.number().int().min(-1e15).max(1e15),
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR'),
});
export type Money = z.infer<typeof Money>;
