import { z } from 'zod';
import { Insights } from '#schemas/insight.ts';
import type { Operation } from '#server/platform/openapi.ts';
import { EngagementQuery, InsightQuery } from './routes.ts';

const base = '/api/v1/personalization';
const wrong = [400, 401, 403] as const;

const score = z.number().min(0).max(100);
const Engagement = z.strictObject({
  customer_id: z.string().nullable(),
  anonymous_id: z.string().nullable(),
  as_of: z.iso.datetime(),
  score,
  channels: z.array(z.strictObject({ channel: z.string(), score })),
  history: z
    .array(z.strictObject({ at: z.iso.datetime(), score: score.nullable() }))
    .describe('the end of each of 26 weeks; null where it was before the customer was first seen'),
});
const EngagementDays = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  kept_since: z.iso.date().nullable().describe('the first day that is kept; of days before nothing is known'),
  days: z.array(
    z.strictObject({
      day: z.iso.date(),
      customers: z.number().int(),
      mean: score,
      histogram: z.array(z.number().int()).length(10).describe('customers by score, in steps of 10'),
    }),
  ),
});

/** The calls about what follows from what is known of customers, as the API's document describes them. */
export const insightOperations: readonly Operation[] = [
  {
    method: 'get',
    path: `${base}/insights/{customer_id}`,
    tag: 'Customers',
    summary: 'Preferences, trend, segments with reasons, and what to do next',
    security: 'key',
    query: InsightQuery,
    success: { status: 200, description: 'What follows from the profile', schema: Insights },
    problems: [...wrong, 404],
  },
  {
    method: 'get',
    path: `${base}/engagement/{customer_id}`,
    tag: 'Customers',
    summary: 'Engagement of a customer: now, by channel, and over 26 weeks',
    security: 'key',
    query: InsightQuery.pick({ anonymous: true }),
    success: { status: 200, description: 'Scores from 0 to 100', schema: Engagement },
    problems: [...wrong, 404],
  },
  {
    method: 'get',
    path: `${base}/engagement`,
    tag: 'Measure',
    summary: 'How engaged the customers of the shop were, by day',
    security: 'key',
    query: EngagementQuery,
    success: { status: 200, description: 'Mean and distribution of each day', schema: EngagementDays },
    problems: wrong,
  },
];
