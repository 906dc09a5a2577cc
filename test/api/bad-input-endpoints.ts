import { kinds } from '#schemas/document.ts';
import { sectionOf } from '#server/domain/releases/pack.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { credentials } from '#test/support/product.ts';

export type Surface = 'personalization' | 'ofrep' | 'admin';

/** One route of the product, and a request to it that would be answered well. */
export type Endpoint = {
  surface: Surface;
  /** As the router has it: `GET /profile/:customer_id`. */
  route: string;
  /** The path of the good request, where the route has parameters. */
  at?: string;
  /** What the good request sends; absent where no body is read. */
  body?: unknown;
  headers?: Record<string, string>;
  /** A body that is good but for one item, and the pointer to that one: nothing of it may be stored. */
  halfGood?: [body: unknown, fault: string];
  /** Anyone may call it. */
  open?: boolean;
  /** Another protocol's: its bodies may get fields that we do not know. */
  foreign?: boolean;
  /** What it answers does not end, so whoever may ask is tried elsewhere. */
  endless?: boolean;
  /** Made by the very code that makes another one, whose parameters and query are tried there. */
  likeAnother?: boolean;
};

const event = { customer_id: 'ada', behavior_type: 'product_viewed', data: { product_id: 'p1' } };
const wholeEvent = {
  ...event,
  anonymous_id: 'a1',
  context: { device: 'mobile' },
  timestamp: '2026-03-01T12:00:00Z',
  message_id: 'm1',
  experience_id: 'x',
};
const product = {
  id: 'p1',
  name: 'Tea',
  price: { amount: 500, currency: 'EUR' },
  attributes: { leaf: 'green' },
};

const article = { id: 'c1', type: 'blog_articles', title: 'How to brew', attributes: {} };

/** Stands in a path for the id of an experience that was really served. */
export const servedExperience = 'served-experience';

const personalization: Omit<Endpoint, 'surface'>[] = [
  {
    route: 'POST /experience',
    body: {
      customer_id: 'ada',
      anonymous_id: 'a1',
      page_type: 'homepage',
      context: { device: 'mobile', nested: { list: [1] } },
      personalization_goals: { drive_conversions: 1 },
      elements_to_personalize: ['hero_banner'],
    },
  },
  {
    route: 'POST /experience/:id/performance',
    at: `/experience/${servedExperience}/performance`,
    body: {
      interactions: [{ type: 'shown', element: 'hero_banner', data: { x: 1 } }],
      conversion_events: [{ type: 'order_completed', data: {} }],
    },
    halfGood: [
      {
        interactions: [
          { type: 'shown', element: 'hero_banner' },
          { type: 'eaten', element: 'hero_banner' },
        ],
      },
      '/interactions/1/type',
    ],
  },
  { route: 'GET /recommendations', at: '/recommendations?customer_id=ada' },
  {
    route: 'POST /recommendations',
    body: {
      customer_id: 'ada',
      context: {},
      current_product: 'p1',
      recommendation_types: { similar_products: 2 },
      algorithms: { content_based: 1 },
      business_rules: { exclude_out_of_stock: true },
      exclude: ['p2'],
    },
  },
  {
    route: 'POST /track-behavior',
    body: wholeEvent,
    halfGood: [{ events: [event, { ...event, data: {} }] }, '/events/1/data/product_id'],
  },
  { route: 'GET /profile/:customer_id', at: '/profile/ada' },
  {
    route: 'POST /profile/merge',
    body: { from: { anonymous_id: 'a1' }, into: { customer_id: 'ada' }, reason: 'Told us' },
  },
  {
    route: 'POST /profile/merge/undo',
    body: { from: { anonymous_id: 'a1' }, into: { customer_id: 'ada' }, reason: 'Not so' },
  },
  {
    route: 'POST /profile/:customer_id/build',
    at: '/profile/ada/build',
    // data that is told makes a customer of any id
    body: { behavioral_data: { engagement_metrics: true }, demographic_data: { age_group: true } },
  },
  { route: 'GET /insights/:customer_id', at: '/insights/ada' },
  { route: 'GET /engagement/:customer_id', at: '/engagement/ada' },
  { route: 'GET /engagement' },
  {
    route: 'POST /profile/:customer_id/consent',
    at: '/profile/ada/consent',
    body: {
      purposes: { analytics: true },
      evidence: { text: 'Yes', version: '1', method: 'banner', by: 'ada' },
      expires_at: '2030-01-01T00:00:00Z',
    },
  },
  { route: 'PATCH /profile/:customer_id', at: '/profile/ada', body: { traits: { plan: 'gold' } } },
  {
    route: 'POST /profile/:customer_id/restriction',
    at: '/profile/ada/restriction',
    body: { restricted: true },
  },
  { route: 'DELETE /profile/:customer_id', at: '/profile/nobody' },
  { route: 'GET /profile/:customer_id/export', at: '/profile/ada/export' },
  {
    route: 'PUT /products',
    body: { products: [product] },
    halfGood: [[product, { id: 'p2' }], '/1/name'],
  },
  {
    route: 'PATCH /products/stock',
    body: { products: [{ id: 'p1', stock: 3 }] },
    halfGood: [
      [
        { id: 'p1', stock: 3 },
        { id: 'p2', stock: -1 },
      ],
      '/1/stock',
    ],
  },
  {
    route: 'PUT /content-items',
    body: { content_items: [article] },
    halfGood: [[article, { ...article, id: 'c2', type: 'poem' }], '/1/type'],
  },
  { route: 'GET /analytics' },
  { route: 'GET /tests/:key/results', at: '/tests/hero-test/results' },
];

