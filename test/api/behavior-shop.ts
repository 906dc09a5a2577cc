import express, { type Express, type Router } from 'express';
import request from 'supertest';
import type { StoredEvent } from '#schemas/event.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { behaviorRoutes } from '#server/features/behavior/routes.ts';
import { experimentAdminRoutes, experimentRoutes } from '#server/features/experiments/routes.ts';
import { experimentService } from '#server/features/experiments/service.ts';
import { profileRoutes } from '#server/features/profile/routes.ts';
import { profileService } from '#server/features/profile/service.ts';
import { createAuth, hashSecret, type KeyPrincipal, type Right } from '#server/platform/auth.ts';
import { jsonBody } from '#server/platform/http.ts';
import { connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { problemHandler } from '#server/platform/problems.ts';
import { openBehavior, shopContext, shopSecret } from '#test/faults/ingest-shop.ts';
import { testDatabaseUri } from '#test/support/database.ts';

export const now = new Date('2026-03-01T12:00:00Z');
export const secret = shopSecret;
const clock = (): Date => now;
const scope = { project: 'default', environment: 'production' };
const base = '/api/v1/personalization';

const keyOf = (rights: readonly Right[]): KeyPrincipal => ({
  kind: 'key',
  requestsPerMinute: null,
  id: 'k',
  name: 'k',
  scope,
  rights,
});
const keys = new Map([
  [hashSecret('server-key'), keyOf(['decide', 'track', 'catalog', 'read'])],
  [hashSecret('decide-key'), keyOf(['decide'])],
]);

/** An event as the pipeline stores it: a page that somebody has seen. */
export const pageView = (
  customer: string,
  messageId: string,
  rest: Partial<StoredEvent> = {},
): StoredEvent => ({
  messageId,
  identity: `customer_id:${customer}`,
  profileId: `customer_id:${customer}`,
  type: 'page_viewed',
  data: {},
  context: {},
  at: now,
  receivedAt: now,
  source: 'import',
  ...rest,
});

type Release = Pick<CompiledRelease, 'experiments' | 'metrics'>;

const appOf = (routers: readonly Router[], adminRouter: Router): Express => {
  const app = express();
  app.use(jsonBody({ limit: 1_000_000 }));
  for (const router of routers) app.use(base, router);
  app.use('/api/admin', adminRouter);
  app.use(problemHandler);
  return app;
};

/** Behavior, profile and experiments over a database of its own, with the routes in front. */
export const openShop = async (release: Release = { experiments: [], metrics: new Map() }) => {
  const db = await connectMongo(await testDatabaseUri());
  await ensureIndexes(db);
  const behavior = openBehavior(db, scope);
  const { requireKey, requireUser } = createAuth({
    findKey: async (hash) => keys.get(hash) ?? null,
    findSession: async () => ({ kind: 'user', id: 'u', email: 'ada@example.com', role: 'viewer' }),
    clock,
  });
  const experiments = experimentService({
    release: () => ({ ...release, settings: shopContext.settings }),
    totals: behavior.stores.totals,
  });
  const profile = profileService({
    profiles: behavior.stores.profiles,
    events: behavior.stores.events,
    settings: () => shopContext.settings,
    situationOf: async (found) => ({
      segments:
        found.counters.orders > 0
          ? [{ key: 'buyers', name: 'Buyers', reason: 'orders above 0', because: [] }]
          : [],
      withheld: [],
    }),
    insightsOf: async (found, at) => ({
      customer_id: found.subject,
      anonymous_id: null,
      as_of: at.toISOString(),
      trend: { state: 'new', score: 0, before: null, days: 28 },
      next_best_action: null,
      withheld: [],
    }),
    record: async (behaviors, at) => {
      const receipt = { receivedAt: at, source: 'api' as const, visitor: {} };
      const reads = behaviors.map((told) => behavior.service.read(told, receipt));
      await behavior.service.track(reads.flatMap((read) => ('event' in read ? [read.event] : [])));
    },
    clock,
  });
  const app = appOf(
    [
      behaviorRoutes({
        service: behavior.service,
        requireTrack: requireKey('track'),
        clock,
      }),
      profileRoutes({
        service: profile,
        requireRead: requireKey('read'),
        requireTrack: requireKey('track'),
      }),
      experimentRoutes({ service: experiments, requireRead: requireKey('read') }),
    ],
    experimentAdminRoutes({ service: experiments, requireUser: requireUser() }),
  );
  return {
    ...behavior,
    db,
    scope,
    close: (): Promise<void> => db.close(),
    app,
    track: (body: string | object, key = 'server-key') =>
      request(app)
        .post(`${base}/track-behavior`)
        .set('Authorization', `Bearer ${key}`)
        .set('Content-Type', 'application/json')
        .send(body),
    get: (path: string, key = 'server-key') =>
      request(app).get(`${base}${path}`).set('Authorization', `Bearer ${key}`),
    admin: (path: string) => request(app).get(`/api/admin${path}`).set('Cookie', 'attune_session=s'),
  };
};

export type Shop = Awaited<ReturnType<typeof openShop>>;
