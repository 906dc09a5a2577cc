import { z } from 'zod';
import {
  DaysQuery,
  ExportQuery,
  Members,
  Overlap,
  OverlapQuery,
  RecomputeProgress,
  SegmentDetail,
  SegmentSizes,
  UploadQuery,
  UploadResult,
} from '#schemas/segment-report.ts';
import type { Operation } from '#server/platform/openapi.ts';
import { RecomputeRequest, UploadRequest } from './routes.ts';

const tag = 'Segments';
const security = 'session';

/** Segments as they are counted, listed and uploaded. */
export const segmentsOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/admin/segment-sizes',
    tag,
    summary: 'How many customers are in each segment, and were on each of the last 30 days',
    security,
    success: { status: 200, description: 'Every segment in force', schema: SegmentSizes },
    problems: [401],
  },
  {
    method: 'get',
    path: '/api/admin/segment-overlap',
    tag,
    summary: 'How many customers two to five segments share: segments=vip,lapsed',
    security,
    query: OverlapQuery,
    success: { status: 200, description: 'Counted, each customer in one group', schema: Overlap },
    problems: [400, 401, 404],
  },
  {
    method: 'get',
    path: '/api/admin/segment-recompute',
    tag,
    summary: 'How far everyone’s memberships have been computed anew',
    security,
    success: { status: 200, description: 'Null before the first time', schema: RecomputeProgress },
    problems: [401],
  },
  {
    method: 'post',
    path: '/api/admin/segment-recompute',
    tag,
    summary: 'Compute everyone’s memberships anew',
    security,
    body: RecomputeRequest,
    example: { segments: 'all' },
    success: { status: 202, description: 'Begun, unless one runs already', schema: z.strictObject({}) },
    problems: [400, 401, 403],
  },
  {
    method: 'get',
    path: '/api/admin/segments/{key}/size',
    tag,
    summary: 'A segment’s size by day, and what uses it',
    security,
    query: DaysQuery,
    success: { status: 200, description: 'The segment', schema: SegmentDetail },
    problems: [400, 401, 404],
  },
  {
    method: 'get',
    path: '/api/admin/segments/{key}/members',
    tag,
    summary: 'Who is in a segment, and since when',
    security,
    query: z.object({ range: z.string().optional() }),
    success: { status: 200, description: 'A page; Content-Range tells how many there are', schema: Members },
    problems: [400, 401, 404],
  },
  {
    method: 'post',
    path: '/api/admin/segments/{key}/members',
    tag,
    summary:
      'Upload ids into a segment, or out of it: JSON, or text/csv and application/x-ndjson of any length',
    security,
    query: UploadQuery,
    body: UploadRequest,
    example: { ids: ['17850', { anonymous_id: '3f2a' }] },
    success: { status: 200, description: 'What became of it, with every fault', schema: UploadResult },
    problems: [400, 401, 403, 404, 413, 415],
  },
  {
    method: 'get',
    path: '/api/admin/segments/{key}/export',
    tag,
    summary: 'Every member as a file, a line each',
    security,
    query: ExportQuery,
    success: { status: 200, description: 'What an upload takes', type: 'text/csv', schema: z.string() },
    problems: [400, 401, 404],
  },
];