const evaluation = { context: { targetingKey: 'ada', device: 'mobile', nested: { list: [1] } } };

const ofrep: Omit<Endpoint, 'surface'>[] = [
  {
    route: 'POST /evaluate/flags/:key',
    at: '/evaluate/flags/hero_banner',
    body: evaluation,
    foreign: true,
  },
  { route: 'POST /evaluate/flags', body: evaluation, foreign: true },
  { route: 'GET /stream', endless: true },
];

const keyOf = ({ kind, body }: SourceDocument): string => (body as { key?: string }).key ?? kind;

/** The same routes for every kind of document; the examples are in force. */
const configuration = (examples: readonly SourceDocument[]): Omit<Endpoint, 'surface'>[] =>
  kinds.flatMap((kind) => {
    const example = examples.find((document) => document.kind === kind);
    if (example === undefined) throw new Error(`there is no example of a ${kind}`);
    const section = `/${sectionOf(kind)}`;
    const one = `${section}/${keyOf(example)}`;
    const body = { body: { key: keyOf(example), ...(example.body as object) } };
    const likeAnother = kind !== 'rule';
    const routes: Omit<Endpoint, 'surface'>[] = [
      { route: `GET ${section}` },
      { route: `POST ${section}`, body },
      { route: `GET ${section}/:key`, at: one },
      { route: `PUT ${section}/:key`, at: one, body, headers: { 'if-match': '*' } },
      { route: `DELETE ${section}/:key`, at: one, headers: { 'if-match': '*' } },
      { route: `POST ${section}/:key/validate`, at: `${one}/validate`, body },
      { route: `GET ${section}/:key/revisions`, at: `${one}/revisions` },
      { route: `GET ${section}/:key/diff`, at: `${one}/diff` },
    ];
    return routes.map((endpoint) => ({ ...endpoint, likeAnother }));
  });

const writtenRule = {
  key: 'vip-hero',
  name: 'VIP hero',
  conditions: { all: [{ condition: 'gold-plan' }] },
  event: {
    type: 'personalize',
    params: { actions: [{ type: 'pin', placement: 'hero_banner', variant: 'hero-vip' }] },
  },
};

const writtenCase = {
  key: 'gold',
  name: 'Gold',
  request: { page_type: 'homepage', context: { device: 'mobile' } },
  suppose: { profile: { traits: { plan: 'gold' } } },
  at: '2026-03-01T12:00:00Z',
  expect: { placements: { hero_banner: 'hero-vip' } },
};

