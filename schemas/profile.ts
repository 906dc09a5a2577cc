import type { ConsentChoices } from './consent.ts';

/** Times are UTC dates; every map is bounded (see the caps beside the fold). */
export type Profile = {
  id: string;
  /** `customer_id:123`, `anonymous_id:abc`: first is the one the id is made of. */
  identities: string[];
  /** The id that experiments hash on: the customer id as the caller knows it, else the anonymous id. */
  subject: string;
  version: number;
  /** (time, messageId) of the newest folded event; an older one refolds the profile. */
  watermark: { at: Date; messageId: string } | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
  timeZone?: string;
  traits: Record<string, unknown>;
  consent: ConsentChoices;
  counters: Counters;
  session: Session | null;
  cart: { items: Record<string, number>; updatedAt: Date } | null;
  /** Decayed affinity per category and brand as of `affinitiesAt`, strongest 50 kept. */
  affinities: { categories: Record<string, number>; brands: Record<string, number>; at: Date | null };
  engagement: { score: number; raw: number; at: Date | null };
  /** Newest first, at most 50. */
  recentlyViewed: { productId: string; at: Date }[];
  /** Newest first, at most 200 distinct products. */
  purchased: { productId: string; quantity: number; at: Date }[];
  segments: string[];
  /** Journey key to where the customer is. */
  journeys: Record<string, { state: string; since: Date; done: boolean }>;
  /** Experiment key to the variation first shown. */
  assignments: Record<string, string>;
  /** Experiment key to what is counted for this customer in it; at most 200. */
  experiments: Record<string, ExperimentUnit>;
  /** `placement/variant` to what came of showing it, newest 200 kept. */
  exposures: Record<string, Exposure>;
  demo?: boolean;
};

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
