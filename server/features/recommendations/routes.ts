import { type Request, type RequestHandler, Router } from 'express';
import { RecommendationRequest, type RecommendationResponse } from '#schemas/recommendation-request.ts';
import { publicProduct } from '#server/domain/models/public-product.ts';
import { handle, parse } from '#server/platform/http.ts';
import { withPrivacyControl } from '#server/platform/privacy-control.ts';
import { readQuery } from './query.ts';
import type { RecommendationService } from './service.ts';

type Dependencies = {
  service: RecommendationService;
  requireDecide: RequestHandler;
  /** May whoever asks see the shop's own numbers? */
  mayRead: (req: Request) => boolean;
};

const publicView = (response: RecommendationResponse): RecommendationResponse => ({
  ...response,
  recommendations: Object.fromEntries(
    Object.entries(response.recommendations).map(([type, products]) => [type, products.map(publicProduct)]),
  ),
});

/** `GET` and `POST /recommendations` of the personalization API: the same request in two spellings. */
export const recommendationRoutes = ({ service, requireDecide, mayRead }: Dependencies): Router => {
  const answer = async (req: Request, asked: unknown, where: 'query' | 'body') => {
    const request = parse(RecommendationRequest, asked, where);
    const context = withPrivacyControl(request.context, req);
    const made = await service.recommend({ ...request, context });
    return mayRead(req) ? made : publicView(made);
  };
  const router = Router();
  router.get(
    '/recommendations',
    requireDecide,
    handle((req) => answer(req, readQuery(req.query), 'query')),
  );
  router.post(
    '/recommendations',
    requireDecide,
    handle((req) => answer(req, req.body, 'body')),
  );
  return router;
};
