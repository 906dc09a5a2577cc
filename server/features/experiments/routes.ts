import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { Key } from '#schemas/key.ts';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import type { ExperimentReport, ExperimentService } from './service.ts';
import { snakeCased } from './snake-case.ts';

const Params = z.strictObject({ key: Key });
const level = z.coerce.number().min(0.5).max(0.999);
const AdminQuery = z.object({ confidenceLevel: level.default(0.95) });
export const ResultsQuery = z.strictObject({
  confidence_level: level.default(0.95).describe('0.5 to 0.999'),
});

const reportOf = async (
  service: ExperimentService,
  params: unknown,
  confidenceLevel: number,
): Promise<ExperimentReport> => {
  const { key } = parse(Params, params, 'params');
  const report = await service.report(key, confidenceLevel);
  if (report === null)
    throw problem('not-found', { detail: `No experiment "${key}" is running or has been stopped.` });
  return report;
};

type AdminDependencies = { service: ExperimentService; requireUser: RequestHandler };

/** For the admin UI. */
export const experimentAdminRoutes = ({ service, requireUser }: AdminDependencies): Router => {
  const router = Router();
  router.get(
    '/experiment-summaries',
    requireUser,
    handle(() => service.summaries()),
  );
  router.get(
    '/experiments/:key/report',
    requireUser,
    handle((req) => {
      const { confidenceLevel } = parse(AdminQuery, req.query, 'query');
      return reportOf(service, req.params, confidenceLevel);
    }),
  );
  return router;
};

type Dependencies = { service: ExperimentService; requireRead: RequestHandler };

/** For the personalization API. */
export const experimentRoutes = ({ service, requireRead }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/tests/:key/results',
    requireRead,
    handle(async (req) => {
      const { confidence_level: confidenceLevel } = parse(ResultsQuery, req.query, 'query');
      return snakeCased(await reportOf(service, req.params, confidenceLevel));
    }),
  );
  return router;
};
