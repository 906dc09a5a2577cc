import { Router } from 'express';
import { z } from 'zod';
import type { Release } from '#schemas/release.ts';
import { nameOf, principalOf } from '#server/platform/auth.ts';
import { EnvironmentName, environmentOf } from '#server/platform/environment.ts';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import { parseListQuery, sendList } from '#server/platform/ra-list.ts';
import { parseId } from './changes.ts';
import type { Guards } from './guards.ts';
import type { ConfigurationService } from './service.ts';

const DocumentIds = z.array(z.string().min(1).max(200)).min(1).max(10_000);
const Reason = z.string().max(2000).default('');
const ReleaseNumber = z.number().int().min(0).max(1_000_000_000);

const PublishRequest = z.strictObject({
  environment: EnvironmentName,
  parent: ReleaseNumber.describe('the release that the changes were made against'),
  documents: z.union([z.literal('all'), DocumentIds]),
  reason: Reason,
});

const RollbackRequest = z.strictObject({
  environment: EnvironmentName,
  to: ReleaseNumber,
  documents: DocumentIds.optional(),
  reason: Reason,
});

const DocumentRollbackRequest = z.strictObject({
  environment: EnvironmentName,
  parent: ReleaseNumber.describe('the release in force when the revision was chosen'),
  document: z.string().min(3).max(200).describe('such as rule/vip-hero'),
  revision: z.number().int().min(1).max(1_000_000_000),
  reason: Reason,
});

const ReleaseParameter = z.object({
  number: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'a release number')
    .transform(Number),
});

const present = (release: Release, current: boolean) => ({
  id: release.number,
  number: release.number,
  environment: release.environment,
  parent: release.parent,
  author: release.author,
  reason: release.reason,
  createdAt: release.createdAt,
  documents: Object.keys(release.entries).length,
  current,
});

const named = (document: string) => {
  const address = parseId(document);
  if (address) return address;
  const message = `there is no document "${document}"`;
  throw problem('invalid-request', { errors: [{ path: '/document', message }] });
};

/** Publishing, rolling back, and what was published. */
export const releaseRoutes = (service: ConfigurationService, { read, write }: Guards): Router => {
  const router = Router();

  router.post(
    '/publish',
    write,
    handle(async (req, res) => {
      const request = parse(PublishRequest, req.body);
      const author = nameOf(principalOf(req));
      const { release, ...told } = await service.publish({ ...request, author });
      res.status(201);
      return { ...present(release, true), ...told };
    }),
  );

  router.post(
    '/rollback',
    write,
    handle(async (req, res) => {
      const request = parse(RollbackRequest, req.body);
      const author = nameOf(principalOf(req));
      const { release, ...told } = await service.rollback({ ...request, author });
      res.status(201);
      return { ...present(release, true), ...told };
    }),
  );

  router.post(
    '/rollback-document',
    write,
    handle(async (req, res) => {
      const { document, ...request } = parse(DocumentRollbackRequest, req.body);
      const author = nameOf(principalOf(req));
      const { release, ...told } = await service.rollbackDocument({ ...request, ...named(document), author });
      res.status(201);
      return { ...present(release, true), ...told };
    }),
  );

  router.get('/releases', read, async (req, res) => {
    const { range, sort } = parseListQuery(req.query);
    // the newest first, unless asked otherwise
    const order = sort.field === 'number' ? sort.order : 'desc';
    const page = { skip: range.from, limit: range.to - range.from + 1, order } as const;
    const { rows, total, current } = await service.releases(environmentOf(req), page);
    sendList(res, 'releases', {
      rows: rows.map((release) => present(release, release.number === current)),
      total,
      range,
    });
  });

  router.get(
    '/releases/:number',
    read,
    handle(async (req) => {
      const { number } = parse(ReleaseParameter, req.params, 'params');
      const { release, changes, current } = await service.release(environmentOf(req), number);
      return { ...present(release, current), changes };
    }),
  );

  return router;
};
