import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { CustomerId, ExternalId } from '#schemas/key.ts';
import { DaysQuery, ExportQuery, OverlapQuery, UploadQuery } from '#schemas/segment-report.ts';
import { nameOf, principalOf } from '#server/platform/auth.ts';
import { handle, parse } from '#server/platform/http.ts';
import { parseListQuery, sendList } from '#server/platform/ra-list.ts';
import { readUpload, rowsOfList, type UploadFormat } from './read-upload.ts';
import type { SegmentsService } from './service.ts';

type Dependencies = {
  service: SegmentsService;
  requireUser: RequestHandler;
  /** Guards what changes. */
  requireEditor: RequestHandler;
};

const formats: Readonly<Record<string, UploadFormat>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
};
/** Media types of uploads that are read as they come in. */
export const uploadTypes = Object.keys(formats);

export const RecomputeRequest = z.strictObject({
  segments: z.literal('all').describe('they depend on each other, so all are computed together'),
});

const Named = z.union([
  z.strictObject({ customer_id: CustomerId }),
  z.strictObject({ anonymous_id: ExternalId }),
  CustomerId.transform((customer_id) => ({ customer_id })),
]);
/** Ids of customers, or objects with a customer_id or an anonymous_id. */
export const UploadRequest = z.strictObject({ ids: z.array(Named).min(1).max(100_000) });

const rowsIn = (req: Request) => {
  const type = req.is(uploadTypes);
  return type ? readUpload(formats[type]!, req) : rowsOfList(parse(UploadRequest, req.body).ids);
};

const whoOf = (req: Request) => ({ by: nameOf(principalOf(req)), door: 'admin' as const });
const keyOf = (req: Request): string => String(req.params['key']);

/** Segments with their sizes, members and overlaps; and uploads into them. */
export const segmentsRoutes = ({ service, requireUser, requireEditor }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/segment-sizes',
    requireUser,
    handle(() => service.sizes()),
  );
  router.get(
    '/segment-overlap',
    requireUser,
    handle((req) => service.overlap(parse(OverlapQuery, req.query, 'query').segments)),
  );
  router.get(
    '/segment-recompute',
    requireUser,
    handle(async () => ({ recompute: await service.progress() })),
  );
  router.post(
    '/segment-recompute',
    requireEditor,
    handle((req, res) => {
      parse(RecomputeRequest, req.body);
      service.start();
      res.status(202);
      return {};
    }),
  );
  router.get(
    '/segments/:key/size',
    requireUser,
    handle((req) => service.detail(keyOf(req), parse(DaysQuery, req.query, 'query').days)),
  );
  router.get(
    '/segments/:key/members',
    requireUser,
    handle(async (req, res) =>
      sendList(res, 'members', await service.members(keyOf(req), parseListQuery(req.query).range)),
    ),
  );
  router.get('/segments/:key/export', requireUser, async (req, res) => {
    const { format } = parse(ExportQuery, req.query, 'query');
    const lines = await service.export(keyOf(req), format, whoOf(req));
    res.type(format === 'csv' ? 'text/csv' : 'application/x-ndjson');
    res.attachment(`${keyOf(req)}.${format}`);
    await pipeline(Readable.from(lines), res);
  });
  router.post(
    '/segments/:key/members',
    requireEditor,
    handle((req) => {
      const { mode } = parse(UploadQuery, req.query, 'query');
      return service.upload(keyOf(req), { mode, rows: rowsIn(req), ...whoOf(req) });
    }),
  );
  return router;
};
