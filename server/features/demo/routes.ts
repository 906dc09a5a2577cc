import { type RequestHandler, Router } from 'express';
import { handle } from '#server/platform/http.ts';
import type { DemoService } from './service.ts';

type Dependencies = { service: Pick<DemoService, 'remove'>; requireAdmin: RequestHandler };

/** Takes the demo shop out of the installation. */
export const demoRoutes = ({ service, requireAdmin }: Dependencies): Router => {
  const router = Router();
  router.delete(
    '/demo',
    requireAdmin,
    handle(() => service.remove()),
  );
  return router;
};
