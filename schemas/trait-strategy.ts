import { z } from 'zod';

/** What a trait comes to where a customer's identities say different things of it. */
export const TraitStrategy = z.enum(['latest', 'oldest', 'max', 'sum', 'union']);
export type TraitStrategy = z.infer<typeof TraitStrategy>;
