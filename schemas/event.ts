import { z } from 'zod';
import { ConsentChoices, ConsentUpdate, ToldEvidence } from './consent.ts';
import { SafeJsonObject } from './json.ts';
import { BehaviorType, CustomerId, ExternalId, Key, MessageId } from './key.ts';
import { Money } from './money.ts';

const OrderItem = z.looseObject({
  product_id: ExternalId,
  quantity: z.number().int().min(1).max(1_000_000).default(1),
  price: Money.optional(),
});

/** The data that each canonical behavior must carry; more is welcome, other behaviors are custom events. */
export const behaviorData = {
  page_viewed: z.looseObject({}),
  product_viewed: z.looseObject({ product_id: ExternalId }),
  category_viewed: z.looseObject({ category: z.string().max(200).optional() }),
  searched: z.looseObject({ query: z.string().max(500) }),
  added_to_cart: z.looseObject({ product_id: ExternalId, quantity: z.number().int().min(1).default(1) }),
  removed_from_cart: z.looseObject({ product_id: ExternalId.optional() }),
  cart_updated: z.looseObject({ items: z.array(OrderItem).max(2000) }),
  checkout_started: z.looseObject({}),
  order_completed: z.looseObject({ order_id: ExternalId, total: Money, items: z.array(OrderItem).max(2000) }),
  order_refunded: z.looseObject({ order_id: ExternalId, total: Money.optional() }),
  variant_shown: z.looseObject({ placement: Key, variant: Key }),
  variant_clicked: z.looseObject({ placement: Key, variant: Key }),
  offer_redeemed: z.looseObject({ offer_id: ExternalId }),
  email_sent: z.looseObject({}),
  email_opened: z.looseObject({}),
  email_clicked: z.looseObject({}),
  email_bounced: z.looseObject({}),
  email_unsubscribed: z.looseObject({}),
  survey_answered: z.looseObject({ kind: z.string().max(100), score: z.number() }),
  identified: z.looseObject({ traits: SafeJsonObject.optional() }),
  merged: z.looseObject({}),
  consent_updated: z.looseObject({
    ...ConsentUpdate.shape,
    purposes: ConsentChoices,
    evidence: ToldEvidence.optional(),
    restricted: z
      .boolean()
      .optional()
      .describe('by the shop alone: keep the data and do nothing else with them'),
  }),
} as const;
export type CanonicalBehavior = keyof typeof behaviorData;

const isCanonical = (type: string): type is CanonicalBehavior => Object.hasOwn(behaviorData, type);

const checkData = (value: { behavior_type: string; data: unknown }, context: z.RefinementCtx): void => {
  if (!isCanonical(value.behavior_type)) return;
  const result = behaviorData[value.behavior_type].safeParse(value.data);
  if (result.success) return;
  for (const issue of result.error.issues)
    context.addIssue({ code: 'custom', message: issue.message, path: ['data', ...issue.path] });
};

/** Checks across fields run although another field is at fault, so that all faults are told at once. */
const unlessFaulty =
  (...fields: string[]) =>
  ({ value, issues }: z.core.ParsePayload): boolean =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !issues.some(({ path }) => fields.includes(String(path?.[0])));

/** One behavior as the personalization API takes it. */
export const Behavior = z
  .strictObject({
    customer_id: CustomerId.optional(),
    anonymous_id: ExternalId.optional(),
    behavior_type: BehaviorType,
    data: SafeJsonObject.default({}),
    context: SafeJsonObject.optional(),
    timestamp: z.iso.datetime({ offset: true }).optional(),
    message_id: MessageId.optional(),
    experience_id: z.string().max(8000).optional().describe('the token of the decision that this answers'),
  })
  .refine((behavior) => behavior.customer_id !== undefined || behavior.anonymous_id !== undefined, {
    message: 'give customer_id or anonymous_id',
    path: ['customer_id'],
    when: unlessFaulty('customer_id', 'anonymous_id'),
  })
  .superRefine(checkData, { when: unlessFaulty('behavior_type', 'data') });
export type Behavior = z.infer<typeof Behavior>;

/** An experiment assignment or policy draw that an exposure carries, taken from the decision's token. */
export type ExposureContext = {
  experienceId: string;
  /** Probability with which this variant was drawn: below 1 the exposure is randomized. */
  propensity: number;
  experiment?: { key: string; variation: string };
  /** Rules with a frequency cap that the showing counts for. */
  cappedRules?: string[];
};

/** The doors that events come in through. */
export const eventSources = ['api', 'import', 'seed', 'system', 'segment', 'webhook'] as const;

/** An event as it is stored and folded. */
export type StoredEvent = {
  messageId: string;
  /** `customer_id:123` or `anonymous_id:abc`, as sent. */
  identity: string;
  profileId: string;
  /** The anonymous id that was sent beside a customer id. */
  anonymousId?: string;
  /** The id that an alias says the customer had before: a customer's or an anonymous one. */
  previousId?: string;
  type: string;
  data: Record<string, unknown>;
  context: Record<string, unknown>;
  at: Date;
  receivedAt: Date;
  source: (typeof eventSources)[number];
  exposure?: ExposureContext;
};
