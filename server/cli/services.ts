import { defaultProject } from '#schemas/scope.ts';
import type { Config } from '#server/config.ts';
import { createEnvironment, type Environment } from '#server/environment.ts';
import { createApiKeyService } from '#server/features/api-keys/service.ts';
import { createConfigurationService } from '#server/features/configuration/service.ts';
import { openInstallation } from '#server/installation.ts';
import { systemClock } from '#server/platform/clock.ts';
import { createLogger } from '#server/platform/logger.ts';
import { createMetrics } from '#server/platform/metrics.ts';

/** Opens the database that the server would open, and what commands do with one of its environments. */
export const openServices = async (config: Config, name: string) => {
  const { db, installation, store, files, close } = await openInstallation(config);
  const configuration = createConfigurationService({
    db,
    clock: systemClock,
    objections: async (_, source) => environment.objections(source),
  });
  const environment: Environment = createEnvironment({
    db,
    scope: { project: defaultProject, environment: name },
    secret: installation.secret,
    configuration,
    clock: systemClock,
    logger: createLogger(config.logLevel),
    metrics: createMetrics(),
    matcher: config.matcher,
    files,
  });
  const closeAll = async (): Promise<void> => {
    await environment.close();
    await close();
  };
  try {
    await environment.ready();
  } catch (error) {
    await closeAll();
    throw error;
  }
  const keys = createApiKeyService({ db, clock: systemClock });
  return { configuration, environment, installation: store, keys, close: closeAll };
};

export type Services = Awaited<ReturnType<typeof openServices>>;
