import { z } from 'zod';
import { AnalyticsQuery, AnalyticsReport } from '#schemas/analytics.ts';
import { catalogueWrites } from '#schemas/catalogue-write.ts';
import { ExperienceRequest, ExperienceResponse, PerformanceRequest } from '#schemas/decision.ts';
import {
  EvaluatedFlag,
  EvaluatedFlags,
  EvaluationQuery,
  EvaluationRequest,
  FlagFailure,
} from '#schemas/ofrep.ts';
import { RecommendationRequest, RecommendationResponse } from '#schemas/recommendation-request.ts';
import { auditOperations } from './features/audit/operations.ts';
import { TrackRequest, TrackResponse } from './features/behavior/routes.ts';
import { counterOperations } from './features/counters/operations.ts';
import { ExperienceQuery, PerformanceResponse } from './features/experience/routes.ts';
import { ResultsQuery } from './features/experiments/routes.ts';
import { identityOperations } from './features/identities/operations.ts';
import { insightOperations } from './features/insights/operations.ts';
import { privacyOperations } from './features/privacy/operations.ts';
import { profileOperations } from './features/profile/operations.ts';
import { StreamQuery } from './features/release-stream/routes.ts';
import { replayOperations } from './features/replay/operations.ts';
import { ruleActivityOperations } from './features/rule-activity/operations.ts';
import { ruleInsightOperations } from './features/rule-insight/operations.ts';
import { segmentOperations } from './features/segment-protocol/operations.ts';
import { segmentsOperations } from './features/segments/operations.ts';
import { simulatorOperations } from './features/simulator/operations.ts';
import { testCaseOperations } from './features/test-cases/operations.ts';
import { webhookOperations } from './features/webhooks/operations.ts';
import type { Operation } from './platform/openapi.ts';

const base = '/api/v1/personalization';
const wrong = [400, 401, 403] as const;
const withBody = [...wrong, 413, 415, 503] as const;
const told = (description: string) => ({ description, schema: FlagFailure });
const flagFailures = {
  400: told('The context cannot be used'),
  401: { description: 'No key that is in force' },
  403: { description: 'The key lacks the right' },
  413: told('The context is too large'),
  415: told('Not application/json'),
  429: told('Too many requests; see Retry-After'),
  500: told('Something broke on our side'),
} as const;
const evaluationExample = { context: { targetingKey: 'demo-1', page_type: 'homepage', device: 'mobile' } };
const Stored = z.strictObject({ stored: z.number().int() });
const StockResult = z.strictObject({ updated: z.number().int(), unknown: z.array(z.string()) });
const AnyObject = z.record(z.string(), z.unknown());

