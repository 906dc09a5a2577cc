import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { takeLock } from './lock.ts';
import { startEmbeddedStore } from './start.ts';
import type { Checked } from './storage/check.ts';
import { verifyDirectory } from './storage/engine.ts';
import { dataFile } from './storage/environment.ts';
import { makeBackupFolder, type Sizes } from './storage/upkeep.ts';
import { type Doc, doc } from './values/types.ts';
import { callStore } from './wire/call.ts';

/**
 * Copies the store of a data directory, running or not, to a new folder; a store started on a copy of that folder
 * is the restored one. The folder is made here, where a path that hangs does not stop a store. `await backUpStore('.data', '/backups/monday')`
 */
export async function backUpStore(dataDir: string, to: string): Promise<Sizes> {
  requireStore(dataDir);
  const folder = resolve(to);
  makeBackupFolder(folder);
  return sizesOf(await ask(dataDir, doc({ attuneBackup: 1, to: folder })));
}

/** Writes a store anew without gaps; `purge` also removes the change log, so that nothing deleted leaves a trace. */
export async function compactStore(dataDir: string, { purge }: { purge: boolean }): Promise<Sizes> {
  return sizesOf(await ask(dataDir, doc({ attuneCompact: 1, purge })));
}

/** Reads all of a store, where it does not run page by page too, and counts; throws what is damaged. */
export async function verifyStore(dataDir: string): Promise<Checked> {
  requireStore(dataDir);
  const running = await callStore(dataDir, doc({ attuneVerify: 1, $db: 'admin' }));
  if (!running) return verifyClosed(resolve(dataDir));
  running.socket.destroy();
  const reply = requireOk(running.reply);
  return { documents: Number(reply.get('documents')), entries: Number(reply.get('entries')) };
}

async function verifyClosed(directory: string): Promise<Checked> {
  const lock = await takeLock(directory);
  if (!lock) throw new Error(`the store of ${directory} is just starting or ending: try again`);
  try {
    return await verifyDirectory(directory);
  } finally {
    lock.release();
  }
}

async function ask(dataDir: string, command: Doc): Promise<Doc> {
  requireStore(dataDir);
  const store = await startEmbeddedStore({ dataDir });
  try {
    const answer = await callStore(resolve(dataDir), new Map([...command, ['$db', 'admin']]));
    if (!answer) throw new Error(`the store of ${dataDir} has ended before its answer`);
    answer.socket.destroy();
    return requireOk(answer.reply);
  } finally {
    await store.stop();
  }
}

function requireStore(dataDir: string): void {
  if (!existsSync(dataFile(dataDir))) throw new Error(`${dataDir} holds no embedded store`);
}

function requireOk(reply: Doc): Doc {
  if (reply.get('ok') !== 1) throw new Error(String(reply.get('errmsg')));
  return reply;
}

const sizesOf = (reply: Doc): Sizes => ({
  before: Number(reply.get('before')),
  after: Number(reply.get('after')),
});
