import { type RequestHandler, Router } from 'express';
import { handle } from '#server/platform/http.ts';
import type { CountersService } from './service.ts';

type Dependencies = { service: CountersService; requireUser: RequestHandler };

/** What conditions count of customers' histories. */
export const counterRoutes = ({ service, requireUser }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/counters',
    requireUser,
    handle(() => service.report()),
  );
  return router;
};
