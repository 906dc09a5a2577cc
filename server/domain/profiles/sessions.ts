import type { Profile, Session } from '#schemas/profile.ts';
import { limits } from './limits.ts';
import { later } from './order.ts';
import type { FoldContext, FoldEvent } from './types.ts';

/** Things that happen to a customer, or elsewhere than in the shop: they neither begin nor prolong a visit. */
const passive = new Set<string>([
  'email_sent',
  'email_opened',
  'email_bounced',
  'email_unsubscribed',
  'order_refunded',
  'merged',
  'consent_updated',
]);
const pages = new Set<string>(['page_viewed', 'product_viewed', 'category_viewed', 'searched']);
const notInteractions = new Set<string>(['page_viewed', 'variant_shown']);

const text = (context: Record<string, unknown>, name: string): string | undefined => {
  const value = context[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, limits.textLength) : undefined;
};

/** What a campaign is called: its own name, else the context's word for it. */
const campaignOf = (context: Record<string, unknown>): string | undefined => {
  const { campaign } = context;
  if (typeof campaign !== 'object' || campaign === null) return text(context, 'campaign');
  return text(campaign as Record<string, unknown>, 'name');
};

const depths: readonly unknown[] = ['low', 'medium', 'high'] satisfies Session['depth'][];

/** Interaction depth: low below 3 interactions, medium below 8, else high; unless the event says it. */
const depthOf = (interactions: number, said: unknown): Session['depth'] => {
  if (depths.includes(said)) return said as Session['depth'];
  if (interactions < 3) return 'low';
  return interactions < 8 ? 'medium' : 'high';
};

const begin = (at: Date): Session => ({
  startedAt: at,
  lastEventAt: at,
  events: 0,
  pagesViewed: 0,
  interactions: 0,
  depth: 'low',
});

/**
 * The visit after an event: a new one when more than the settings' timeout has passed since the last event.
 * Device and channel are the newest known of the visit; its traffic source and campaign are the first. The interaction
 * depth is computed where the event's context does not say it.
 */
export const foldSession = (
  session: Profile['session'],
  event: FoldEvent,
  { settings }: Pick<FoldContext, 'settings'>,
): Profile['session'] => {
  if (passive.has(event.kind)) return session;
  const timeout = settings.behavioral_tracking.session_timeout * 1000;
  const expired = session === null || event.at.getTime() - session.lastEventAt.getTime() > timeout;
  const current = expired ? begin(event.at) : session;
  const interactions = current.interactions + (notInteractions.has(event.kind) ? 0 : 1);
  const device = text(event.context, 'device') ?? current.device;
  const channel = text(event.context, 'channel') ?? current.channel;
  const trafficSource = current.trafficSource ?? text(event.context, 'traffic_source');
  const campaign = current.campaign ?? campaignOf(event.context);
  const next: Session = {
    startedAt: current.startedAt,
    lastEventAt: later(current.lastEventAt, event.at),
    events: current.events + 1,
    pagesViewed: current.pagesViewed + (pages.has(event.kind) ? 1 : 0),
    interactions,
    depth: depthOf(interactions, event.context['interaction_depth']),
  };
  // one by one: made with every event
  if (device !== undefined) next.device = device;
  if (channel !== undefined) next.channel = channel;
  if (trafficSource !== undefined) next.trafficSource = trafficSource;
  if (campaign !== undefined) next.campaign = campaign;
  return next;
};
