import { type Request, type RequestHandler, Router } from 'express';
import { TestCase, TestRunRequest } from '#schemas/test-case.ts';
import { nameOf, principalOf } from '#server/platform/auth.ts';
import { handle, parse } from '#server/platform/http.ts';
import { parseListQuery, sendList } from '#server/platform/ra-list.ts';
import type { StoredTestCase } from '#server/stores/test-cases.ts';
import type { TestCaseService } from './service.ts';

type Dependencies = { service: TestCaseService; read: RequestHandler; write: RequestHandler };

const present = ({ body, author, updatedAt }: StoredTestCase) => ({
  id: body.key,
  ...body,
  author,
  updatedAt,
});

/** Test cases for whoever may see decisions; only editors change them. */
export const testCaseRoutes = ({ service, read, write }: Dependencies): Router => {
  const { cases } = service;
  const keyOf = (req: Request): string => String(req.params['key']);
  const authorOf = (req: Request): string => nameOf(principalOf(req));
  const router = Router();

  router.get('/test-cases', read, async (req, res) => {
    const { range, filter } = parseListQuery(req.query);
    const q = String(filter['q'] ?? '').toLowerCase();
    const found = (await cases.all()).filter(({ body }) =>
      `${body.key} ${body.name}`.toLowerCase().includes(q),
    );
    const rows = found.slice(range.from, range.to + 1).map(present);
    sendList(res, 'test-cases', { rows, total: found.length, range });
  });

  router.post(
    '/test-cases',
    write,
    handle(async (req, res) => {
      const made = await cases.create(parse(TestCase, req.body), authorOf(req));
      res.status(201).location(`${req.baseUrl}/test-cases/${made.body.key}`);
      return present(made);
    }),
  );

  router.post(
    '/test-cases/run',
    read,
    handle((req) => service.run(parse(TestRunRequest, req.body))),
  );

  router.get(
    '/test-cases/:key',
    read,
    handle(async (req) => present(await cases.one(keyOf(req)))),
  );

  router.put(
    '/test-cases/:key',
    write,
    handle(async (req) => present(await cases.save(keyOf(req), parse(TestCase, req.body), authorOf(req)))),
  );

  router.delete(
    '/test-cases/:key',
    write,
    handle(async (req, res) => {
      await cases.remove(keyOf(req));
      res.status(204).end();
    }),
  );

  return router;
};
