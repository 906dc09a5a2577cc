import { type RequestHandler, Router } from 'express';
import { RecommendationRequest } from '#schemas/recommendation-request.ts';
import { handle, parse } from '#server/platform/http.ts';
import { readQuery } from './query.ts';
import type { RecommendationService } from './service.ts';

type Dependencies = { service: RecommendationService; requireDecide: RequestHandler };

/** `GET` and `POST /recommendations` of the personalization API: the same request in two spellings. */
export const recommendationRoutes = ({ service, requireDecide }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/recommendations',
    requireDecide,
    handle((req) => service.recommend(parse(RecommendationRequest, readQuery(req.query), 'query'))),
  );
  router.post(
    '/recommendations',
    requireDecide,
    handle((req) => service.recommend(parse(RecommendationRequest, req.body))),
  );
  return router;
};
