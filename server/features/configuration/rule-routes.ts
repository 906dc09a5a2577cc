import { Router } from 'express';
import { RuleChanges } from '#schemas/rule-activity.ts';
import { nameOf, principalOf } from '#server/platform/auth.ts';
import { environmentOf } from '#server/platform/environment.ts';
import { handle, parse } from '#server/platform/http.ts';
import type { Guards } from './guards.ts';
import type { RuleDrafts } from './rule-drafts.ts';

/** Changes of several rules' drafts in one call. */
export const ruleRoutes = (drafts: RuleDrafts, { write }: Guards): Router => {
  const router = Router();
  router.patch(
    '/rules',
    write,
    handle((req) => {
      const { rules } = parse(RuleChanges, req.body);
      return drafts.change({ environment: environmentOf(req), author: nameOf(principalOf(req)) }, rules);
    }),
  );
  return router;
};
