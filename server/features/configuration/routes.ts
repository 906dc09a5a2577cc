import { Router } from 'express';
import { kinds } from '#schemas/document.ts';
import type { Auth } from '#server/platform/auth.ts';
import { documentRoutes } from './document-routes.ts';
import type { Guards } from './guards.ts';
import { releaseRoutes } from './release-routes.ts';
import { createRuleDrafts } from './rule-drafts.ts';
import { ruleRoutes } from './rule-routes.ts';
import type { ConfigurationService } from './service.ts';

type Dependencies = { service: ConfigurationService; requireUser: Auth['requireUser'] };

/** Documents of every kind, publishing and releases: to be mounted at the admin API's root. */
export const configurationRoutes = ({ service, requireUser }: Dependencies): Router => {
  const guards: Guards = { read: requireUser(), write: requireUser('admin', 'editor') };
  const router = Router();
  for (const kind of kinds) router.use(documentRoutes(kind, service.documents, guards));
  router.use(ruleRoutes(createRuleDrafts(service.documents), guards));
  router.use(releaseRoutes(service, guards));
  return router;
};