const admin: Omit<Endpoint, 'surface'>[] = [
  {
    route: 'POST /login',
    body: { email: credentials.email, password: credentials.password },
    open: true,
  },
  { route: 'POST /logout' },
  { route: 'GET /me' },
  { route: 'GET /api-keys' },
  { route: 'POST /api-keys', body: { name: 'shop', rights: ['decide'] } },
  { route: 'GET /api-keys/:id', at: '/api-keys/none' },
  { route: 'DELETE /api-keys/:id', at: '/api-keys/none' },
  {
    route: 'POST /publish',
    body: { environment: 'production', parent: 1, documents: ['flag/new-menu'], reason: 'because' },
    halfGood: [
      { environment: 'production', parent: 1, documents: ['flag/new-menu', 'rule/none'] },
      '/documents/1',
    ],
  },
  {
    route: 'POST /rollback',
    body: { environment: 'production', to: 1, documents: ['flag/new-menu'], reason: 'because' },
  },
  {
    route: 'POST /rollback-document',
    body: {
      environment: 'production',
      parent: 1,
      document: 'flag/new-menu',
      revision: 1,
      reason: 'because',
    },
  },
  { route: 'GET /releases' },
  { route: 'GET /releases/:number', at: '/releases/1' },
  { route: 'GET /analytics' },
  { route: 'GET /overview' },
  { route: 'GET /products' },
  { route: 'GET /products/:id', at: '/products/p1' },
  { route: 'GET /content-items' },
  { route: 'GET /content-items/:id', at: '/content-items/c1' },
  { route: 'GET /customers' },
  { route: 'GET /customers/:id/timeline', at: '/customers/customer_id:ada/timeline' },
  { route: 'GET /customers/:id/insights', at: '/customers/customer_id:ada/insights' },
  { route: 'POST /events/tickets' },
  { route: 'GET /events/stream', endless: true },
  { route: 'GET /customers/:id/export', at: '/customers/customer_id:ada/export' },
  {
    route: 'POST /customers/:id/consent',
    at: '/customers/customer_id:ada/consent',
    body: { purposes: { analytics: true } },
  },
  { route: 'PATCH /customers/:id', at: '/customers/customer_id:ada', body: { traits: { plan: 'gold' } } },
  {
    route: 'POST /customers/:id/restriction',
    at: '/customers/customer_id:ada/restriction',
    body: { restricted: false },
  },
  { route: 'DELETE /customers/:id', at: '/customers/customer_id:nobody' },
  { route: 'GET /customers/:id/consents', at: '/customers/customer_id:ada/consents' },
  { route: 'GET /retention' },
  { route: 'GET /audit' },
  { route: 'GET /erasures' },
  { route: 'GET /erasures/:id', at: '/erasures/none' },
  { route: 'GET /privacy-requests' },
  { route: 'GET /privacy-requests/:id', at: '/privacy-requests/none' },
  {
    route: 'POST /privacy-requests',
    body: {
      type: 'rectification',
      customer_id: 'ada',
      law: 'gdpr',
      received_at: '2026-03-01T12:00:00Z',
      traits: { plan: 'gold' },
      note: 'by letter',
    },
  },
  { route: 'POST /privacy-requests/:id/carry-out', at: '/privacy-requests/none/carry-out' },
  {
    route: 'POST /privacy-requests/:id/extend',
    at: '/privacy-requests/none/extend',
    body: { note: 'many systems' },
  },
  {
    route: 'POST /privacy-requests/:id/refuse',
    at: '/privacy-requests/none/refuse',
    body: { note: 'not identified' },
  },
  {
    route: 'POST /privacy-requests/:id/complete',
    at: '/privacy-requests/none/complete',
    body: { note: 'sent' },
  },
  {
    route: 'POST /customers/merge',
    body: { from: { anonymous_id: 'a1' }, into: { customer_id: 'ada' }, reason: 'Told us' },
  },
  {
    route: 'POST /customers/merge/undo',
    body: { from: { anonymous_id: 'a1' }, into: { customer_id: 'ada' }, reason: 'Not so' },
  },
  { route: 'GET /customers/:id/identities', at: '/customers/customer_id:ada/identities' },
  { route: 'GET /customers/:id', at: '/customers/customer_id:ada' },
  { route: 'GET /customers/:id/events', at: '/customers/customer_id:ada/events' },
  { route: 'GET /customers/:id/decisions', at: '/customers/customer_id:ada/decisions' },
  { route: 'GET /decisions' },
  { route: 'GET /decisions/:id', at: '/decisions/none' },
  { route: 'GET /decisions/:id/explain', at: '/decisions/none/explain' },
  { route: 'GET /experiment-summaries' },
  { route: 'GET /experiments/:key/report', at: '/experiments/hero-test/report' },
  { route: 'GET /journeys/:key/graph', at: '/journeys/welcome/graph' },
  { route: 'GET /journeys/:key/states/:state/customers', at: '/journeys/welcome/states/browsing/customers' },
  {
    route: 'POST /previews',
    body: { experiments: { 'hero-test': 'a' }, drafts: ['flag/new-menu'], hours: 1 },
    halfGood: [{ experiments: { 'hero-test': 'a', none: 'a' } }, '/experiments/none'],
  },
  {
    route: 'POST /replay',
    body: { release: 1, since: '2026-03-01T00:00:00Z', until: '2026-03-02T00:00:00Z' },
    halfGood: [{ release: 1, since: '2026-03-02T00:00:00Z', until: '2026-03-01T00:00:00Z' }, '/until'],
  },
  {
    route: 'POST /rules/analysis',
    body: { rule: writtenRule },
    halfGood: [{ rule: { ...writtenRule, priority: 0 } }, '/rule/priority'],
  },
  {
    route: 'POST /rules/audience',
    body: { rule: writtenRule },
    halfGood: [
      { rule: { ...writtenRule, conditions: { all: [{ condition: 'none' }] } } },
      '/rule/conditions/all/0/condition',
    ],
  },
  {
    route: 'POST /simulate',
    body: {
      customer_id: 'ada',
      anonymous_id: 'a1',
      page_type: 'homepage',
      context: { device: 'mobile' },
      personalization_goals: { drive_conversions: 1 },
      elements_to_personalize: ['hero_banner'],
      overrides: { profile: { traits: { plan: 'gold' }, segments: ['vip'] }, consent: { analytics: false } },
      at: '2026-03-01T12:00:00Z',
      chance: 'x',
      drafts: true,
      side_by_side: true,
    },
    halfGood: [
      { customer_id: 'ada', elements_to_personalize: ['hero_banner', 'none'] },
      '/elements_to_personalize/1',
    ],
  },
  { route: 'GET /counters' },
  { route: 'GET /archetypes' },
  { route: 'GET /rule-activity' },
  { route: 'GET /rule-audiences' },
  {
    route: 'PATCH /rules',
    body: { rules: { 'vip-hero': { priority: 2, enabled: false } } },
    halfGood: [{ rules: { 'vip-hero': { priority: 2 }, none: { priority: 3 } } }, '/rules/none'],
  },
  { route: 'GET /test-cases' },
  { route: 'POST /test-cases', body: writtenCase },
  {
    route: 'POST /test-cases/run',
    body: { release: 'drafts', documents: ['flag/new-menu'], cases: [] },
    halfGood: [{ release: 'live', cases: ['none'] }, '/cases/0'],
  },
  { route: 'GET /test-cases/:key', at: '/test-cases/gold' },
  { route: 'PUT /test-cases/:key', at: '/test-cases/gold', body: writtenCase },
  { route: 'DELETE /test-cases/:key', at: '/test-cases/none' },
  { route: 'GET /quarantine' },
  { route: 'GET /quarantine/:id', at: '/quarantine/none' },
  { route: 'POST /quarantine/:id/resend', at: '/quarantine/none/resend', body: { row: { a: 1 } } },
  { route: 'POST /quarantine/resend', body: { ids: ['none'] } },
  { route: 'POST /quarantine/discard', body: { ids: ['none'] } },
  { route: 'POST /quarantine/restore', body: { ids: ['none'] } },
  { route: 'GET /segment-sizes' },
  { route: 'GET /segment-overlap', at: '/segment-overlap?segments=none,nobody' },
  { route: 'GET /segment-recompute' },
  { route: 'POST /segment-recompute', body: { segments: 'all' } },
  { route: 'GET /segments/:key/size', at: '/segments/none/size' },
  { route: 'GET /segments/:key/members', at: '/segments/none/members' },
  { route: 'GET /segments/:key/export', at: '/segments/none/export' },
  { route: 'POST /segments/:key/members', at: '/segments/none/members', body: { ids: ['ada'] } },
  { route: 'GET /replay' },
  { route: 'GET /replay/:id', at: '/replay/none' },
  { route: 'DELETE /replay/:id', at: '/replay/none' },
  { route: 'GET /demo' },
  { route: 'DELETE /demo' },
];

/** Every endpoint of the product; a test compares it with the routers. */
export const endpointsOf = (examples: readonly SourceDocument[]): Endpoint[] => [
  ...personalization.map((endpoint) => ({ surface: 'personalization' as const, ...endpoint })),
  ...ofrep.map((endpoint) => ({ surface: 'ofrep' as const, ...endpoint })),
  ...[...admin, ...configuration(examples)].map((endpoint) => ({ surface: 'admin' as const, ...endpoint })),
];
