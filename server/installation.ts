import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Config, ConfigError } from './config.ts';
import { systemClock } from './platform/clock.ts';
import { createLogger } from './platform/logger.ts';
import { type Connection, connectMongo, ensureIndexes } from './platform/mongo.ts';
import type { StoreFiles } from './privacy.ts';
import { type Installation, type InstallationStore, installationStore } from './stores/installation.ts';

type Database = { uri: string; files: StoreFiles | null; stop: () => Promise<void> };

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

/** What the store tells while it starts can take minutes after a crash: nobody is to take that for a standstill. */
const sayOfStore = (line: string): void => void process.stderr.write(`Store: ${line}\n`);

const tellOfStore = (level: Config['logLevel']) => {
  const logger = createLogger(level);
  return {
    onEnded: (err?: unknown) =>
      err === undefined
        ? logger.error('the embedded store has ended; it is started again')
        : logger.error({ err }, 'the embedded store did not start; it is tried again'),
    onBack: (pid: number) => logger.warn({ store: pid }, 'the embedded store is back'),
  };
};

/** MongoDB where one is named; else the embedded store, which is not even loaded otherwise. */
const openDatabase = async ({ mongodbUrl, dataDir, logLevel }: Config): Promise<Database> => {
  if (mongodbUrl) return { uri: mongodbUrl, files: null, stop: async () => {} };
  await requireFolder(dataDir);
  const { keepEmbeddedStore } = await import('./platform/embedded-mongo/keep.ts');
  const { uri, stop } = await keepEmbeddedStore({ dataDir, onLog: sayOfStore, ...tellOfStore(logLevel) });
  const { compactStore } = await import('./platform/embedded-mongo/upkeep.ts');
  const files = {
    ledger: join(dataDir, 'erasures.jsonl'),
    purge: async () => void (await compactStore(dataDir, { purge: true })),
  };
  return { uri, files, stop };
};

export type OpenInstallation = {
  db: Connection;
  /** The files of the embedded store; null where the database is MongoDB. */
  files: StoreFiles | null;
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
    throw new Error(`the database${database.files ? '' : ' of MONGODB_URL'} cannot be reached: ${reason}`);
  });
  await ensureIndexes(db);
  const store = installationStore(db);
  const installation = await store.ensure(randomBytes(32).toString('base64url'), systemClock());
  return {
    db,
    files: database.files,
    installation,
    store,
    close: async () => {
      await db.close();
      await database.stop();
    },
  };
};
