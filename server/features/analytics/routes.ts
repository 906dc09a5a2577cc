import { type RequestHandler, Router } from 'express';
import { AnalyticsQuery } from '#schemas/analytics.ts';
import { handle, parse } from '#server/platform/http.ts';
import type { AnalyticsService } from './service.ts';

type Service = { service: AnalyticsService };

/** `GET /analytics` of the personalization API. */
export const analyticsRoutes = ({
  service,
  requireRead,
}: Service & { requireRead: RequestHandler }): Router => {
  const router = Router();
  router.get(
    '/analytics',
    requireRead,
    handle((req) => service.report(parse(AnalyticsQuery, req.query, 'query'))),
  );
  return router;
};

/** The same report, and the numbers of the home page, for the admin UI. */
export const analyticsAdminRoutes = ({
  service,
  requireUser,
}: Service & { requireUser: RequestHandler }): Router => {
  const router = Router();
  router.get(
    '/analytics',
    requireUser,
    handle(({ query: { environment: _environment, ...query } }) =>
      service.report(parse(AnalyticsQuery, query, 'query')),
    ),
  );
  router.get(
    '/overview',
    requireUser,
    handle(() => service.overview()),
  );
  return router;
};
