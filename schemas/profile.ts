import type { ConsentChoices, ConsentDetails } from './consent.ts';
import type { ProfileHistory } from './history.ts';

/** Times are UTC dates; every map is bounded (see the caps beside the fold). */
export type Profile = {
  id: string;
  /** `customer_id:123`, `anonymous_id:abc`: first is the one the id is made of. */
  identities: string[];
  /** The id that experiments hash on: the customer id as the caller knows it, else the anonymous id. */
  subject: string;
  /** Raised with every write; no two states of a customer share one, whatever became of the profile between. */
  version: number;
  /** (time, messageId) of the newest folded event; an older one refolds the profile. */
  watermark: { at: Date; messageId: string } | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
  timeZone?: string;
  traits: Record<string, unknown>;
  /** What each identity says of the traits that are not just the newest; at most 20 identities a trait. */
  traitClaims?: TraitClaims;
  consent: ConsentChoices;
  /** When each choice was made, and until when it holds. */
  consentDetails?: ConsentDetails;
  /** Since when the data are only kept, and nothing is decided by them; null: no longer. */
  restrictedAt?: Date | null;
  counters: Counters;
  /** What the release's conditions count; absent where they count nothing. */
  history?: ProfileHistory;
  session: Session | null;
  cart: { items: Record<string, number>; updatedAt: Date } | null;
  /** Decayed affinity per category, brand and tag as of `at`, the strongest 50 of each kept. */
  affinities: {
    categories: Record<string, number>;
    brands: Record<string, number>;
    tags?: Record<string, number>;
    at: Date | null;
  };
  /** What stands behind each affinity. */
  evidence?: AffinityEvidence;
  engagement: Engagement;
  patterns?: Patterns;
  /** What was searched for, newest first, each text once, at most 20. */
  searches?: { query: string; count: number; at: Date }[];
  /** Kind of survey to its newest answer; at most 50. */
  surveys?: Record<string, { score: number; at: Date }>;
  /** Newest first, at most 50. */
  recentlyViewed: { productId: string; at: Date }[];
  /** Newest first, at most 200 distinct products. */
  purchased: { productId: string; quantity: number; at: Date }[];
  /** The uploaded segments that the customer is in; those by conditions follow from the rest. */
  segments: string[];
  /** Every segment that the customer was in when this was last looked at, by key; at most 1000. */
  memberships?: Membership[];
  /** When time alone may change them next; a little early at times, never late. Null: never. */
  segmentsDueAt?: Date | null;
  /** Journey key to where the customer is. */
  journeys: Record<string, { state: string; since: Date; done: boolean }>;
  /** Experiment key to the variation first shown. */
  assignments: Record<string, string>;
  /** Experiment key to what is counted for this customer in it; at most 200. */
  experiments: Record<string, ExperimentUnit>;
  /** `placement/variant` to what came of showing it, newest 200 kept. */
  exposures: Record<string, Exposure>;
  /** Rule key to the times of the newest showings that it brought about, newest first, at most 50; the 200 rules shown last. */
  ruleShowings?: Record<string, Date[]>;
  demo?: boolean;
};

/** An identity's newest value of a trait, and since when it says one. */
export type TraitClaim = { value: unknown; since: Date; at: Date };
/** Trait to identity to what that says. */
export type TraitClaims = Record<string, Record<string, TraitClaim>>;

/** Being in a segment without a break. */
export type Membership = { segment: string; since: Date };

/** Behaviors that an affinity comes from, how often each, and when the newest was. */
export type Evidence = { events: Record<string, number>; newest: Date };
export type AffinityEvidence = Record<'categories' | 'brands' | 'tags', Record<string, Evidence>>;

/** Decayed points as of a time. */
export type EngagementPoints = { raw: number; at: Date };

export type Engagement = {
  score: number;
  raw: number;
  at: Date | null;
  /** Points by channel; at most 20. */
  channels?: Record<string, EngagementPoints>;
  /** The points as they were after the last event of each week, newest first, at most 26. */
  weeks?: EngagementPoints[];
};

/** When and with what a customer is active: weights that halve every 90 days (see `forwardWeight`). */
export type Patterns = {
  /** Local hours, 0–23. */
  hours: number[];
  /** Local weekdays, Sunday first. */
  weekdays: number[];
  devices: Record<string, number>;
  channels: Record<string, number>;
  /** Events behind these, not decayed. */
  events: number;
  /** The newest place that an event told. */
  place?: Place;
};

export type Place = { country?: string; region?: string; city?: string };

export type Counters = {
  events: Record<string, number>;
  orders: number;
  orderValue: { amount: number; currency: string } | null;
  firstOrderAt: Date | null;
  lastOrderAt: Date | null;
  sessions: number;
};

export type Session = {
  startedAt: Date;
  lastEventAt: Date;
  events: number;
  pagesViewed: number;
  interactions: number;
  depth: 'low' | 'medium' | 'high';
  device?: string;
  channel?: string;
  trafficSource?: string;
  campaign?: string;
};

export type Exposure = {
  placement: string;
  variant: string;
  firstAt: Date;
  lastAt: Date;
  count: number;
  clicks: number;
  /** Was it drawn at random (propensity < 1) when first shown? */
  randomized: boolean;
  /** Times of the newest showings, for frequency caps; at most 50. */
  recent: Date[];
  /** Metric key to the value counted since the first exposure, within the metric's window. */
  outcomes: Record<string, number>;
  /** First conversion since the first exposure, within the window of the conversion metric. */
  convertedAt?: Date;
};

/** One customer in one experiment, from the first exposure on. */
export type ExperimentUnit = {
  variation: string;
  firstAt: Date;
  /** Was a second variation shown later? It still counts for the first. */
  crossed: boolean;
  /** Metric key to the value counted since the first exposure, within the metric's window. */
  outcomes: Record<string, number>;
};
