import { z } from 'zod';

export const purposes = [
  'personalization',
  'analytics',
  'marketing_email',
  'profiling',
  'cross_device',
  'price_personalization',
] as const;
export const Purpose = z.enum(purposes);
export type Purpose = z.infer<typeof Purpose>;

/** What is known of a customer's consent; a purpose that is absent is unknown. */
export const ConsentChoices = z.partialRecord(Purpose, z.boolean());
export type ConsentChoices = z.infer<typeof ConsentChoices>;
