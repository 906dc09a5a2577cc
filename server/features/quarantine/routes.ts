import { type Request, type RequestHandler, Router } from 'express';
import { ManyRequest, ResendRequest } from '#schemas/quarantine.ts';
import { nameOf, principalOf } from '#server/platform/auth.ts';
import { handle, parse } from '#server/platform/http.ts';
import { parseListQuery, sendList } from '#server/platform/ra-list.ts';
import type { QuarantineService } from './service.ts';

type Dependencies = {
  service: QuarantineService;
  requireUser: RequestHandler;
  /** Guards what changes. */
  requireEditor: RequestHandler;
};

const actorOf = (req: Request): string => nameOf(principalOf(req));

/** Quarantine as the admin UI reads and empties it. */
export const quarantineRoutes = ({ service, requireUser, requireEditor }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/quarantine',
    requireUser,
    handle(async (req, res) => sendList(res, 'quarantine', await service.list(parseListQuery(req.query)))),
  );
  router.get(
    '/quarantine/:id',
    requireUser,
    handle((req) => service.one(String(req.params['id']))),
  );
  router.post(
    '/quarantine/resend',
    requireEditor,
    handle((req) => service.resendMany(parse(ManyRequest, req.body).ids, actorOf(req))),
  );
  router.post(
    '/quarantine/discard',
    requireEditor,
    handle((req) => service.discard(parse(ManyRequest, req.body).ids, actorOf(req))),
  );
  router.post(
    '/quarantine/restore',
    requireEditor,
    handle((req) => service.restore(parse(ManyRequest, req.body).ids, actorOf(req))),
  );
  router.post(
    '/quarantine/:id/resend',
    requireEditor,
    handle(async (req) => {
      const { row } = parse(ResendRequest, req.body);
      await service.resend(String(req.params['id']), row, actorOf(req));
      return { sent: 1, failed: [] };
    }),
  );
  return router;
};
