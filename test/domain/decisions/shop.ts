import type { Metric } from '#schemas/metric.ts';
import type { Product } from '#schemas/product.ts';
import type { Profile } from '#schemas/profile.ts';
import { fnv1a32 } from '#server/domain/assignment/hash.ts';
import { decide } from '#server/domain/decisions/decide.ts';
import type { Evidence, OutcomeTotals } from '#server/domain/decisions/evidence.ts';
import { explainDecision } from '#server/domain/decisions/explain.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import type { Decision } from '#server/domain/decisions/types.ts';
import { recommenderEvidence } from '#server/domain/models/evidence.ts';
import { compileRelease } from '#server/domain/releases/compile.ts';
import type { CompiledRelease, SourceDocument } from '#server/domain/releases/types.ts';

/** A small shop to decide for: one hero with three variants, one shelf of products, two metrics. */
export const at = new Date('2026-03-14T09:30:00Z');

type Body = Record<string, unknown>;
const document = (kind: SourceDocument['kind'], body: Body): SourceDocument => ({ kind, body });

export const everyone = { all: [] };
export const fact = (name: string, path: string, operator: string, value: unknown) => ({
  fact: name,
  path,
  operator,
  value,
});
export const ordersAtLeast = (orders: number) => ({
  all: [fact('profile', '$.counters.orders', 'greaterThanInclusive', orders)],
});

export const variant = (key: string, more: Body = {}): SourceDocument =>
  document('variant', {
    key,
    name: key,
    placement: 'hero_banner',
    content: { headline: key },
    ...more,
  });
export const placement = (key: string, more: Body = {}): SourceDocument =>
  document('placement', {
    key,
    name: key,
    pages: ['homepage'],
    defaultVariant: `${key}-default`,
    ...more,
  });
export const rule = (key: string, actions: Body[], more: Body = {}): SourceDocument =>
  document('rule', {
    key,
    name: `Rule ${key}`,
    conditions: everyone,
    event: { type: 'personalize', params: { actions } },
    ...more,
  });
export const segment = (key: string, conditions: Body | undefined): SourceDocument =>
  document('segment', { key, name: key, ...(conditions && { conditions }) });
export const uploaded = (key: string, conditions?: Body): SourceDocument =>
  document('segment', { key, name: key, source: 'upload', ...(conditions && { conditions }) });
export const experiment = (key: string, more: Body = {}): SourceDocument =>
  document('experiment', {
    key,
    name: `Experiment ${key}`,
    status: 'running',
    control: 'control',
    variations: [
      { key: 'control', name: 'Control', weight: 0.5 },
      { key: 'treatment', name: 'Treatment', weight: 0.5, variants: { hero_banner: 'hero-b' } },
    ],
    metrics: [{ metric: 'conversion', role: 'goal' }],
    ...more,
  });
export const journey = (pin: Body): SourceDocument =>
  document('journey', {
    key: 'welcome',
    name: 'Welcome',
    entry: { events: ['page_viewed'] },
    machine: {
      initial: 'browsing',
      states: {
        browsing: { on: { added_to_cart: 'waiting' } },
        waiting: { meta: { decide: { pin } }, on: { order_completed: 'converted' } },
        converted: { type: 'final' },
      },
    },
  });
export const settings = (more: Body = {}): SourceDocument =>
  document('settings', { default_consent: { personalization: true }, ...more });

const metrics: SourceDocument[] = [
  document('metric', { key: 'conversion', name: 'Conversion', type: 'proportion', event: 'order_completed' }),
  document('metric', { key: 'engagement', name: 'Engagement', type: 'mean', event: 'variant_clicked' }),
];

export const proportion = {
  key: 'conversion',
  name: 'Conversion',
  type: 'proportion',
  event: 'order_completed',
  windowHours: 168,
  direction: 'increase',
} satisfies Metric;

const heroes = (placementMore: Body): SourceDocument[] => [
  placement('hero_banner', { defaultVariant: 'hero-a', ...placementMore }),
  variant('hero-a'),
  variant('hero-b'),
  variant('hero-c'),
];

/** The shop's release; `hero` changes the placement, `documents` come on top. */
export const releaseOf = ({
  documents = [],
  hero = {},
  preferences = {},
}: {
  documents?: SourceDocument[];
  hero?: Body;
  preferences?: Body;
} = {}): CompiledRelease =>
  compileRelease({
    environment: 'production',
    number: 7,
    documents: [settings(preferences), ...metrics, ...heroes(hero), ...documents],
  });

