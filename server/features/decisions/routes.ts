import { type RequestHandler, Router } from 'express';
import { handle } from '#server/platform/http.ts';
import { parseListQuery, sendList } from '#server/platform/ra-list.ts';
import type { DecisionService } from './service.ts';

type Dependencies = { service: DecisionService; requireUser: RequestHandler };

/** Decisions for the admin UI, each of which can be explained. */
export const decisionRoutes = ({ service, requireUser }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/decisions',
    requireUser,
    handle(async (req, res) => sendList(res, 'decisions', await service.list(parseListQuery(req.query)))),
  );
  router.get(
    '/decisions/:id',
    requireUser,
    handle((req) => service.one(String(req.params['id']))),
  );
  router.get(
    '/decisions/:id/explain',
    requireUser,
    handle((req) => service.explain(String(req.params['id']))),
  );
  return router;
};
