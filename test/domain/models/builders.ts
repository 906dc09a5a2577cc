import { Product } from '#schemas/product.ts';
import type { Profile } from '#schemas/profile.ts';
import { recommenderEvidence } from '#server/domain/models/evidence.ts';
import { type RecommendInput, recommend } from '#server/domain/models/recommend.ts';
import type { CoPurchases, Volumes } from '#server/domain/models/types.ts';

export const at = new Date('2026-05-01T12:00:00Z');
export const daysBefore = (days: number): Date => new Date(at.getTime() - days * 86_400_000);

export const product = (fields: Partial<Product> & { id: string }): Product =>
  Product.parse({ name: `Product ${fields.id}`, ...fields });

/** Two coffees, a mug for them, tea, and something that nobody buys. */
export const shop = [
  product({ id: 'espresso', name: 'Espresso Beans', category: 'Coffee', brand: 'Roma' }),
  product({ id: 'filter', name: 'Filter Coffee', category: 'Coffee', brand: 'Nord' }),
  product({ id: 'mug', name: 'Stone Mug', category: 'Kitchen', brand: 'Nord', margin: 0.5 }),
  product({ id: 'green', name: 'Green Tea', category: 'Tea', brand: 'Nord' }),
  product({ id: 'dust', name: 'Dust Cloth', category: 'Household' }),
];
export const volumes: Volumes = new Map([
  ['espresso', 8],
  ['filter', 4],
  ['mug', 2],
  ['green', 6],
]);
export const coPurchases: CoPurchases = new Map([
  [
    'espresso',
    [
      { id: 'mug', confidence: 0.5, customers: 14 },
      { id: 'filter', confidence: 0.2, customers: 1 },
      { id: 'green', confidence: 0.1, customers: 2 },
    ],
  ],
]);

export const profile = (fields: Partial<Profile> = {}): Profile => ({
  id: 'customer_id:1',
  identities: ['customer_id:1'],
  subject: '1',
  version: 1,
  watermark: null,
  firstSeenAt: daysBefore(90),
  lastSeenAt: daysBefore(1),
  traits: {},
  consent: {},
  counters: { events: {}, orders: 0, orderValue: null, firstOrderAt: null, lastOrderAt: null, sessions: 0 },
  session: null,
  cart: null,
  affinities: { categories: {}, brands: {}, at: null },
  engagement: { score: 0, raw: 0, at: null },
  recentlyViewed: [],
  purchased: [],
  segments: [],
  journeys: {},
  assignments: {},
  experiments: {},
  exposures: {},
  ...fields,
});

const algorithms = { collaborative_filtering: 0.3, content_based: 0.3, hybrid_neural: 0.4 };

/** Recommends from the shop above, with whatever the test changes. */
export const recommendFrom = (
  fields: Partial<RecommendInput> & Pick<RecommendInput, 'types'>,
  {
    products = shop,
    trained = true,
    categoryPairs = null,
  }: { products?: Product[]; trained?: boolean; categoryPairs?: CoPurchases | null } = {},
) => {
  const byId = new Map(products.map((one) => [one.id, one]));
  return recommend({
    algorithms,
    profile: null,
    catalogue: { products: byId, contentItems: new Map() },
    recommenders: recommenderEvidence({
      products: byId,
      volumes: trained ? volumes : null,
      coPurchases: trained ? coPurchases : null,
      categoryPairs,
    }),
    at,
    ...fields,
  });
};
