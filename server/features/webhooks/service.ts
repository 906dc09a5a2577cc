import type { StoredEvent } from '#schemas/event.ts';
import { type ShopPrivacyRequest, shopPrivacyTopics } from '#schemas/privacy.ts';
import type { ProblemFault } from '#schemas/problem.ts';
import type { Settings } from '#schemas/settings.ts';
import type { ShopifyOrderStore } from '#server/stores/shopify-orders.ts';
import { contactsOf, neededOf } from './needed.ts';
import { idIn, type Owner, orderOf, ownerOf, type Told, toldBy } from './shopify-events.ts';

type Fields = Record<string, unknown>;
type Receipt = { receivedAt: Date; source: 'webhook'; visitor: Record<string, never> };
type Read = { event: StoredEvent; uncounted: string | null } | { faults: ProblemFault[] };
type Reread = { events: StoredEvent[] } | { faults: ProblemFault[] };

/** A webhook as it came, its signature checked. */
export type ShopifyWebhook = { topic: string; eventId: string; body: Fields };

type RefusedRow = {
  door: 'shopify';
  row: ShopifyWebhook;
  sent: ShopifyWebhook;
  faults: ProblemFault[];
  receivedAt: Date;
  profileId: string | undefined;
  mentions: string[];
  contacts: string[];
};

type Dependencies = {
  read: (behavior: unknown, receipt: Receipt) => Read;
  accept: (events: readonly StoredEvent[]) => Promise<void>;
  refuse: (rows: readonly RefusedRow[]) => Promise<void>;
  orders: ShopifyOrderStore;
  /** Puts a request about privacy on record, durably and once. */
  recordPrivacy: (request: ShopPrivacyRequest) => Promise<void>;
  settings: () => Settings;
};

const isPrivacy = (topic: string): topic is ShopPrivacyRequest['topic'] =>
  shopPrivacyTopics.some((known) => known === topic);

const fieldsIn = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** Whom it is about and nothing else: the e-mail address that comes along is not needed to find them. */
const requestOf = (
  { eventId, body }: ShopifyWebhook,
  topic: ShopPrivacyRequest['topic'],
  receivedAt: Date,
): ShopPrivacyRequest => {
  const customer = idIn(fieldsIn(body['customer']), 'id');
  const profileId = customer === undefined ? null : `customer_id:${customer}`;
  const shop = idIn(body, 'shop_domain') ?? 'a shop without a name';
  return { id: `shopify-${eventId}`, topic, profileId, shop, receivedAt };
};

const ownerFrom = (identity: string): Owner => {
  const separator = identity.indexOf(':');
  const id = identity.slice(separator + 1);
  return identity.startsWith('customer_id:') ? { customer_id: id } : { anonymous_id: id };
};

const identitiesIn = ({ customer_id: customer, anonymous_id: visitor }: Owner): string[] => [
  ...(customer === undefined ? [] : [`customer_id:${customer}`]),
  ...(visitor === undefined ? [] : [`anonymous_id:${visitor}`]),
];

const ordered = ['orders/create', 'orders/paid'];
const orderTopics = [...ordered, 'refunds/create'];

/** What Shopify tells: orders, refunds, customers and carts as events, and requests about privacy as such. */
export const webhookService = (dependencies: Dependencies) => {
  const { read, accept, refuse, orders, recordPrivacy, settings } = dependencies;

  /** A refund names its order only. */
  const ownerIn = async ({ topic, body }: ShopifyWebhook): Promise<Owner> => {
    const order = topic === 'refunds/create' ? orderOf(topic, body) : undefined;
    const identity = order === undefined ? null : await orders.identityOf(order);
    return identity === null ? ownerOf(topic, body) : ownerFrom(identity);
  };

  const readAll = (
    webhook: ShopifyWebhook,
    told: readonly Told[],
    owner: Owner,
    receivedAt: Date,
  ): Reread => {
    const receipt = { receivedAt, source: 'webhook', visitor: {} } as const;
    const reads = told.map(({ suffix, type, data, timestamp, context }) =>
      read(
        {
          ...owner,
          behavior_type: type,
          data,
          context: { channel: 'shopify', ...context },
          ...(timestamp !== undefined && { timestamp }),
          // Shopify tells the same event again under the same id
          message_id: `shopify-${webhook.eventId}${suffix}`,
        },
        receipt,
      ),
    );
    const faults = reads.flatMap((item) => ('faults' in item ? item.faults : []));
    if (faults.length > 0) return { faults };
    return { events: reads.flatMap((item) => ('event' in item ? [item.event] : [])) };
  };

  const reread = async (webhook: ShopifyWebhook, receivedAt: Date): Promise<Reread> => {
    const told = toldBy(webhook.topic, webhook.body, settings().currency);
    if (told === null) return { faults: [{ path: '/topic', message: 'not a topic that is taken here' }] };
    const owner = await ownerIn(webhook);
    if (Object.keys(owner).length > 0) return readAll(webhook, told, owner, receivedAt);
    const message =
      webhook.topic === 'refunds/create'
        ? 'the order is not known here'
        : 'names no customer and no attribute attune_anonymous_id';
    return { faults: [{ path: '/body', message }] };
  };

  /** Of what it tells no more than what it needs to be taken later; and whom it is about, by whatever names them. */
  const refusedRow = async (
    webhook: ShopifyWebhook,
    faults: ProblemFault[],
    receivedAt: Date,
  ): Promise<RefusedRow> => {
    const { topic, body } = webhook;
    const identities = identitiesIn(await ownerIn(webhook));
    const order = orderTopics.includes(topic) ? orderOf(topic, body) : undefined;
    return {
      door: 'shopify',
      row: { ...webhook, body: neededOf(body) },
      sent: webhook,
      faults,
      receivedAt,
      profileId: identities[0],
      mentions: [...identities, ...(order === undefined ? [] : [`order:${order}`])],
      contacts: contactsOf(body),
    };
  };

  return {
    reread,

    /** Resolves when all that the webhook tells is on disk; what cannot be taken is in quarantine. */
    take: async (webhook: ShopifyWebhook, receivedAt: Date): Promise<void> => {
      const { topic, body } = webhook;
      if (isPrivacy(topic)) return recordPrivacy(requestOf(webhook, topic, receivedAt));
      if (toldBy(topic, body, settings().currency) === null) return;
      const result = await reread(webhook, receivedAt);
      if ('faults' in result) {
        return refuse([await refusedRow(webhook, result.faults, receivedAt)]);
      }
      await accept(result.events);
      const [event] = result.events;
      const order = ordered.includes(topic) ? orderOf(topic, body) : undefined;
      if (event && order !== undefined) await orders.put(order, event.identity, receivedAt);
    },
  };
};

export type WebhookService = ReturnType<typeof webhookService>;
