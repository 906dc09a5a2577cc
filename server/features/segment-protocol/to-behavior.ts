import type { ConsentChoices, Purpose } from '#schemas/consent.ts';
import type { SegmentMessage } from '#schemas/segment-message.ts';
import type { Settings } from '#schemas/settings.ts';
import { trackedBehavior } from './commerce.ts';

type Fields = Record<string, unknown>;

const asObject = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** A purpose holds when every category that stands for it was agreed to. */
const choicesIn = (context: Fields, categories: Record<string, Purpose[]>): ConsentChoices => {
  const preferences = asObject(asObject(context['consent'])['categoryPreferences']);
  const choices: ConsentChoices = {};
  for (const [category, purposes] of Object.entries(categories)) {
    const given = Object.hasOwn(preferences, category) ? preferences[category] : undefined;
    if (typeof given !== 'boolean') continue;
    for (const purpose of purposes) choices[purpose] = given && choices[purpose] !== false;
  }
  return choices;
};

const channelOf = ({ type, context }: SegmentMessage): string | undefined => {
  if (type === 'screen') return 'app';
  return asObject(asObject(context)['library'])['name'] === 'analytics.js' ? 'web' : undefined;
};

/** Where a page call says its address: among its properties, where its context does not. */
const pageIn = ({ type, properties }: SegmentMessage, context: Fields): Fields => {
  const { url, referrer } = { ...asObject(properties), ...asObject(context['page']) };
  if (type !== 'page' || (typeof url !== 'string' && typeof referrer !== 'string')) return {};
  const told = { ...(typeof url === 'string' && { url }), ...(typeof referrer === 'string' && { referrer }) };
  return { page: { ...asObject(context['page']), ...told } };
};

const contextOf = (message: SegmentMessage, { behavioral_tracking: tracking }: Settings): Fields => {
  const { consent: _, ...context } = asObject(message.context);
  const purposes = choicesIn(asObject(message.context), tracking.consent_categories);
  const channel = channelOf(message);
  const { timezone, locale } = context;
  return {
    ...(channel !== undefined && { channel }),
    ...(typeof timezone === 'string' && { time_zone: timezone }),
    ...(typeof locale === 'string' && { locale }),
    ...context,
    ...pageIn(message, context),
    ...(message.type === 'track' && message.event && { event_name: message.event }),
    ...(Object.keys(purposes).length > 0 && { consent: { purposes } }),
  };
};

const named = ({ name, category }: SegmentMessage): Fields => ({
  ...(name && { name }),
  ...(category && { category }),
});

type Behavior = { type: string; data: Fields };

const behaviorOf = (message: SegmentMessage, currency: string): Behavior => {
  const properties = message.properties ?? {};
  const traits = message.traits ?? asObject(message.context?.['traits']);
  switch (message.type) {
    case 'track':
      return trackedBehavior(message.event ?? '', properties, currency);
    case 'page':
    case 'screen':
      return { type: 'page_viewed', data: { ...properties, ...named(message) } };
    case 'identify':
      return { type: 'identified', data: { traits } };
    case 'group':
      return { type: 'grouped', data: { group_id: message.groupId, traits } };
    case 'alias':
      return { type: 'merged', data: { previous_id: message.previousId } };
  }
};

/**
 * A message's own time by the receiver's clock: what passed between its happening and its sending is told by one
 * clock, whether or not that clock is right. Undefined where the message does not say.
 */
export const timestampOf = (message: SegmentMessage, batchSentAt: string | undefined, receivedAt: Date) => {
  const original = message.originalTimestamp ?? message.timestamp ?? undefined;
  const sentAt = message.sentAt ?? batchSentAt;
  if (original === undefined || sentAt === undefined) return original;
  const age = Math.max(0, Date.parse(sentAt) - Date.parse(original));
  return new Date(receivedAt.getTime() - age).toISOString();
};

/** What is wrong with a message that its form does not show. */
export const missingIn = ({ type, event, previousId, groupId, userId, anonymousId }: SegmentMessage) => [
  ...(userId === undefined && anonymousId === undefined
    ? [{ path: '/userId', message: 'give userId or anonymousId' }]
    : []),
  ...(type === 'track' && !event ? [{ path: '/event', message: 'say what happened' }] : []),
  ...(type === 'alias' && previousId === undefined
    ? [{ path: '/previousId', message: 'say which id was used before' }]
    : []),
  ...(type === 'group' && groupId === undefined ? [{ path: '/groupId', message: 'say which group' }] : []),
];

type Told = { timestamp: string | undefined; messageId: string };

/** A message as the body that track-behavior takes: from there on all events are alike. */
export const toBehavior = (message: SegmentMessage, { timestamp, messageId }: Told, settings: Settings) => {
  const { type, data } = behaviorOf(message, settings.currency);
  return {
    ...(message.userId !== undefined && { customer_id: message.userId }),
    ...(message.anonymousId !== undefined && { anonymous_id: message.anonymousId }),
    behavior_type: type,
    data,
    context: contextOf(message, settings),
    ...(timestamp !== undefined && { timestamp }),
    message_id: messageId,
  };
};