const described: readonly Operation[] = [
  {
    method: 'post',
    path: `${base}/experience`,
    tag: 'Decide',
    summary: 'Decide what a customer sees',
    security: 'key',
    query: ExperienceQuery,
    body: ExperienceRequest,
    example: {
      customer_id: 'demo-1',
      page_type: 'homepage',
      context: { device: 'mobile' },
      personalization_goals: { increase_engagement: 0.4, drive_conversions: 0.6 },
      elements_to_personalize: ['hero_banner', 'product_recommendations'],
    },
    success: {
      status: 200,
      description: 'What to show in each placement, and why',
      schema: ExperienceResponse,
    },
    problems: withBody,
  },
  {
    method: 'post',
    path: `${base}/experience/{id}/performance`,
    tag: 'Decide',
    summary: 'Tell what came of an experience',
    security: 'key',
    body: PerformanceRequest,
    example: { interactions: [{ type: 'shown', element: 'hero_banner' }] },
    success: { status: 202, description: 'Stored', schema: PerformanceResponse },
    problems: [...withBody, 404, 429],
  },
  {
    method: 'post',
    path: `${base}/recommendations`,
    tag: 'Decide',
    summary: 'Recommend products',
    security: 'key',
    body: RecommendationRequest,
    example: {
      customer_id: 'demo-1',
      recommendation_types: { personalized_picks: 5, trending_in_category: 3 },
    },
    success: { status: 200, description: 'Products with score and reasons', schema: RecommendationResponse },
    problems: withBody,
  },
  {
    method: 'get',
    path: `${base}/recommendations`,
    tag: 'Decide',
    summary:
      'Recommend products; objects are name:value lists, as in recommendation_types=similar_products:4',
    security: 'key',
    query: z.object({
      customer_id: z.string().optional(),
      anonymous_id: z.string().optional(),
      current_product: z.string().optional(),
      recommendation_types: z.string().optional(),
      algorithms: z.string().optional(),
      business_rules: z.string().optional(),
      exclude: z.string().optional(),
    }),
    success: { status: 200, description: 'Products with score and reasons', schema: RecommendationResponse },
    problems: wrong,
  },
  {
    method: 'post',
    path: `${base}/track-behavior`,
    tag: 'Customers',
    summary: 'Tell what a customer did; answered when it is on disk',
    security: 'key',
    body: TrackRequest,
    example: {
      customer_id: 'demo-1',
      behavior_type: 'added_to_cart',
      data: { product_id: 'demo-coffee-ethiopian-espresso-beans', quantity: 1 },
    },
    success: { status: 202, description: 'Stored', schema: TrackResponse },
    problems: [...withBody, 429],
  },
  ...identityOperations,
  ...profileOperations,
  ...insightOperations,
  {
    method: 'put',
    path: `${base}/products`,
    tag: 'Catalog',
    summary: 'Add or replace up to 1,000 products',
    security: 'key',
    body: catalogueWrites.products.items,
    example: [
      {
        id: 'mug-1',
        name: 'Mug',
        category: 'tableware',
        price: { amount: 1490, currency: 'EUR' },
        stock: 12,
      },
    ],
    success: { status: 200, description: 'Stored', schema: Stored },
    problems: withBody,
  },
  {
    method: 'patch',
    path: `${base}/products/stock`,
    tag: 'Catalog',
    summary: 'Set the stock of products',
    security: 'key',
    body: catalogueWrites.stock.items,
    example: [{ id: 'mug-1', stock: 11 }],
    success: {
      status: 200,
      description: 'Stored; ids that are not in the catalogue are named',
      schema: StockResult,
    },
    problems: withBody,
  },
  {
    method: 'put',
    path: `${base}/content-items`,
    tag: 'Catalog',
    summary: 'Add or replace up to 1,000 content items',
    security: 'key',
    body: catalogueWrites.contentItems.items,
    example: [{ id: 'guide-1', type: 'blog_articles', title: 'How to brew', interests: ['coffee'] }],
    success: { status: 200, description: 'Stored', schema: Stored },
    problems: withBody,
  },
  {
    method: 'get',
    path: `${base}/analytics`,
    tag: 'Measure',
    summary: 'Decisions, exposures and conversions by placement and variant',
    security: 'key',
    query: AnalyticsQuery,
    success: { status: 200, description: 'Counts and rates', schema: AnalyticsReport },
    problems: wrong,
  },
  {
    method: 'get',
    path: `${base}/tests/{key}/results`,
    tag: 'Measure',
    summary: 'The significance report of an experiment',
    security: 'key',
    query: ResultsQuery,
    success: { status: 200, description: 'Rates, lift, intervals and p', schema: AnyObject },
    problems: [...wrong, 404],
  },
  {
    method: 'post',
    path: '/ofrep/v1/evaluate/flags/{key}',
    tag: 'OpenFeature',
    summary: 'Evaluate a placement, an experiment or a setting as a flag',
    security: 'key',
    query: EvaluationQuery,
    body: EvaluationRequest,
    example: evaluationExample,
    success: { status: 200, description: 'The value, and why', schema: EvaluatedFlag },
    failures: { ...flagFailures, 404: told('No flag of that key') },
  },
  {
    method: 'post',
    path: '/ofrep/v1/evaluate/flags',
    tag: 'OpenFeature',
    summary: 'Evaluate all flags; with If-None-Match 304 when none has changed',
    security: 'key',
    query: EvaluationQuery,
    body: EvaluationRequest,
    example: evaluationExample,
    success: { status: 200, description: 'All values, under an ETag', schema: EvaluatedFlags },
    failures: { 304: { description: 'The flags are as the client has them' }, ...flagFailures },
  },
  {
    method: 'get',
    path: '/ofrep/v1/stream',
    tag: 'OpenFeature',
    summary:
      'Be told, by server-sent events, when flags are to be fetched again; takes a ticket instead of a key',
    security: 'key',
    query: StreamQuery,
    success: {
      status: 200,
      description: 'Events whose data is {"type":"refetchEvaluation","etag":"<release>"}',
      schema: z.string(),
      type: 'text/event-stream',
    },
    failures: {
      401: { description: 'No key that is in force, and no ticket of one' },
      403: { description: 'The key lacks the right' },
      429: told('Too many listen; see Retry-After'),
      503: told('The server is stopping; see Retry-After'),
    },
  },
  ...counterOperations,
  ...auditOperations,
  ...privacyOperations,
  ...segmentOperations,
  ...segmentsOperations,
  ...webhookOperations,
  ...replayOperations,
  ...ruleInsightOperations,
  ...ruleActivityOperations,
  ...simulatorOperations,
  ...testCaseOperations,
  {
    method: 'get',
    path: '/health/live',
    tag: 'Operate',
    summary: 'Is the process alive?',
    success: { status: 200, description: 'It is', schema: AnyObject },
  },
  {
    method: 'get',
    path: '/health/ready',
    tag: 'Operate',
    summary: 'Does it serve the release in force?',
    success: { status: 200, description: 'It does', schema: AnyObject },
    problems: [503],
  },
  {
    method: 'get',
    path: '/metrics',
    tag: 'Operate',
    summary: 'Metrics for Prometheus',
    success: { status: 200, description: 'Metrics', schema: z.string(), type: 'text/plain' },
  },
];

/** Whoever is let in may repeat a POST, except where nothing is changed by it: flags are evaluated as often as asked. */
const isIdempotent = ({ method, path, security }: Operation): boolean =>
  method === 'post' && security !== undefined && path.startsWith('/api/');

/** Every call that a storefront or a shop's back office makes; the document at /api/openapi.json is made of it. */
export const operations: readonly Operation[] = described.map((operation) => ({
  ...operation,
  idempotent: isIdempotent(operation),
  limited: operation.path.startsWith(base),
}));
