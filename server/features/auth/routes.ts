import { type CookieOptions, type Request, Router } from 'express';
import { z } from 'zod';
import { type Auth, principalOf, sessionCookie, sessionText } from '#server/platform/auth.ts';
import { handle, parse } from '#server/platform/http.ts';
import type { AuthService } from './service.ts';

const LoginRequest = z.strictObject({
  email: z.string().min(1).max(320),
  password: z.string().min(1).max(1000),
});

const cookieOptions = (req: Request): CookieOptions => ({
  httpOnly: true,
  sameSite: 'strict',
  secure: req.secure,
  path: '/api/admin',
});

type Dependencies = { service: AuthService; requireUser: Auth['requireUser'] };

/** Logging in and out: to be mounted at the admin API's root. */
export const authRoutes = ({ service, requireUser }: Dependencies): Router => {
  const router = Router();

  router.post(
    '/login',
    handle(async (req, res) => {
      const credentials = parse(LoginRequest, req.body);
      const { user, session, expiresAt } = await service.login({ ...credentials, ip: req.ip ?? '' });
      res.cookie(sessionCookie, session, { ...cookieOptions(req), expires: expiresAt });
      return { user };
    }),
  );

  router.post(
    '/logout',
    requireUser(),
    handle(async (req, res) => {
      await service.logout(sessionText(req) ?? '');
      res.clearCookie(sessionCookie, cookieOptions(req));
      res.status(204).end();
    }),
  );

  router.get(
    '/me',
    requireUser(),
    handle((req) => {
      const principal = principalOf(req);
      if (principal.kind !== 'user') return undefined;
      const { id, email, role } = principal;
      return { user: { id, email, role } };
    }),
  );

  return router;
};
