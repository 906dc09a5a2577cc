import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../errors.ts';
import { type Catalog, openCatalog } from './catalog.ts';
import { type Checked, checkContents } from './check.ts';
import { dataFile, type Environment, openEnvironment } from './environment.ts';
import { TABLE, wholeTable } from './layout.ts';
import { logTime, trimmedUntil } from './log.ts';
import { checkHeader, checkPages } from './pages.ts';
import { createWriter, type Writer } from './writer.ts';

/** The store of one data directory, opened. */
export interface Engine {
  environment: Environment;
  writer: Writer;
  catalog: Catalog;
  close(): Promise<void>;
}

export interface EngineOptions {
  directory: string;
  sync: boolean;
  /** Hears of a failed commit: the process must then end. */
  onFatal: (error: unknown) => void;
  /** Hears how far a check has come. */
  onLog: (line: string) => void;
}

/**
 * Opens a data directory. Where its file is not as a store has closed it (after a crash, or from a backup), all of
 * it is read first; a damaged one is refused with an error that says what to do.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { directory, sync, onFatal, onLog } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const mark = closedMark(directory);
  const check = existsSync(dataFile(directory)) && !mark.holds();
  return refusingDamage(directory, async () => {
    if (check) onLog('the store was not closed in order: reading all of it before it is served');
    const environment = await openSafely(directory, sync, check);
    if (check) await checkAll(environment, onLog);
    mark.remove();
    const { latest } = environment;
    const [last] = latest.scan({ ...wholeTable(TABLE.log), reverse: true });
    const writer = createWriter(environment, last ? logTime(last.key) : trimmedUntil(latest), onFatal);
    const catalog = openCatalog(writer);
    environment.describe = catalog.describe;
    return {
      environment,
      writer,
      catalog,
      async close() {
        await writer.flushed();
        await environment.close();
        mark.write();
      },
    };
  });
}

/** Opens the file; where it is to be checked, LMDB touches only what is known to be a whole tree of pages. */
async function openSafely(directory: string, sync: boolean, check: boolean): Promise<Environment> {
  if (check) checkHeader(dataFile(directory));
  const environment = openEnvironment(directory, sync);
  if (check) await checkPages(dataFile(directory));
  environment.requireFormat();
  environment.describe = openCatalog({ newest: () => environment.latest, put: () => {} }).describe;
  return environment;
}

/** Reads all of a directory that no store has open, and counts; throws what is damaged. */
export function verifyDirectory(directory: string): Promise<Checked> {
  return refusingDamage(directory, async () => {
    const environment = await openSafely(directory, true, true);
    const checked = await checkContents(environment.latest);
    await environment.close();
    closedMark(directory).write();
    return checked;
  });
}

async function checkAll(environment: Environment, onLog: (line: string) => void): Promise<void> {
  const all = environment.entries();
  const started = performance.now();
  let said = started;
  const { documents, entries } = await checkContents(environment.latest, (read) => {
    if (performance.now() - said < 2000) return;
    said = performance.now();
    onLog(`read ${Math.floor((100 * read) / all)} % of the store: ${read} of ${all} entries`);
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  onLog(`the store is whole: ${documents} documents, ${entries} index entries, read in ${seconds} s`);
}

async function refusingDamage<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDamage(error)) throw error;
    throw new Error(
      `${dataFile(directory)} is damaged and is not served: ${error.message}${error instanceof StoreError ? '' : '.'} Move the folder away and put a backup in its place.`,
    );
  }
}

/** What was read led outside of a page, or LMDB has found no sense in it. */
const isDamage = (error: unknown): error is Error =>
  error instanceof StoreError ||
  error instanceof RangeError ||
  (error instanceof Error && error.message.startsWith('MDB_'));

/** A file beside the data that says how they were when a store closed them: their size and their time. */
function closedMark(directory: string) {
  const path = join(directory, 'store.closed');
  const now = (): string => {
    const { size, mtimeNs } = statSync(dataFile(directory), { bigint: true });
    return `${size} ${mtimeNs}`;
  };
  return {
    holds: () => existsSync(path) && readFileSync(path, 'utf8') === now(),
    remove: () => rmSync(path, { force: true }),
    write: () => writeFileSync(path, now(), { mode: 0o600 }),
  };
}
