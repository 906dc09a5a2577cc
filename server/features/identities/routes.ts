import { type RequestHandler, Router } from 'express';
import { MergeRequest, UndoRequest } from '#schemas/identity.ts';
import { nameOf, principalOf } from '#server/platform/auth.ts';
import { handle, parse } from '#server/platform/http.ts';
import type { IdentityService } from './service.ts';

/** Merging and undoing it under some path, for whoever may. */
const mergeRoutes = (path: string, service: IdentityService, allowed: RequestHandler): Router => {
  const router = Router();
  router.post(
    path,
    allowed,
    handle((req) => service.merge(parse(MergeRequest, req.body), nameOf(principalOf(req)))),
  );
  router.post(
    `${path}/undo`,
    allowed,
    handle((req) => service.undo(parse(UndoRequest, req.body), nameOf(principalOf(req)))),
  );
  return router;
};

type Dependencies = { service: IdentityService; requireRead: RequestHandler };

/** What a shop's server knows of who is who. */
export const identityRoutes = ({ service, requireRead }: Dependencies): Router =>
  mergeRoutes('/profile/merge', service, requireRead);

type AdminDependencies = {
  service: IdentityService;
  requireUser: RequestHandler;
  requireEditor: RequestHandler;
};

/** Who is who, as the admin UI shows and changes it. */
export const identityAdminRoutes = ({ service, requireUser, requireEditor }: AdminDependencies): Router => {
  const router = mergeRoutes('/customers/merge', service, requireEditor);
  router.get(
    '/customers/:id/identities',
    requireUser,
    handle((req) => service.overview(String(req.params['id']))),
  );
  return router;
};
