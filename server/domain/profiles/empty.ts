import type { Profile } from '#schemas/profile.ts';
import { emptyAffinities } from './affinities.ts';
import { emptyCounters } from './counters.ts';
import { emptyEngagement } from './engagement.ts';

type Start = { id: string; identity: string; subject: string; at: Date };

/**
 * A profile that nothing has happened to yet.
 * @example emptyProfile({ id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at }).counters.orders // 0
 */
export const emptyProfile = ({ id, identity, subject, at }: Start): Profile => ({
  id,
  identities: [identity],
  subject,
  version: 0,
  watermark: null,
  firstSeenAt: at,
  lastSeenAt: at,
  traits: {},
  consent: {},
  counters: emptyCounters(),
  session: null,
  cart: null,
  affinities: emptyAffinities(),
  engagement: emptyEngagement(),
  recentlyViewed: [],
  purchased: [],
  segments: [],
  journeys: {},
  assignments: {},
  experiments: {},
  exposures: {},
});
