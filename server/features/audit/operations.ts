import { z } from 'zod';
import { AuditRow } from '#schemas/audit.ts';
import type { Operation } from '#server/platform/openapi.ts';

const ListText = z.string().optional();

/** What was done, by whom. */
export const auditOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/admin/audit',
    tag: 'Privacy',
    summary:
      'The audit log, the newest first; filter={"action":"customer.exported","subject":"customer_id:7","actor":"key:","since":"2026-03-01T00:00:00Z","until":"2026-04-01T00:00:00Z"}',
    security: 'session',
    query: z.object({ filter: ListText, range: ListText }),
    success: { status: 200, description: 'A page', schema: z.array(AuditRow) },
    problems: [400, 401],
  },
];
