import type { Facts } from '#schemas/facts.ts';
import type { Profile, Session } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import type { Catalogue } from '#server/domain/models/types.ts';
import type { DeclaredHistory } from '#server/domain/profiles/declared-history.ts';
import { untouched } from '#server/domain/profiles/history.ts';
import { localTime } from './local-time.ts';
import { demographicFacts, engagementFacts, nobodysFacts, psychographicFacts } from './person-facts.ts';
import { daysInSegments } from './segment-facts.ts';

type Values = Record<string, unknown>;

type FactsInput = {
  profile: Profile | null;
  /** The identity that asks, such as `customer_id:123`. */
  identity: string;
  /** The uploaded segments of someone who has no profile yet. */
  uploaded?: readonly string[] | undefined;
  /** What the storefront sent, with the page type as `page_type`. */
  context: Values;
  release: { settings: Settings; history: DeclaredHistory };
  evidence: { catalogue: Catalogue };
  at: Date;
};

const DAY = 86_400_000;
const SECOND = 1000;

const daysBetween = (from: Date, to: Date): number => Math.max(0, (to.getTime() - from.getTime()) / DAY);

/** A fact that is not known is absent, so that only a condition asking for absence matches it. */
const present = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));

const strongest = (affinities: Record<string, number>): string | undefined =>
  Object.entries(affinities).reduce<[string, number] | undefined>(
    (best, entry) => (best === undefined || entry[1] > best[1] ? entry : best),
    undefined,
  )?.[0];

const shares = (affinities: Record<string, number>): Record<string, number> => {
  const total = Object.values(affinities).reduce((sum, value) => sum + value, 0);
  if (total <= 0) return {};
  return Object.fromEntries(Object.entries(affinities).map(([key, value]) => [key, value / total]));
};

const affinityFacts = ({ categories, brands }: Profile['affinities']): Values => ({
  ...present({ top_category: strongest(categories), top_brand: strongest(brands) }),
  categories: shares(categories),
  brands: shares(brands),
});

const counterFacts = ({ counters }: Profile, at: Date): Values =>
  present({
    orders: counters.orders,
    order_value: counters.orderValue?.amount ?? 0,
    average_order_value: counters.orders > 0 ? (counters.orderValue?.amount ?? 0) / counters.orders : null,
    sessions: counters.sessions,
    days_since_last_order: counters.lastOrderAt && daysBetween(counters.lastOrderAt, at),
    events: counters.events,
  });

/** Whether conditions ask for counters; what was not counted yet is absent from them. */
const counts = ({ history }: FactsInput['release']): boolean => history.counters.length > 0;

const isKnown = (identity: string): boolean => identity.startsWith('customer_id:');

/**
 * The facts under `profile`; for a customer never seen, those of an empty history.
 * @example profileFacts({ profile: null, identity: 'anonymous_id:a', release, at }).known // false
 */
const profileFacts = ({
  profile,
  identity,
  uploaded = [],
  release,
  at,
}: Pick<FactsInput, 'profile' | 'identity' | 'uploaded' | 'release' | 'at'>): Values => {
  if (profile === null)
    return {
      known: isKnown(identity),
      traits: {},
      segments: uploaded,
      days_in_segment: {},
      counters: { orders: 0, order_value: 0, sessions: 0, events: {} },
      engagement: { score: 0, channels: {} },
      affinities: { categories: {}, brands: {} },
      journeys: {},
      ...nobodysFacts(),
      ...(counts(release) && { history: untouched(release.history) }),
    };
  const person = { profile, settings: release.settings, at };
  return {
    known: isKnown(identity) || profile.identities.some(isKnown),
    first_seen_at: profile.firstSeenAt.toISOString(),
    days_since_first_seen: daysBetween(profile.firstSeenAt, at),
    days_since_last_seen: daysBetween(profile.lastSeenAt, at),
    traits: profile.traits,
    segments: profile.segments,
    days_in_segment: daysInSegments(profile.memberships, at),
    counters: counterFacts(profile, at),
    engagement: engagementFacts(person),
    affinities: affinityFacts(profile.affinities),
    demographics: demographicFacts(person),
    psychographics: psychographicFacts(person),
    journeys: Object.fromEntries(Object.entries(profile.journeys).map(([key, { state }]) => [key, state])),
    ...(counts(release) && { history: profile.history?.tallies ?? {} }),
  };
};

const currentSession = (session: Session | null | undefined, at: Date, timeout: number): Session | null =>
  session && at.getTime() - session.lastEventAt.getTime() <= timeout * SECOND ? session : null;

/** What the storefront says of the visit counts before what was computed from events. */
const sessionFacts = (session: Session | null, context: Values, at: Date): Values =>
  present({
    pages_viewed: context['pages_viewed'] ?? session?.pagesViewed,
    duration:
      context['session_duration'] ??
      (session && Math.max(0, (at.getTime() - session.startedAt.getTime()) / SECOND)),
    interactions: session?.interactions,
    depth: context['interaction_depth'] ?? session?.depth,
    device: session?.device ?? context['device'],
    channel: session?.channel ?? context['channel'],
    traffic_source: session?.trafficSource ?? context['traffic_source'],
  });

const cartFacts = (profile: Profile | null, { products }: Catalogue): Values => {
  const items = Object.entries(profile?.cart?.items ?? {});
  return {
    item_count: items.reduce((sum, [, quantity]) => sum + quantity, 0),
    product_ids: items.map(([id]) => id),
    value: items.reduce((sum, [id, quantity]) => sum + quantity * (products.get(id)?.price?.amount ?? 0), 0),
  };
};

/**
 * Everything that conditions may read, by the paths of `factDefinitions`. Dates are ISO 8601 strings; hours and
 * weekdays are local to the customer's time zone, else the settings'. Segments are those the profile holds and
 * `experiments` is empty: matching fills both.
 * @example buildFacts({ profile, identity, context, release, evidence, at }).time.hour // 9
 */
export const buildFacts = (input: FactsInput): Facts => {
  const { profile, context, release, evidence, at } = input;
  const { time_zone: zone, behavioral_tracking: tracking } = release.settings;
  const zones = profile?.timeZone === undefined ? [zone] : [profile.timeZone, zone];
  return {
    profile: profileFacts(input),
    session: sessionFacts(currentSession(profile?.session, at, tracking.session_timeout), context, at),
    context,
    cart: cartFacts(profile, evidence.catalogue),
    time: { ...localTime(at, zones), now: at.toISOString() },
    experiments: {},
  };
};
