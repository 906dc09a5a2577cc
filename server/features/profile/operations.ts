import { z } from 'zod';
import { ProfileBuild } from '#schemas/profile-build.ts';
import type { Operation } from '#server/platform/openapi.ts';
import { ProfileQuery } from './routes.ts';

const path = '/api/v1/personalization/profile/{customer_id}';
const wrong = [400, 401, 403] as const;
const AnyObject = z.record(z.string(), z.unknown());

/** The calls about profiles, as the API's document describes them. */
export const profileOperations: readonly Operation[] = [
  {
    method: 'get',
    path,
    tag: 'Customers',
    summary: 'What is known of a customer',
    security: 'key',
    query: ProfileQuery,
    success: { status: 200, description: 'The profile', schema: AnyObject },
    problems: [...wrong, 404],
  },
  {
    method: 'post',
    path: `${path}/build`,
    tag: 'Customers',
    summary: 'Tell what is known of a customer, and get the sections that are asked for',
    security: 'key',
    body: ProfileBuild,
    example: {
      behavioral_data: { browsing_history: true, engagement_metrics: true },
      demographic_data: { age_group: '25-34' },
      psychographic_data: { interests: true },
    },
    success: { status: 200, description: 'The sections asked for', schema: AnyObject },
    problems: [...wrong, 404, 413, 415, 429, 503],
  },
];
