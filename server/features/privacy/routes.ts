import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { ConsentUpdate } from '#schemas/consent.ts';
import { SafeJsonObject } from '#schemas/json.ts';
import { ExternalId } from '#schemas/key.ts';
import { nameOf, principalOf } from '#server/platform/auth.ts';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import type { PersonalExport } from './export.ts';
import type { PrivacyService } from './service.ts';

const Params = z.strictObject({ customer_id: ExternalId });
export const PersonQuery = z.strictObject({
  anonymous: z.stringbool().default(false).describe('the id in the path is an anonymous id'),
});
export const Rectification = z.strictObject({
  traits: SafeJsonObject.describe('the right values; null removes a trait'),
});
export const Restriction = z.strictObject({
  restricted: z.boolean().describe('true: the data are kept and nothing else; false: used again as before'),
});

type Dependencies = {
  service: PrivacyService;
  personalExport: PersonalExport;
  requireRead: RequestHandler;
  requireTrack: RequestHandler;
};

const anonymousPrefix = 'anonymous_id:';

const personOf = (req: Request): string => {
  const { customer_id: id } = parse(Params, req.params, 'params');
  const { anonymous } = parse(PersonQuery, req.query, 'query');
  if (anonymous) return anonymousPrefix + id;
  return id.startsWith(anonymousPrefix) ? id : `customer_id:${id}`;
};

const byOf = (req: Request): string => nameOf(principalOf(req));

/** Sends an export as it is read. */
export const sendExport = async (
  res: Response,
  personalExport: PersonalExport,
  { profileId, ...taker }: { profileId: string } & Parameters<PersonalExport['of']>[1],
): Promise<void> => {
  const parts = await personalExport.of(profileId, taker);
  if (parts === null) throw problem('not-found', { detail: 'Nothing is kept about this person.' });
  res.set('Content-Disposition', 'attachment; filename="personal-data.json"');
  res.type('application/json');
  await pipeline(Readable.from(parts), res);
};

/** What a shop does on a person's behalf: `/profile/{id}` and what is below it. */
export const privacyRoutes = (dependencies: Dependencies): Router => {
  const { service, personalExport, requireRead, requireTrack } = dependencies;
  const router = Router();
  router.post(
    '/profile/:customer_id/consent',
    requireTrack,
    handle(async (req) => {
      const update = parse(ConsentUpdate, req.body);
      await service.consent(personOf(req), { update, by: byOf(req), source: 'api' });
      return { stored: update.purposes };
    }),
  );
  router.patch(
    '/profile/:customer_id',
    requireRead,
    handle(async (req) => {
      const { traits } = parse(Rectification, req.body);
      await service.rectify(personOf(req), { traits, by: byOf(req) });
      return { rectified: Object.keys(traits) };
    }),
  );
  router.post(
    '/profile/:customer_id/restriction',
    requireRead,
    handle(async (req) => {
      const { restricted } = parse(Restriction, req.body);
      await service.restrict(personOf(req), { restricted, by: byOf(req) });
      return { restricted };
    }),
  );
  router.delete(
    '/profile/:customer_id',
    requireRead,
    handle(async (req, res) => {
      const erasure = await service.erase(personOf(req), byOf(req));
      res.status(202);
      return erasure;
    }),
  );
  router.get(
    '/profile/:customer_id/export',
    requireRead,
    handle((req, res) =>
      sendExport(res, personalExport, { profileId: personOf(req), by: byOf(req), door: 'api' }),
    ),
  );
  return router;
};
