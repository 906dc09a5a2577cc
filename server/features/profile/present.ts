import type { StoredEvent } from '#schemas/event.ts';
import type { Insights } from '#schemas/insight.ts';
import type { Profile } from '#schemas/profile.ts';
import type { SegmentReason } from '#schemas/segment-reason.ts';
import type { Withheld } from '#schemas/withheld.ts';
import type { Picture } from '#server/domain/profiles/picture.ts';
import { presentActivity, presentSearches, presentViews } from './present-behavior.ts';

export const sections = ['preferences', 'predictions', 'segments', 'insights', 'timeline'] as const;
export type Section = (typeof sections)[number];

type Parts = {
  profile: Profile;
  picture: Picture;
  at: Date;
  include: readonly Section[];
  situation: { segments: readonly SegmentReason[]; withheld: readonly Withheld[] };
  timeline: readonly StoredEvent[];
  insights: Insights | null;
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
    campaign: session.campaign ?? null,
  };

const behavioral = (profile: Profile, picture: Picture) => ({
  events: profile.counters.events,
  sessions: profile.counters.sessions,
  orders: profile.counters.orders,
  order_value: profile.counters.orderValue,
  first_order_at: iso(profile.counters.firstOrderAt),
  last_order_at: iso(profile.counters.lastOrderAt),
  session: sessionOf(profile),
  cart: profile.cart && { items: profile.cart.items, updated_at: iso(profile.cart.updatedAt) },
  recently_viewed: presentViews(profile),
  purchased: profile.purchased.map(({ productId, quantity, at }) => ({
    product_id: productId,
    quantity,
    at: iso(at),
  })),
  searches: presentSearches(picture),
  interaction_patterns: presentActivity(picture),
});

/** What the shop said, and what visits tell: each with where it is from. */
const demographic = ({ traits, timeZone }: Profile, { demographics }: Picture) => ({
  traits,
  time_zone: timeZone ?? null,
  age_group: demographics.ageGroup,
  location: demographics.location,
  device_preference: demographics.devices[0]?.name ?? null,
  device_preferences: demographics.devices,
  channel_preference: demographics.channels[0]?.name ?? null,
  channel_preferences: demographics.channels,
});

const psychographic = ({ affinities }: Profile, { psychographics }: Picture) => ({
  ...psychographics,
  as_of: iso(affinities.at),
});

const timelineOf = (events: readonly StoredEvent[]) =>
  events.map(({ messageId, type, at, data, context }) => ({
    message_id: messageId,
    behavior_type: type,
    timestamp: iso(at),
    data,
    context,
  }));

/** The profile as the API shows it: what was seen, what was told, what is inferred, each apart from the others. */
export const presentProfile = ({ profile, picture, at, include, situation, timeline, insights }: Parts) => ({
  customer_id: profile.id.startsWith('customer_id:') ? profile.subject : null,
  anonymous_id: profile.id.startsWith('anonymous_id:') ? profile.subject : null,
  identities: profile.identities,
  first_seen_at: iso(profile.firstSeenAt),
  last_seen_at: iso(profile.lastSeenAt),
  behavioral: behavioral(profile, picture),
  demographic: demographic(profile, picture),
  ...(include.includes('preferences') && { psychographic: psychographic(profile, picture) }),
  ...(include.includes('predictions') && {
    predictive: { state: 'absent', reason: 'no prediction has been made for this customer' },
  }),
  engagement: { ...picture.engagement, as_of: at.toISOString() },
  ...(include.includes('segments') && { segments: situation.segments }),
  ...(insights && { insights }),
  withheld: situation.withheld.filter(
    ({ section }) => section !== 'next_best_action' && include.includes(section),
  ),
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
