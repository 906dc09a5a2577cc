import { type RequestHandler, Router } from 'express';
import { handle } from '#server/platform/http.ts';
import type { DemoService } from './service.ts';

type Dependencies = {
  service: Pick<DemoService, 'isLoaded' | 'remove'>;
  requireUser: RequestHandler;
  requireAdmin: RequestHandler;
};

/** Tells whether the demo shop is there, and takes it out. */
export const demoRoutes = ({ service, requireUser, requireAdmin }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/demo',
    requireUser,
    handle(async () => ({ loaded: await service.isLoaded() })),
  );
  router.delete(
    '/demo',
    requireAdmin,
    handle(() => service.remove()),
  );
  return router;
};
