import { type RequestHandler, Router } from 'express';
import { SimulationRequest } from '#schemas/simulation.ts';
import { handle, parse } from '#server/platform/http.ts';
import type { SimulatorService } from './service.ts';

type Dependencies = { service: SimulatorService; requireUser: RequestHandler };

/** Decisions for nobody to see, for whoever may see decisions and drafts. */
export const simulatorRoutes = ({ service, requireUser }: Dependencies): Router => {
  const router = Router();
  router.post(
    '/simulate',
    requireUser,
    handle((req) => service.simulate(parse(SimulationRequest, req.body))),
  );
  router.get(
    '/archetypes',
    requireUser,
    handle(() => service.archetypes()),
  );
  return router;
};
