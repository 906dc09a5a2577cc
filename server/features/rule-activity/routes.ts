import { type RequestHandler, Router } from 'express';
import { handle } from '#server/platform/http.ts';
import type { RuleActivityService } from './service.ts';

type Dependencies = { service: RuleActivityService; requireUser: RequestHandler };

/** What the list of rules tells beside what is written in them. */
export const ruleActivityRoutes = ({ service, requireUser }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/rule-activity',
    requireUser,
    handle(() => service.activity()),
  );
  router.get(
    '/rule-audiences',
    requireUser,
    handle(() => service.audiences()),
  );
  return router;
};
