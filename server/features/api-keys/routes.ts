import { Router } from 'express';
import { z } from 'zod';
import { type Auth, keyKinds, nameOf, principalOf, rights } from '#server/platform/auth.ts';
import { environmentOf } from '#server/platform/environment.ts';
import { handle, parse } from '#server/platform/http.ts';
import { parseListQuery, sendList } from '#server/platform/ra-list.ts';
import type { ApiKeyService, ShownKey } from './service.ts';

const NewKeyRequest = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    kind: z.enum(['server', 'browser']).optional().describe('the usual rights of such a key'),
    rights: z.array(z.enum(rights)).min(1).max(rights.length).optional(),
    requestsPerMinute: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .nullable()
      .optional()
      .describe('null for no limit; a browser key has 600 for each address unless it is given'),
  })
  .refine(({ kind, rights }) => (kind === undefined) !== (rights === undefined), {
    message: 'give either kind or rights',
    path: ['kind'],
  })
  .transform(({ name, kind, rights, requestsPerMinute }) => ({
    name,
    rights: rights ?? keyKinds[kind ?? 'server'],
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
  }));

const sortable = ['name', 'createdAt', 'environment'] as const;

const byField = (field: string) => {
  const known = sortable.find((candidate) => candidate === field) ?? 'createdAt';
  const value = (key: ShownKey) => (known === 'createdAt' ? key.createdAt.toISOString() : key[known]);
  return (a: ShownKey, b: ShownKey): number => value(a).localeCompare(value(b), 'en');
};

type Dependencies = { service: ApiKeyService; requireUser: Auth['requireUser'] };

/** API keys, for administrators: to be mounted at the admin API's root. */
export const apiKeyRoutes = ({ service, requireUser }: Dependencies): Router => {
  const admin = requireUser('admin');
  const router = Router();

  router.get('/api-keys', admin, async (req, res) => {
    const { filter, sort, range } = parseListQuery(req.query);
    const ids = filter['id'] === undefined ? undefined : [filter['id']].flat();
    const found = (await service.all()).filter(({ id }) => ids?.includes(id) ?? true);
    found.sort(byField(sort.field));
    if (sort.order === 'desc') found.reverse();
    sendList(res, 'api-keys', { rows: found.slice(range.from, range.to + 1), total: found.length, range });
  });

  router.post(
    '/api-keys',
    admin,
    handle(async (req, res) => {
      const request = parse(NewKeyRequest, req.body);
      const author = nameOf(principalOf(req));
      const { key, record } = await service.create({ ...request, environment: environmentOf(req), author });
      res.status(201).set('Cache-Control', 'no-store');
      return { ...record, key };
    }),
  );

  router.get(
    '/api-keys/:id',
    admin,
    handle((req) => service.one(String(req.params['id']))),
  );

  router.delete(
    '/api-keys/:id',
    admin,
    handle((req) => service.revoke(String(req.params['id']), nameOf(principalOf(req)))),
  );

  return router;
};
