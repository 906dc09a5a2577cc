import { z } from 'zod';
import { ReplayJob, ReplayRequest } from '#schemas/replay.ts';
import type { Operation } from '#server/platform/openapi.ts';

const path = '/api/admin/replay';
const common = { tag: 'Replay', security: 'session' } as const;

/** Replay for those who would rather call it than look at it. */
export const replayOperations: readonly Operation[] = [
  {
    ...common,
    method: 'post',
    path,
    summary: 'Decide recorded traffic again with a release or the drafts; answered at once',
    body: ReplayRequest,
    example: { release: 'draft', since: '2026-03-01T00:00:00Z' },
    success: { status: 202, description: 'Started; ask for it by its id', schema: ReplayJob },
    problems: [400, 401, 403, 409, 413, 415, 422],
  },
  {
    ...common,
    method: 'get',
    path,
    summary: 'The replays that are kept, the newest first',
    success: {
      status: 200,
      description: 'Without their results',
      schema: z.array(ReplayJob.omit({ result: true })),
    },
    problems: [400, 401],
  },
  {
    ...common,
    method: 'get',
    path: `${path}/{id}`,
    summary: 'How far a replay has come, and its result once it is done',
    success: { status: 200, description: 'The replay', schema: ReplayJob },
    problems: [401, 404],
  },
  {
    ...common,
    method: 'delete',
    path: `${path}/{id}`,
    summary: 'Cancel a replay',
    success: { status: 200, description: 'The replay, as it ended', schema: ReplayJob },
    problems: [401, 403, 404],
  },
];
