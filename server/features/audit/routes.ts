import { type RequestHandler, Router } from 'express';
import { AuditFilter } from '#schemas/audit.ts';
import { handle, parse } from '#server/platform/http.ts';
import { parseListQuery, sendList } from '#server/platform/ra-list.ts';
import type { AuditService } from './service.ts';

type Dependencies = { service: AuditService; requireUser: RequestHandler };

/** The audit log as the admin UI reads it. */
export const auditRoutes = ({ service, requireUser }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/audit',
    requireUser,
    handle(async (req, res) => {
      const { filter, range } = parseListQuery(req.query);
      sendList(res, 'audit', await service.list(parse(AuditFilter, filter, 'query'), range));
    }),
  );
  return router;
};
