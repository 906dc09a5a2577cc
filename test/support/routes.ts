import { Router } from 'express';
import { defaultProject } from '#schemas/scope.ts';
import { createEnvironment } from '#server/environment.ts';
import { createEnvironmentRoutes } from '#server/environment-routes.ts';
import { apiKeyRoutes } from '#server/features/api-keys/routes.ts';
import { createApiKeyService } from '#server/features/api-keys/service.ts';
import { authRoutes } from '#server/features/auth/routes.ts';
import { createAuthService } from '#server/features/auth/service.ts';
import { configurationRoutes } from '#server/features/configuration/routes.ts';
import { createConfigurationService } from '#server/features/configuration/service.ts';
import { releaseStreamRoutes } from '#server/features/release-stream/routes.ts';
import { createAuth } from '#server/platform/auth.ts';
import { systemClock as clock } from '#server/platform/clock.ts';
import { createLogger } from '#server/platform/logger.ts';
import { createMetrics } from '#server/platform/metrics.ts';
import type { Connection } from '#server/platform/mongo.ts';

type Layer = {
  route?: { path: string; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
};

/** `POST /experience/:id/performance` and the like: every route of a router and of the routers in it. */
const routesOf = (stack: readonly Layer[]): string[] =>
  stack.flatMap(({ route, handle }) =>
    route
      ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`)
      : routesOf(handle.stack ?? []),
  );

const listed = (router: Router): string[] => routesOf(router.stack as unknown as Layer[]).sort();

/** Every route that the product serves, by surface, read from the very routers that it is made of. */
export const productRoutes = (db: Connection): Record<'personalization' | 'ofrep' | 'admin', string[]> => {
  const configuration = createConfigurationService({ db, clock });
  const users = createAuthService({ db, clock });
  const keys = createApiKeyService({ db, clock });
  const auth = createAuth({ findKey: keys.findKey, findSession: users.findSession, clock });
  const environment = createEnvironment({
    db,
    scope: { project: defaultProject, environment: 'production' },
    secret: 'not used',
    configuration,
    clock,
    logger: createLogger('silent'),
    metrics: createMetrics(),
  });
  const surfaces = createEnvironmentRoutes({ environment, auth, secret: 'not used', clock });
  const { requireUser } = auth;
  const admin = Router().use(
    authRoutes({ service: users, requireUser }),
    apiKeyRoutes({ service: keys, requireUser }),
    configurationRoutes({ service: configuration, requireUser }),
    surfaces.admin,
  );
  const stream = releaseStreamRoutes({
    requireDecide: auth.requireKey('decide'),
    findKey: keys.findKeyById,
    streamOf: () => environment.releaseStream,
    secret: 'not used',
  });
  return {
    personalization: listed(surfaces.personalization),
    ofrep: listed(Router().use(stream, surfaces.ofrep)),
    admin: listed(admin),
  };
};
