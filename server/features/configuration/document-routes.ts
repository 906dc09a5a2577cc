import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Kind } from '#schemas/document.ts';
import { diffValues } from '#server/domain/releases/diff.ts';
import { sectionOf } from '#server/domain/releases/pack.ts';
import { nameOf, principalOf } from '#server/platform/auth.ts';
import { environmentOf } from '#server/platform/environment.ts';
import { handle, parse } from '#server/platform/http.ts';
import { parseListQuery, sendList } from '#server/platform/ra-list.ts';
import { pageOf, wantsArchived } from './document-list.ts';
import type { Address, Documents } from './documents.ts';
import type { Guards } from './guards.ts';
import type { DocumentRecord } from './records.ts';

const DocumentBody = z.strictObject({ body: z.record(z.string(), z.unknown()) });

const Version = z.union([
  z.enum(['draft', 'live']),
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'a revision number, "live" or "draft"')
    .transform(Number),
]);
const Comparison = z.looseObject({ from: Version.default('live'), to: Version.default('draft') });

const ifMatch = (req: Request): string | undefined => req.get('if-match')?.replace(/^(?:W\/)?"(.*)"$/, '$1');

const present = (res: Response, record: DocumentRecord): DocumentRecord => {
  res.set('ETag', `"${record.etag}"`);
  return record;
};

/** The resource of one kind of document; every kind's is the same. */
export const documentRoutes = (kind: Kind, documents: Documents, { read, write }: Guards): Router => {
  const root = `/${sectionOf(kind)}`;
  const address = (req: Request): Address => ({
    environment: environmentOf(req),
    kind,
    key: String(req.params['key']),
  });
  const edit = (req: Request) => ({
    ...address(req),
    author: nameOf(principalOf(req)),
    ifMatch: ifMatch(req),
  });
  const bodyOf = (req: Request) => parse(DocumentBody, req.body).body;
  const router = Router();

  router.get(root, read, async (req, res) => {
    const query = parseListQuery(req.query);
    const records = await documents.ofKind(environmentOf(req), kind, wantsArchived(query));
    sendList(res, sectionOf(kind), pageOf(records, query));
  });

  router.post(
    root,
    write,
    handle(async (req, res) => {
      const record = await documents.create(edit(req), bodyOf(req));
      res.status(201).location(`${req.baseUrl}${root}/${record.key}`);
      return present(res, record);
    }),
  );

  router.get(
    `${root}/:key`,
    read,
    handle(async (req, res) => present(res, await documents.one(address(req)))),
  );

  router.put(
    `${root}/:key`,
    write,
    handle(async (req, res) => present(res, await documents.save(edit(req), bodyOf(req)))),
  );

  router.delete(
    `${root}/:key`,
    write,
    handle(async (req, res) => present(res, await documents.remove(edit(req)))),
  );

  router.post(
    `${root}/:key/validate`,
    read,
    handle(async (req) => ({ faults: await documents.faults(address(req), bodyOf(req)) })),
  );

  router.get(
    `${root}/:key/revisions`,
    read,
    handle((req) => documents.revisions(address(req))),
  );

  router.get(
    `${root}/:key/diff`,
    read,
    handle(async (req) => {
      const { from, to } = parse(Comparison, req.query, 'query');
      const before = await documents.version(address(req), from);
      const after = await documents.version(address(req), to);
      return { before, after, changes: diffValues(before, after) };
    }),
  );

  return router;
};
