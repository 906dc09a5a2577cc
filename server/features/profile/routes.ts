import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { ExternalId } from '#schemas/key.ts';
import { ProfileBuild } from '#schemas/profile-build.ts';
import { handle, parse } from '#server/platform/http.ts';
import { problem } from '#server/platform/problems.ts';
import { sections } from './present.ts';
import type { ProfileService } from './service.ts';

const Params = z.strictObject({ customer_id: ExternalId });

/** The same id as in other calls, for a build that names an anonymous visitor. */
const BuildQuery = z.strictObject({ anonymous: z.stringbool().default(false) });

const list = (text: string): string[] => text.split(',').map((part) => part.trim());

export const ProfileQuery = z.strictObject({
  include: z
    .string()
    .max(200)
    .transform(list)
    .pipe(z.array(z.enum(sections)))
    .default(['preferences', 'predictions', 'segments'])
    .describe('sections besides what was seen and told, separated by commas'),
  anonymous: z.stringbool().default(false).describe('the id in the path is an anonymous id'),
});

type Dependencies = { service: ProfileService; requireRead: RequestHandler; requireTrack: RequestHandler };

const unknown = (id: string) => problem('not-found', { detail: `Nothing is known of a customer "${id}".` });

const anonymousPrefix = 'anonymous_id:';

const profileIdOf = (id: string, anonymous: boolean): string => {
  if (anonymous) return anonymousPrefix + id;
  return id.startsWith(anonymousPrefix) ? id : `customer_id:${id}`;
};

/** `GET /profile/123`, `POST /profile/123/build`; an anonymous visitor by `/profile/abc?anonymous=true` or `/profile/anonymous_id:abc`. */
export const profileRoutes = ({ service, requireRead, requireTrack }: Dependencies): Router => {
  const router = Router();
  router.get(
    '/profile/:customer_id',
    requireRead,
    handle(async (req) => {
      const { customer_id: id } = parse(Params, req.params, 'params');
      const { include, anonymous } = parse(ProfileQuery, req.query, 'query');
      const shown = await service.show(profileIdOf(id, anonymous), include);
      if (shown === null) throw unknown(id);
      return shown;
    }),
  );
  router.post(
    '/profile/:customer_id/build',
    requireRead,
    requireTrack,
    handle(async (req) => {
      const { customer_id: id } = parse(Params, req.params, 'params');
      const { anonymous } = parse(BuildQuery, req.query, 'query');
      const built = await service.build(profileIdOf(id, anonymous), parse(ProfileBuild, req.body));
      if (built === null) throw unknown(id);
      return built;
    }),
  );
  return router;
};
