import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { defaultProject, environments as environmentNames } from '#schemas/scope.ts';
import { createApp, type EnvironmentRoutes } from './app.ts';
import { choresOf } from './chores.ts';
import type { Config } from './config.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { createEnvironmentRoutes } from './environment-routes.ts';
import { adminUi } from './features/admin-ui/static.ts';
import { apiKeyRoutes } from './features/api-keys/routes.ts';
import { createApiKeyService } from './features/api-keys/service.ts';
import { authRoutes } from './features/auth/routes.ts';
import { createAuthService } from './features/auth/service.ts';
import { configurationRoutes } from './features/configuration/routes.ts';
import { createConfigurationService } from './features/configuration/service.ts';
import { releaseStreamRoutes } from './features/release-stream/routes.ts';
import { ensureAccess, loadDemo, type Say } from './first-start.ts';
import { createGuards } from './guards.ts';
import { openInstallation } from './installation.ts';
import { operations } from './operations.ts';
import { apiDocs } from './platform/api-docs.ts';
import { createAuth } from './platform/auth.ts';
import { systemClock as clock } from './platform/clock.ts';
import { LATE, within } from './platform/deadline.ts';
import { createLogger } from './platform/logger.ts';
import { createMetrics } from './platform/metrics.ts';
import { openApiDocument } from './platform/openapi.ts';
import { projectRoot, version } from './platform/root.ts';
import { createWorker } from './worker.ts';

const listen = (server: Server, { host, port }: Config): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });

/** How long a request may still take once the server stops. */
const graceMs = 10_000;

/** Requests under way are answered; a connection is closed as soon as it is idle, the last ones after the grace. */
const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });

const live: RequestHandler = (_req, res) => {
  res.json({ status: 'live' });
};

/** Where the database is away, the driver would wait for it longer than whoever asks. */
const pingMs = 1_000;

/** Ready when the database answers and every environment serves the release that is in force. */
const ready =
  (environments: readonly Environment[], ping: () => Promise<unknown>): RequestHandler =>
  async (_req, res) => {
    const releases = Object.fromEntries(
      environments.map(({ scope, releases: holder }) => [scope.environment, holder.status()]),
    );
    const database = await within(ping(), pingMs).then(
      (answer) => (answer === LATE ? 'unreachable' : 'ready'),
      () => 'unreachable',
    );
    const ok = database === 'ready' && Object.values(releases).every(({ state }) => state === 'ready');
    res.status(ok ? 200 : 503).json({ status: ok ? 'ready' : 'not ready', database, releases });
  };

/**
 * Starts everything that the settings ask for.
 * @throws Error when the database cannot be opened or the address is taken
 */
export const startServer = async (config: Config, say: Say) => {
  const started = performance.now();
  const logger = createLogger(config.logLevel);
  const metrics = createMetrics();
  const { db, installation, store, files, close } = await openInstallation(config);
  const { secret } = installation;

  const holders = new Map<string, Environment>();
  const configuration = createConfigurationService({
    db,
    clock,
    onPublished: (name) => holders.get(name)?.releases.refresh(),
    objections: async (name, source) => (await holders.get(name)?.objections(source)) ?? [],
  });
  const { matcher } = config;
  const common = { db, secret, configuration, clock, logger, metrics, matcher, files };
  for (const environment of environmentNames) {
    const scope = { project: defaultProject, environment };
    holders.set(environment, createEnvironment({ ...common, scope }));
  }
  const environments = [...holders.values()];
  await Promise.all(environments.map((environment) => environment.ready()));

  const users = createAuthService({ db, clock });
  const keys = createApiKeyService({ db, clock });
  const auth = createAuth({ findKey: keys.findKey, findSession: users.findSession, clock });
  const secrets = await ensureAccess({ config, users, keys });
  const production = holders.get('production') as Environment;
  // of several processes over one database the worker does it
  if (config.demo && config.role !== 'api') await loadDemo({ environment: production, store, clock, say });

  const routes = new Map<string, EnvironmentRoutes>(
    environments.map((environment) => [
      environment.scope.environment,
      createEnvironmentRoutes({
        environment,
        auth,
        secret,
        shopifySecret: config.shopifySecrets[environment.scope.environment] ?? null,
        clock,
      }),
    ]),
  );
  const app = createApp({
    logger,
    metrics,
    takeMeasures: () => {
      for (const environment of environments) environment.measure();
    },
    identifyKey: auth.requireKey(),
    ...createGuards({ db, auth, secret, clock }),
    environment: (name) => routes.get(name),
    adminRoutes: [
      authRoutes({ service: users, requireUser: auth.requireUser }),
      apiKeyRoutes({ service: keys, requireUser: auth.requireUser }),
      configurationRoutes({ service: configuration, requireUser: auth.requireUser }),
    ],
    releaseStream: releaseStreamRoutes({
      requireDecide: auth.requireKey('decide'),
      findKey: keys.findKeyById,
      streamOf: (name) => holders.get(name)?.releaseStream,
      secret,
    }),
    apiDocs: apiDocs(openApiDocument(operations, version)),
    adminUi: adminUi({ directory: join(projectRoot, 'dist/admin') }),
    health: { live, ready: ready(environments, () => db.db!.admin().ping()) },
  });

  const server = createServer(app);
  const worker = createWorker({ chores: environments.flatMap(choresOf), logger });
  const address = await listen(server, config);
  if (config.role !== 'api') worker.start();

  const url = `http://${config.host}:${address.port}`;
  say(`\nAttune ${version} is ready in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  say(`  Admin UI   ${url}`);
  say(`  API docs   ${url}/api/docs`);
  say(`  Database   ${files ? `embedded store in ${config.dataDir}` : 'MongoDB'}`);
  for (const { what, text } of secrets) say(`  ${what.padEnd(22)} ${text}`);
  if (secrets.length > 0) say('  These are shown this once.');

  return {
    url,
    secrets,
    /** Answers what is under way, finishes what was taken on, then closes the database. */
    stop: async (): Promise<void> => {
      // a stream would be a request under way until the grace is over
      for (const { releaseStream } of environments) releaseStream.close();
      for (const { segments } of environments) segments.stop();
      await Promise.all([closeServer(server), worker.stop()]);
      await Promise.all(environments.map((environment) => environment.close()));
      await close();
    },
  };
};
