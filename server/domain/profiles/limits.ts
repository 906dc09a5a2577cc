import { showingsKept } from '#schemas/frequency-cap.ts';

/** How much one profile may hold. Documents stay far below the database's 16 MB, whatever is sent. */
export const limits = {
  eventTypes: 200,
  cartProducts: 100,
  affinities: 50,
  recentlyViewed: 50,
  purchased: 200,
  traits: 200,
  traitLength: 4000,
  traitIdentities: 20,
  exposures: 200,
  recentShowings: showingsKept,
  ruleShowings: 200,
  outcomes: 64,
  experiments: 200,
  textLength: 200,
  productTags: 20,
  searches: 20,
  surveys: 50,
  channels: 20,
  engagementWeeks: 26,
} as const;
