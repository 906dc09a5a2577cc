import { type RequestHandler, Router } from 'express';
import { handle } from '#server/platform/http.ts';
import type { DemoService } from './service.ts';

type Dependencies = { demo: Pick<DemoService, 'remove'>; requireAdmin: RequestHandler };

/** Under /api/admin/demo. */
export const demoRoutes = ({ demo, requireAdmin }: Dependencies): Router => {
  const router = Router();
  router.delete(
    '/',
    requireAdmin,
    handle(() => demo.remove()),
  );
  return router;
};