const products: Product[] = ['p1', 'p2', 'p3', 'p4', 'p5'].map((id, index) => ({
  id,
  name: `Product ${id}`,
  category: index < 3 ? 'Shoes' : 'Coats',
  brand: 'Norrland',
  price: { amount: 1000 * (index + 1), currency: 'EUR' },
  stock: id === 'p2' ? 0 : 10,
  tags: [],
}));

/** Successes of `conversion` in randomized showings. */
export const conversions = (n: number, sum: number): OutcomeTotals => ({
  n,
  goals: { conversion: { sum, sumOfSquares: sum } },
});

export const evidenceOf = (hero: Record<string, OutcomeTotals> = {}): Evidence => {
  const catalogue = {
    products: new Map(products.map((product) => [product.id, product])),
    contentItems: new Map(),
  };
  const outcomes = new Map(
    Object.entries(hero).map(([key, randomized]) => [`hero_banner/${key}`, { randomized, all: randomized }]),
  );
  return {
    number: 3,
    at,
    catalogue,
    recommenders: recommenderEvidence({ products: catalogue.products }),
    outcomes,
  };
};

export const daysBefore = (days: number): Date => new Date(at.getTime() - days * 86_400_000);

/** A customer with something under every fact. */
export const profileOf = (more: Partial<Profile> = {}): Profile => ({
  id: 'customer_id:42',
  identities: ['customer_id:42'],
  subject: '42',
  version: 3,
  watermark: null,
  firstSeenAt: daysBefore(100),
  lastSeenAt: daysBefore(1),
  timeZone: 'Europe/Berlin',
  traits: { plan: 'gold', age_group: '25-34' },
  consent: {},
  counters: {
    events: { product_viewed: 12 },
    orders: 4,
    orderValue: { amount: 20_000, currency: 'EUR' },
    firstOrderAt: daysBefore(90),
    lastOrderAt: daysBefore(5),
    sessions: 9,
  },
  session: {
    startedAt: new Date(at.getTime() - 600_000),
    lastEventAt: new Date(at.getTime() - 60_000),
    events: 8,
    pagesViewed: 5,
    interactions: 4,
    depth: 'medium',
    device: 'mobile',
    channel: 'web',
    trafficSource: 'newsletter',
  },
  cart: { items: { p1: 2, p4: 1 }, updatedAt: daysBefore(0) },
  affinities: { categories: { Shoes: 3, Coats: 1 }, brands: { Norrland: 2 }, at },
  patterns: {
    hours: [],
    weekdays: [],
    devices: { mobile: 1 },
    channels: { web: 1 },
    events: 1,
    place: { country: 'DE', region: 'BE', city: 'Berlin' },
  },
  engagement: { score: 61, raw: 10, at, channels: { web: { raw: 10, at } } },
  recentlyViewed: [{ productId: 'p1', at: daysBefore(1) }],
  purchased: [{ productId: 'p3', quantity: 1, at: daysBefore(5) }],
  segments: [],
  journeys: { welcome: { state: 'waiting', since: daysBefore(1), done: false } },
  assignments: {},
  exposures: {},
  experiments: {},
  ...more,
});

export type Situation = {
  release?: CompiledRelease;
  evidence?: Evidence;
  profile?: Profile | null;
  identity?: string;
  context?: Record<string, unknown>;
  goals?: Record<string, number>;
  elements?: string[];
  scores?: Record<string, number>;
  missing?: string[];
  experienceId?: string;
};

/** Everything the decision of a situation is made of. */
export const inputOf = (situation: Situation) => {
  const { release = releaseOf(), evidence = evidenceOf(), profile = profileOf() } = situation;
  const { context = {}, experienceId = 'experience-1' } = situation;
  const identity = situation.identity ?? profile?.id ?? 'anonymous_id:visitor';
  const input = { release, evidence, profile, identity, at };
  return {
    ...input,
    facts: buildFacts({ ...input, context: { page_type: 'homepage', ...context } }),
    subject: identity.slice(identity.indexOf(':') + 1),
    request: {
      page_type: 'homepage',
      ...(situation.goals === undefined ? {} : { personalization_goals: situation.goals }),
      ...(situation.elements === undefined ? {} : { elements_to_personalize: situation.elements }),
    },
    scores: situation.scores ?? {},
    missing: situation.missing ?? [],
    seed: fnv1a32(experienceId),
    experienceId,
  };
};

export const decideIn = async (situation: Situation = {}): Promise<Decision> => {
  const input = inputOf(situation);
  return decide({ ...input, matches: await matchAll(input) });
};

export const explainIn = (situation: Situation = {}) => explainDecision(inputOf(situation));

/** The hero of a situation. */
export const heroIn = async (situation: Situation = {}) => {
  const { elements } = await decideIn(situation);
  return elements.find((element) => element.placement === 'hero_banner')!;
};
