import { randomUUID } from 'node:crypto';
import express from 'express';
import request from 'supertest';
import { apiKeyRoutes } from '#server/features/api-keys/routes.ts';
import { createApiKeyService } from '#server/features/api-keys/service.ts';
import { authRoutes } from '#server/features/auth/routes.ts';
import { createAuthService } from '#server/features/auth/service.ts';
import { configurationRoutes } from '#server/features/configuration/routes.ts';
import { createConfigurationService } from '#server/features/configuration/service.ts';
import { createAuth, hashSecret, type Role } from '#server/platform/auth.ts';
import { jsonBody } from '#server/platform/http.ts';
import { connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { problemHandler } from '#server/platform/problems.ts';
import { adminSessionStore } from '#server/stores/admin-sessions.ts';
import { userStore } from '#server/stores/users.ts';
import { testDatabaseUri } from '#test/support/database.ts';

const start = new Date('2026-03-01T12:00:00Z');

/** The admin API of this part of the product on a database of its own, with a clock that tests move. */
export const startAdminApp = async () => {
  const db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
  let now = start;
  const clock = () => now;
  const configuration = createConfigurationService({ db, clock });
  const authentication = createAuthService({ db, clock });
  const apiKeys = createApiKeyService({ db, clock });
  const { requireKey, requireUser } = createAuth({
    findKey: apiKeys.findKey,
    findSession: authentication.findSession,
    clock,
  });

  const app = express();
  app.use(jsonBody({ limit: 1_000_000 }));
  app.get('/needs/decide', requireKey('decide'), (_req, res) => void res.json({ ok: true }));
  app.get('/needs/catalog', requireKey('catalog'), (_req, res) => void res.json({ ok: true }));
  const root = '/api/admin';
  app.use(root, authRoutes({ service: authentication, requireUser }));
  app.use(root, configurationRoutes({ service: configuration, requireUser }));
  app.use(root, apiKeyRoutes({ service: apiKeys, requireUser }));
  app.use(problemHandler);

  /** The cookie of someone logged in, without the cost of hashing a password. */
  const cookieOf = async (role: Role): Promise<string> => {
    const [id, session] = [randomUUID(), randomUUID()];
    const user = { id, email: `${role}-${id}@shop.example`, role, passwordHash: '', createdAt: now };
    await userStore(db, 'default').create(user);
    const expiresAt = new Date(now.getTime() + 3_600_000);
    const stored = { hash: hashSecret(session), userId: id, createdAt: now, expiresAt };
    await adminSessionStore(db, 'default').create(stored);
    return `attune_session=${session}`;
  };

  return {
    app,
    db,
    configuration,
    authentication,
    apiKeys,
    pass: (milliseconds: number) => {
      now = new Date(now.getTime() + milliseconds);
    },
    /** A client that is logged in and sends what the UI sends. */
    as: async (role: Role) => {
      const cookie = await cookieOf(role);
      return request.agent(app).set('Cookie', cookie).set('x-attune-csrf', '1');
    },
    anonymous: () => request(app),
    stop: () => db.close(),
  };
};

export type AdminApp = Awaited<ReturnType<typeof startAdminApp>>;
