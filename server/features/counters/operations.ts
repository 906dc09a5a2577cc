import { CountersReport } from '#schemas/history.ts';
import type { Operation } from '#server/platform/openapi.ts';

/** What is told of the counters that conditions declare. */
export const counterOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/admin/counters',
    tag: 'Rules',
    summary: 'What conditions count of customers’ histories, and for how many it has been counted',
    security: 'session',
    success: { status: 200, description: 'Every counter of the release in force', schema: CountersReport },
    problems: [401],
  },
];
