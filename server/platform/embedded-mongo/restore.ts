import { constants, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lock, takeLock } from './lock.ts';
import { dataFile } from './storage/environment.ts';

/** A store ends some moments after the last server that used it. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 250;

async function takeLockSoon(directory: string): Promise<Lock | undefined> {
  for (let waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
    const lock = await takeLock(directory);
    if (lock) return lock;
    await sleep(PAUSE_MS);
  }
  return undefined;
}

/**
 * Puts a backup in the place of a store that does not run; what else is in the data directory stays. The backup is
 * read before it is served, like every copy. `await restoreStore('.data', '/backups/monday')`
 */
export async function restoreStore(dataDir: string, from: string): Promise<void> {
  const backup = dataFile(resolve(from));
  if (!existsSync(backup)) throw new Error(`${from} holds no backup`);
  const directory = resolve(dataDir);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = await takeLockSoon(directory);
  if (!lock) throw new Error(`the store of ${dataDir} runs: stop its servers first`);
  try {
    const partial = join(directory, 'partial.mdb');
    copyFileSync(backup, partial, constants.COPYFILE_FICLONE);
    renameSync(partial, dataFile(directory));
    // LMDB's table of readers belongs to the file that was there before
    rmSync(`${dataFile(directory)}-lock`, { force: true });
  } finally {
    lock.release();
  }
}
