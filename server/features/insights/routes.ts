import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { ExternalId } from '#schemas/key.ts';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import type { InsightSection, InsightService } from './service.ts';

const Params = z.strictObject({ customer_id: ExternalId });
const flag = z.stringbool().default(true);

export const InsightQuery = z.strictObject({
  include_preferences: flag,
  include_predictions: flag,
  include_segments: flag,
  anonymous: z.stringbool().default(false).describe('the id in the path is an anonymous id'),
});

const Anonymous = InsightQuery.pick({ anonymous: true });

export const EngagementQuery = z
  .strictObject({
    from: z.iso.date().optional().describe('30 days before `to` when absent'),
    to: z.iso.date().optional().describe('today when absent'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    message: 'ends before it begins',
    path: ['to'],
  });

const DAY = 86_400_000;
const daysShown = 30;
const anonymousPrefix = 'anonymous_id:';

const profileIdOf = (id: string, anonymous: boolean): string => {
  if (anonymous) return anonymousPrefix + id;
  return id.startsWith(anonymousPrefix) ? id : `customer_id:${id}`;
};

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

const known = <Value>(value: Value | null, id: string): Value => {
  if (value === null) throw problem('not-found', { detail: `Nothing is known of a customer "${id}".` });
  return value;
};

type Dependencies = { service: InsightService; requireRead: RequestHandler };

/** What follows from what is known of a customer, and how engaged customers are. */
export const insightRoutes = ({ service, requireRead }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/insights/:customer_id',
    requireRead,
    handle(async (req) => {
      const { customer_id: id } = parse(Params, req.params, 'params');
      const query = parse(InsightQuery, req.query, 'query');
      const include = (['preferences', 'predictions', 'segments'] as const).filter(
        (section: InsightSection) => query[`include_${section}`],
      );
      return known(await service.show(profileIdOf(id, query.anonymous), include), id);
    }),
  );
  router.get(
    '/engagement/:customer_id',
    requireRead,
    handle(async (req) => {
      const { customer_id: id } = parse(Params, req.params, 'params');
      const { anonymous } = parse(Anonymous, req.query, 'query');
      return known(await service.engagementOf(profileIdOf(id, anonymous)), id);
    }),
  );
  router.get(
    '/engagement',
    requireRead,
    handle(async (req) => {
      const query = parse(EngagementQuery, req.query, 'query');
      const to = query.to ?? dayOf(service.now());
      const from = query.from ?? dayOf(new Date(Date.parse(to) - (daysShown - 1) * DAY));
      const [days, keptSince] = await Promise.all([
        service.engagementDays(from, to),
        service.engagementKeptSince(),
      ]);
      return { from, to, kept_since: keptSince, days };
    }),
  );
  return router;
};

type AdminDependencies = { service: InsightService; requireUser: RequestHandler };

/** The same for the admin UI, which names customers by the id of their profile. */
export const insightAdminRoutes = ({ service, requireUser }: AdminDependencies): Router => {
  const router = Router();
  router.get(
    '/customers/:id/insights',
    requireUser,
    handle(async (req) => {
      const id = String(req.params['id']);
      return known(await service.show(id, ['preferences', 'predictions', 'segments']), id);
    }),
  );
  return router;
};
