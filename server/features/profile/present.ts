import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { engagementAt } from '#server/domain/profiles/engagement.ts';

/** A segment the customer is in, and why. */
export type SegmentReason = { key: string; name: string; reason: string };

export const sections = ['preferences', 'predictions', 'segments', 'timeline'] as const;
export type Section = (typeof sections)[number];

type Parts = {
  profile: Profile;
  settings: Settings;
  at: Date;
  include: readonly Section[];
  segments: readonly SegmentReason[];
  timeline: readonly StoredEvent[];
};

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

const sessionOf = ({ session }: Profile) =>
  session && {
    started_at: iso(session.startedAt),
    last_event_at: iso(session.lastEventAt),
    events: session.events,
    pages_viewed: session.pagesViewed,
    interactions: session.interactions,
    interaction_depth: session.depth,
    device: session.device ?? null,
    channel: session.channel ?? null,
    traffic_source: session.trafficSource ?? null,
  };

const behavioral = (profile: Profile) => ({
  events: profile.counters.events,
  sessions: profile.counters.sessions,
  orders: profile.counters.orders,
  order_value: profile.counters.orderValue,
  first_order_at: iso(profile.counters.firstOrderAt),
  last_order_at: iso(profile.counters.lastOrderAt),
  session: sessionOf(profile),
  cart: profile.cart && { items: profile.cart.items, updated_at: iso(profile.cart.updatedAt) },
  recently_viewed: profile.recentlyViewed.map(({ productId, at }) => ({
    product_id: productId,
    at: iso(at),
  })),
  purchased: profile.purchased.map(({ productId, quantity, at }) => ({
    product_id: productId,
    quantity,
    at: iso(at),
  })),
});

/** Facts the shop knows; the device and channel are those of the newest visit. */
const demographic = ({ traits, timeZone, session }: Profile) => ({
  traits,
  time_zone: timeZone ?? null,
  device_preference: session?.device ?? null,
  channel_preference: session?.channel ?? null,
});

/** Each as a share of all affinity of its kind, 0 to 1, strongest first. */
const shares = (affinities: Record<string, number>) => {
  const total = Object.values(affinities).reduce((sum, value) => sum + value, 0);
  return Object.entries(affinities)
    .sort(([, a], [, b]) => b - a)
    .map(([name, value]) => ({ name, strength: total > 0 ? value / total : 0, inferred: true }));
};

const psychographic = ({ affinities }: Profile) => ({
  interests: shares(affinities.categories),
  brand_affinity: shares(affinities.brands),
  as_of: iso(affinities.at),
  evidence: 'products and categories viewed, added to the cart and bought; halves every 30 days',
});

const timelineOf = (events: readonly StoredEvent[]) =>
  events.map(({ messageId, type, at, data }) => ({
    message_id: messageId,
    behavior_type: type,
    timestamp: iso(at),
    data,
  }));

/** The profile as the API shows it: what was seen, what was told, what is inferred, each apart from the others. */
export const presentProfile = ({ profile, settings, at, include, segments, timeline }: Parts) => ({
  customer_id: profile.id.startsWith('customer_id:') ? profile.subject : null,
  anonymous_id: profile.id.startsWith('anonymous_id:') ? profile.subject : null,
  identities: profile.identities,
  first_seen_at: iso(profile.firstSeenAt),
  last_seen_at: iso(profile.lastSeenAt),
  behavioral: behavioral(profile),
  demographic: demographic(profile),
  ...(include.includes('preferences') && { psychographic: psychographic(profile) }),
  ...(include.includes('predictions') && {
    predictive: { state: 'absent', reason: 'no prediction has been made for this customer' },
  }),
  engagement: { score: engagementAt(profile.engagement, at, settings), as_of: at.toISOString() },
  ...(include.includes('segments') && { segments }),
  journeys: Object.entries(profile.journeys).map(([key, { state, since, done }]) => ({
    key,
    state,
    since: since.toISOString(),
    done,
  })),
  experiments: Object.entries(profile.assignments).map(([key, variation]) => ({ key, variation })),
  consent: profile.consent,
  ...(include.includes('timeline') && { timeline: timelineOf(timeline) }),
  ...(profile.demo && { demo: true }),
});
