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

/** What proves a choice later on. */
export const ConsentEvidence = z.strictObject({
  text: z.string().max(4000).optional().describe('the words that the customer was shown'),
  version: z.string().max(100).optional().describe('of the text or of the banner'),
  method: z
    .enum(['banner', 'form', 'checkout', 'email', 'phone', 'in_person', 'objection', 'opt_out', 'other'])
    .optional(),
  by: z.string().max(200).optional().describe('who took it down; the customer when absent'),
});
export type ConsentEvidence = z.infer<typeof ConsentEvidence>;

/** An event may say in a few words what proves a choice. */
export const ToldEvidence = z.union([
  z
    .string()
    .max(4000)
    .transform((text): ConsentEvidence => ({ text })),
  ConsentEvidence,
]);

/** The choices of a customer, as an event and as `POST /profile/{id}/consent` carry them. */
export const ConsentUpdate = z.strictObject({
  purposes: ConsentChoices.refine((choices) => Object.keys(choices).length > 0, 'names no purpose'),
  evidence: ConsentEvidence.optional(),
  expires_at: z.iso.datetime({ offset: true }).optional().describe('unknown again from then on'),
});
export type ConsentUpdate = z.infer<typeof ConsentUpdate>;

/** When a choice was made and until when it holds. */
export type ConsentDetail = {
  at: Date;
  until?: Date;
  /** A signal of the browser made it, no banner or form. */
  signal?: 'gpc';
};
export type ConsentDetails = Partial<Record<Purpose, ConsentDetail>>;

/** What became of a choice by now. */
const choiceStates = ['in_force', 'replaced', 'expired'] as const;

/** One choice of a customer as the history of consent tells it. */
export const ConsentEntry = z
  .strictObject({
    id: z.string(),
    purpose: Purpose,
    given: z.boolean().describe('false: refused'),
    state: z
      .enum(choiceStates)
      .describe('replaced: a newer choice counts; expired: its end has come, and no newer one is known'),
    at: z.date().describe('when the customer chose'),
    receivedAt: z.date(),
    until: z
      .date()
      .nullable()
      .describe('unknown again from then on; null: until the customer says otherwise'),
    source: z.string().describe('the door that it came through'),
    signal: z.literal('gpc').optional().describe('a signal of the browser said it, nobody was asked'),
    evidence: ConsentEvidence.optional(),
    identity: z.string().describe('as whom the customer chose'),
    event: z.string().nullable().describe('what kind of event it came with, where that is kept'),
    messageId: z.string().describe('of that event'),
    request: z.string().nullable().describe('the privacy request that was carried out by it'),
  })
  .meta({ id: 'ConsentEntry' });
export type ConsentEntry = z.infer<typeof ConsentEntry>;

/**
 * What Global Privacy Control denies: using what a person did to treat that person differently, to follow them to
 * other devices, or to pass it on. Counting visits, and e-mail somebody subscribed to, it does not speak of.
 */
export const deniedByPrivacyControl = [
  'personalization',
  'profiling',
  'cross_device',
  'price_personalization',
] as const satisfies readonly Purpose[];
