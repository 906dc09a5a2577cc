import compression from 'compression';
import express, { type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { ofrepFailures } from './features/ofrep/routes.ts';
import { segmentBody, writeKey } from './features/segment-protocol/guards.ts';
import { uploadTypes } from './features/segments/routes.ts';
import { operations } from './operations.ts';
import { shownAddress } from './platform/address.ts';
import { principalOf } from './platform/auth.ts';
import { crossOrigin } from './platform/cross-origin.ts';
import { environmentOf } from './platform/environment.ts';
import { jsonBody } from './platform/http.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';
import { problem, problemHandler } from './platform/problems.ts';
import { measure, requestLog } from './platform/request-log.ts';

/** The HTTP surfaces of one environment. */
export type EnvironmentRoutes = {
  personalization: Router;
  ofrep: Router;
  segment: Router;
  webhooks: Router;
  admin: Router;
};

export type AppDependencies = {
  logger: Logger;
  metrics: Metrics;
  /** Brings the gauges up to date before they are read. */
  takeMeasures: () => void;
  /** Lets any API key in that is in force; the routes ask for its rights. */
  identifyKey: RequestHandler;
  /** Holds keys to their limits. */
  limitRate: RequestHandler;
  /** Makes POSTs repeatable, behind whatever says who asks. */
  idempotent: RequestHandler;
  /** Undefined for an environment that this installation does not have. */
  environment: (name: string) => EnvironmentRoutes | undefined;
  /** Routes of the admin API that belong to no environment. */
  adminRoutes: readonly Router[];
  /** Tells of releases; its tickets name their environment. */
  releaseStream: Router;
  apiDocs: Router;
  adminUi: Router;
  health: { live: RequestHandler; ready: RequestHandler };
};

const bodyLimit = 2 * 1024 * 1024;
/** A context is a few facts. */
const contextLimit = 64 * 1024;

/** What every answer carries; pages bring a policy for scripts of their own. */
const security = helmet({
  contentSecurityPolicy: {
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    useDefaults: false,
  },
  crossOriginResourcePolicy: { policy: 'same-origin' },
});

const compress = compression();
/** Nothing is wrapped for clients that take no encoding, as servers that ask often do. */
const compressWhereTaken: RequestHandler = (req, res, next) =>
  req.headers['accept-encoding'] === undefined ? next() : compress(req, res, next);

/** Which methods an address of the documented API takes; none when there is no such address. */
const methodsAt = (url: string): string[] => {
  const [path = ''] = url.split('?');
  const matches = (pattern: string): boolean =>
    new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
  return operations.filter((operation) => matches(operation.path)).map(({ method }) => method.toUpperCase());
};

const noSuchAddress: RequestHandler = (req) => {
  const detail = `Nothing answers ${req.method} ${shownAddress(req.originalUrl)}.`;
  const allowed = methodsAt(req.originalUrl);
  if (allowed.length === 0) throw problem('not-found', { detail });
  throw problem('method-not-allowed', { detail, headers: { Allow: allowed.join(', ') } });
};

/** Puts the application together; whoever calls listens. */
export const createApp = (dependencies: AppDependencies): Express => {
  const { logger, metrics, identifyKey, limitRate, idempotent, environment, health } = dependencies;
  const routesOf = (name: string): EnvironmentRoutes => {
    const routes = environment(name);
    if (!routes) throw problem('not-found', { detail: `There is no environment "${name}".` });
    return routes;
  };
  const byKey =
    (surface: 'personalization' | 'ofrep' | 'segment'): RequestHandler =>
    (req, res, next) => {
      const principal = principalOf(req);
      const name = principal.kind === 'key' ? principal.scope.environment : environmentOf(req);
      routesOf(name)[surface](req, res, next);
    };
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', 'loopback, linklocal, uniquelocal');
  app.set('query parser', 'simple');
  app.use(measure(metrics), security);

  app.get('/health/live', health.live);
  app.get('/health/ready', health.ready);
  app.get('/metrics', async (_req, res) => {
    dependencies.takeMeasures();
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

  app.use(requestLog(logger), compressWhereTaken);
  app.use('/api', dependencies.apiDocs);
  app.use(
    '/api/v1/personalization',
    crossOrigin,
    identifyKey,
    limitRate,
    jsonBody({ limit: bodyLimit }),
    idempotent,
    byKey('personalization'),
  );
  app.use(
    '/ofrep/v1',
    crossOrigin,
    dependencies.releaseStream,
    identifyKey,
    limitRate,
    jsonBody({ limit: contextLimit }),
    byKey('ofrep'),
    ofrepFailures,
  );
  app.use('/v1', crossOrigin, segmentBody, writeKey, identifyKey, byKey('segment'));
  app.use('/webhooks', (req, res, next) => {
    routesOf(environmentOf(req)).webhooks(req, res, next);
  });
  app.use('/api/admin', jsonBody({ limit: bodyLimit, streamed: uploadTypes }), idempotent);
  app.use('/api/admin', ...dependencies.adminRoutes, (req, res, next) => {
    routesOf(environmentOf(req)).admin(req, res, next);
  });
  app.use(['/api', '/ofrep', '/v1', '/webhooks'], noSuchAddress);
  app.use(dependencies.adminUi);
  app.use(noSuchAddress);
  app.use(problemHandler);
  return app;
};
