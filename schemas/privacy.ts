import { z } from 'zod';
import { SafeJsonObject } from './json.ts';
import { CustomerId } from './key.ts';

/** What a person may ask for. */
export const privacyRequestTypes = [
  'access',
  'erasure',
  'rectification',
  'restriction',
  'objection',
  'opt_out',
] as const;
export const PrivacyRequestType = z.enum(privacyRequestTypes);
export type PrivacyRequestType = z.infer<typeof PrivacyRequestType>;

const privacyLaws = ['gdpr', 'ccpa'] as const;
export const PrivacyLaw = z.enum(privacyLaws);
export type PrivacyLaw = z.infer<typeof PrivacyLaw>;

/** How a request came in. */
const requestSources = ['admin', 'api', 'cli', 'shopify'] as const;

/** What Shopify tells an app of its merchants' customers who ask something, and of merchants who leave. */
export const shopPrivacyTopics = ['customers/data_request', 'customers/redact', 'shop/redact'] as const;
export type ShopPrivacyRequest = {
  /** Of the webhook: the same one may come again. */
  id: string;
  topic: (typeof shopPrivacyTopics)[number];
  /** Null for a whole shop. */
  profileId: string | null;
  /** As Shopify names it. */
  shop: string;
  receivedAt: Date;
};

export const NewPrivacyRequest = z.strictObject({
  type: PrivacyRequestType,
  customer_id: CustomerId,
  law: PrivacyLaw.optional().describe('whose deadline holds; by privacy_compliance when absent'),
  received_at: z.iso.datetime({ offset: true }).optional().describe('when the person asked; now when absent'),
  traits: SafeJsonObject.optional().describe('of a rectification: the right values; null removes one'),
  note: z.string().max(2000).optional(),
});
export type NewPrivacyRequest = z.infer<typeof NewPrivacyRequest>;

const Step = z.strictObject({
  at: z.date(),
  by: z.string(),
  what: z.enum(['received', 'extended', 'carried_out', 'completed', 'refused', 'erased']),
  note: z.string().optional(),
});
export type PrivacyStep = z.infer<typeof Step>;

export const PrivacyRequest = z.strictObject({
  id: z.string(),
  type: PrivacyRequestType,
  law: PrivacyLaw,
  source: z.enum(requestSources),
  externalId: z.string().optional().describe('what the system that sent it calls it'),
  profileId: z.string().nullable().describe('null once the person is erased, or for a whole shop'),
  shop: z.string().optional().describe('of a whole shop that is to be erased: its name'),
  traits: SafeJsonObject.optional(),
  state: z
    .enum(['open', 'carried_out', 'completed', 'refused', 'erased'])
    .describe('erased: the person was erased before it was answered, so nothing is left to do'),
  receivedAt: z.date(),
  dueAt: z.date(),
  extended: z.boolean(),
  completedAt: z.date().nullable(),
  erasureId: z.string().optional().describe('the erasure that carrying it out began, or that closed it'),
  steps: z.array(Step),
});
export type PrivacyRequest = z.infer<typeof PrivacyRequest>;

const erasureSteps = [
  'block',
  'profile',
  'history',
  'mentions',
  'models',
  'settle',
  'sweep',
  'purge',
] as const;

export const Erasure = z.strictObject({
  id: z.string(),
  state: z.enum(['running', 'purging', 'done']),
  step: z.enum(erasureSteps).describe('the one that is under way'),
  requestedAt: z.date(),
  requestedBy: z.string(),
  removed: z.record(z.string(), z.number().int()).describe('documents by collection'),
  error: z.string().nullable().describe('why the last attempt stopped; it is tried again'),
  completedAt: z.date().nullable(),
});
export type Erasure = z.infer<typeof Erasure>;
