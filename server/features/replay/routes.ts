import { type RequestHandler, Router } from 'express';
import { ReplayRequest } from '#schemas/replay.ts';
import { nameOf, principalOf } from '#server/platform/auth.ts';
import { handle, parse } from '#server/platform/http.ts';
import { parseListQuery, sendList } from '#server/platform/ra-list.ts';
import type { ReplayService } from './service.ts';

type Dependencies = { service: ReplayService; requireUser: RequestHandler };

/** Replays for whoever may see decisions and drafts: they are started, asked for until they are done, and cancelled. */
export const replayRoutes = ({ service, requireUser }: Dependencies): Router => {
  const router = Router();
  router.post(
    '/replay',
    requireUser,
    handle(async (req, res) => {
      const job = await service.start(parse(ReplayRequest, req.body), nameOf(principalOf(req)));
      res.status(202).location(`/api/admin/replay/${job.id}`);
      return job;
    }),
  );
  router.get(
    '/replay',
    requireUser,
    handle(async (req, res) => sendList(res, 'replay', await service.list(parseListQuery(req.query)))),
  );
  router.get(
    '/replay/:id',
    requireUser,
    handle((req) => service.one(String(req.params['id']))),
  );
  router.delete(
    '/replay/:id',
    requireUser,
    handle((req) => service.cancel(String(req.params['id']))),
  );
  return router;
};
