import { type RequestHandler, Router } from 'express';
import { RuleQuestion } from '#schemas/rule-insight.ts';
import { handle, parse } from '#server/platform/http.ts';
import type { RuleInsightService } from './service.ts';

type Dependencies = { service: RuleInsightService; requireUser: RequestHandler };

/** What the editor tells of a rule while it is written. */
export const ruleInsightRoutes = ({ service, requireUser }: Dependencies): Router => {
  const router = Router();
  router.post(
    '/rules/analysis',
    requireUser,
    handle((req) => service.analysis(parse(RuleQuestion, req.body).rule)),
  );
  router.post(
    '/rules/audience',
    requireUser,
    handle(async (req, res) => {
      const { rule } = parse(RuleQuestion, req.body);
      const gone = new AbortController();
      res.once('close', () => gone.abort());
      return (await service.audience(rule, gone.signal)) ?? undefined;
    }),
  );
  return router;
};
