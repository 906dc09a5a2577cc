import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Config, ConfigError } from './config.ts';
import { systemClock } from './platform/clock.ts';
import { type Connection, connectMongo, ensureIndexes } from './platform/mongo.ts';
import { type Installation, type InstallationStore, installationStore } from './stores/installation.ts';

type Database = { uri: string; embedded: boolean; stop: () => Promise<void> };

/** One folder after another: Node's own recursive mkdir never returns where a file system refuses new folders. */
const makeFolder = async (path: string): Promise<void> => {
  if (existsSync(path)) return access(path, constants.W_OK);
  await makeFolder(dirname(path));
  await mkdir(path);
};

const requireFolder = async (path: string): Promise<void> => {
  try {
    await makeFolder(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ConfigError(
      `ATTUNE_DATA_DIR cannot be "${path}": allowed is a folder that this user can write (${reason}).`,
    );
  }
};

/** MongoDB where one is named; else the embedded store, which is not even loaded otherwise. */
const openDatabase = async ({ mongodbUrl, dataDir }: Config): Promise<Database> => {
  if (mongodbUrl) return { uri: mongodbUrl, embedded: false, stop: async () => {} };
  await requireFolder(dataDir);
  const { startEmbeddedStore } = await import('./platform/embedded-mongo/start.ts');
  const { uri, stop } = await startEmbeddedStore({ dataDir });
  return { uri, embedded: true, stop };
};

export type OpenInstallation = {
  db: Connection;
  embedded: boolean;
  installation: Installation;
  store: InstallationStore;
  close: () => Promise<void>;
};

/**
 * Opens the database that the settings name, with every index there and the installation's own document made.
 * @throws Error when the database cannot be reached
 */
export const openInstallation = async (config: Config): Promise<OpenInstallation> => {
  const database = await openDatabase(config);
  const db = await connectMongo(database.uri).catch(async (error: unknown) => {
    await database.stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the database${database.embedded ? '' : ' of MONGODB_URL'} cannot be reached: ${reason}`);
  });
  await ensureIndexes(db);
  const store = installationStore(db);
  const installation = await store.ensure(randomBytes(32).toString('base64url'), systemClock());
  return {
    db,
    embedded: database.embedded,
    installation,
    store,
    close: async () => {
      await db.close();
      await database.stop();
    },
  };
};
