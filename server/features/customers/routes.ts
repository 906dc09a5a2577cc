import { type Request, type RequestHandler, Router } from 'express';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import { newestPage, parseListQuery, sendList } from '#server/platform/ra-list.ts';
import type { CustomerService } from './service.ts';
import { TimelineFilter } from './timeline.ts';

type Dependencies = { service: CustomerService; requireUser: RequestHandler };
type Newest<Row> = (profileId: string, limit: number) => Promise<Row[]>;

const unknown = (id: string) => problem('not-found', { detail: `There is no customer "${id}".` });

const pageOf = <Row>(read: Newest<Row>, req: Request) =>
  newestPage(parseListQuery(req.query).range, (limit) => read(String(req.params['id']), limit));

/** Customers as the admin UI reads them. */
export const customerRoutes = ({ service, requireUser }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/customers',
    requireUser,
    handle(async (req, res) => sendList(res, 'customers', await service.list(parseListQuery(req.query)))),
  );
  router.get(
    '/customers/:id',
    requireUser,
    handle(async (req) => {
      const id = String(req.params['id']);
      const detail = await service.detail(id);
      if (!detail) throw unknown(id);
      return detail;
    }),
  );
  router.get(
    '/customers/:id/events',
    requireUser,
    handle(async (req, res) => {
      const { rows, ...page } = await pageOf(service.events, req);
      sendList(res, 'events', { ...page, rows: rows.map((event) => ({ id: event.messageId, ...event })) });
    }),
  );
  router.get(
    '/customers/:id/decisions',
    requireUser,
    handle(async (req, res) => sendList(res, 'decisions', await pageOf(service.decisions, req))),
  );
  router.get(
    '/customers/:id/timeline',
    requireUser,
    handle(async (req, res) => {
      const id = String(req.params['id']);
      if (!(await service.isKnown(id))) throw unknown(id);
      const { kind } = parse(TimelineFilter, parseListQuery(req.query).filter, 'query');
      const page = await pageOf((_id, limit) => service.timeline(id, limit, kind), req);
      sendList(res, 'timeline', page);
    }),
  );
  return router;
};
