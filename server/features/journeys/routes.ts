import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import type { JourneyService } from './service.ts';

const StateQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(25) });

type Dependencies = { service: JourneyService; requireUser: RequestHandler };

/** What the admin UI draws of a journey in force. */
export const journeyRoutes = ({ service, requireUser }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/journeys/:key/graph',
    requireUser,
    handle(async (req) => {
      const key = String(req.params['key']);
      const graph = await service.graph(key);
      if (!graph) throw problem('not-found', { detail: `No journey "${key}" is in force.` });
      return graph;
    }),
  );
  router.get(
    '/journeys/:key/states/:state/customers',
    requireUser,
    handle(async (req) => {
      const { limit } = parse(StateQuery, req.query, 'query');
      const key = String(req.params['key']);
      const found = await service.customersIn(key, String(req.params['state']), limit);
      if (!found) throw problem('not-found', { detail: `No journey "${key}" is in force.` });
      return found.map(({ profileId, since, state }) => ({ id: profileId, state, since }));
    }),
  );
  return router;
};
