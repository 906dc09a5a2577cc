import { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { ConsentUpdate } from '#schemas/consent.ts';
import { NewPrivacyRequest } from '#schemas/privacy.ts';
import type { RetentionReport } from '#schemas/retention.ts';
import { nameOf, principalOf } from '#server/platform/auth.ts';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import { newestPage, parseListQuery, sendList } from '#server/platform/ra-list.ts';
import type { ConsentHistory } from './consent-history.ts';
import type { Erasures } from './erasures.ts';
import type { PersonalExport } from './export.ts';
import type { PrivacyRequests } from './requests.ts';
import { Rectification, Restriction, sendExport } from './routes.ts';
import type { PrivacyService } from './service.ts';

type Dependencies = {
  service: PrivacyService;
  requests: PrivacyRequests;
  erasures: Pick<Erasures, 'read' | 'latest'>;
  personalExport: PersonalExport;
  consentHistory: ConsentHistory;
  /** What retention removed on some days. */
  retained: (days: number) => Promise<RetentionReport>;
  requireUser: RequestHandler;
  /** Whoever may look may not take all of a person away. */
  requireEditor: RequestHandler;
  requireAdmin: RequestHandler;
};

export const Reason = z.strictObject({ note: z.string().min(1).max(2000) });

const latestErasures = 100;
const retentionDays = 30;
const idOf = (req: Request): string => String(req.params['id']);
const byOf = (req: Request): string => nameOf(principalOf(req));

const consentsOf = async (history: ConsentHistory, id: string, limit: number) => {
  const found = await history(id, limit);
  if (found === null) throw problem('not-found', { detail: `There is no customer "${id}".` });
  return found;
};

const requestRoutes = (
  router: Router,
  { requests, requireUser, requireEditor, requireAdmin }: Dependencies,
): void => {
  router.get(
    '/privacy-requests',
    requireUser,
    handle(async (req, res) =>
      sendList(res, 'privacy-requests', await requests.list(parseListQuery(req.query))),
    ),
  );
  router.get(
    '/privacy-requests/:id',
    requireUser,
    handle((req) => requests.read(idOf(req))),
  );
  router.post(
    '/privacy-requests',
    requireEditor,
    handle(async (req, res) => {
      const made = await requests.add(parse(NewPrivacyRequest, req.body), byOf(req));
      res.status(201);
      return made;
    }),
  );
  router.post(
    '/privacy-requests/:id/carry-out',
    requireAdmin,
    handle((req) => requests.carryOut(idOf(req), byOf(req))),
  );
  router.post(
    '/privacy-requests/:id/extend',
    requireEditor,
    handle((req) => requests.extend(idOf(req), { ...parse(Reason, req.body), by: byOf(req) })),
  );
  router.post(
    '/privacy-requests/:id/refuse',
    requireAdmin,
    handle((req) => requests.refuse(idOf(req), { ...parse(Reason, req.body), by: byOf(req) })),
  );
  router.post(
    '/privacy-requests/:id/complete',
    requireEditor,
    handle((req) => requests.complete(idOf(req), { ...parse(Reason, req.body), by: byOf(req) })),
  );
};

const customerRoutes = (
  router: Router,
  { service, consentHistory, personalExport, requireUser, requireEditor, requireAdmin }: Dependencies,
): void => {
  router.get(
    '/customers/:id/consents',
    requireUser,
    handle(async (req, res) => {
      const { range } = parseListQuery(req.query);
      const page = await newestPage(range, (limit) => consentsOf(consentHistory, idOf(req), limit));
      sendList(res, 'consents', page);
    }),
  );
  router.get(
    '/customers/:id/export',
    requireAdmin,
    handle((req, res) =>
      sendExport(res, personalExport, { profileId: idOf(req), by: byOf(req), door: 'admin' }),
    ),
  );
  router.post(
    '/customers/:id/consent',
    requireEditor,
    handle(async (req) => {
      const update = parse(ConsentUpdate, req.body);
      await service.consent(idOf(req), { update, by: byOf(req), source: 'system' });
      return { stored: update.purposes };
    }),
  );
  router.patch(
    '/customers/:id',
    requireEditor,
    handle(async (req) => {
      const { traits } = parse(Rectification, req.body);
      await service.rectify(idOf(req), { traits, by: byOf(req) });
      return { rectified: Object.keys(traits) };
    }),
  );
  router.post(
    '/customers/:id/restriction',
    requireEditor,
    handle(async (req) => {
      const { restricted } = parse(Restriction, req.body);
      await service.restrict(idOf(req), { restricted, by: byOf(req) });
      return { restricted };
    }),
  );
  router.delete(
    '/customers/:id',
    requireAdmin,
    handle(async (req, res) => {
      res.status(202);
      return service.erase(idOf(req), byOf(req));
    }),
  );
};

/** Privacy as the admin UI works with it. */
export const privacyAdminRoutes = (dependencies: Dependencies): Router => {
  const { erasures, retained, requireUser } = dependencies;
  const router = Router();
  requestRoutes(router, dependencies);
  customerRoutes(router, dependencies);
  router.get(
    '/erasures',
    requireUser,
    handle(async (req, res) => {
      const { range } = parseListQuery(req.query);
      const rows = await erasures.latest(latestErasures);
      sendList(res, 'erasures', { rows: rows.slice(range.from, range.to + 1), total: rows.length, range });
    }),
  );
  router.get(
    '/retention',
    requireUser,
    handle(() => retained(retentionDays)),
  );
  router.get(
    '/erasures/:id',
    requireUser,
    handle((req) => erasures.read(idOf(req))),
  );
  return router;
};
