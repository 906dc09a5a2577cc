import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failure } from '../errors.ts';
import { decode } from '../values/decode.ts';
import type { Engine } from './engine.ts';
import { dataFile, flushFile, type Wanted } from './environment.ts';
import { TABLE, wholeTable } from './layout.ts';
import { logKey, logTime, TRIMMED } from './log.ts';

const REPLY_MS = 60_000;

export interface Sizes {
  before: number;
  after: number;
}

/**
 * Makes the folder of a backup, or takes an empty one. Only the last folder of the path is made: on some paths
 * (`/proc/x`) Node's recursive `mkdir` never returns. `makeBackupFolder('/backups/monday')`
 */
export function makeBackupFolder(directory: string): void {
  const refuse = (why: string) => failure('CannotBackup', why);
  if (existsSync(directory)) {
    if (!isFolder(directory)) throw refuse(`${directory} is not a folder.`);
    if (readdirSync(directory).length > 0)
      throw refuse(`${directory} is not empty; a backup overwrites nothing.`);
    return;
  }
  const parent = dirname(directory);
  if (!existsSync(parent)) throw refuse(`${parent} does not exist; a backup makes only the last folder.`);
  if (!isFolder(parent)) throw refuse(`${parent} is not a folder.`);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    throw refuse(`${directory} cannot be made (${(error as NodeJS.ErrnoException).code}).`);
  }
}

const isFolder = (path: string): boolean => statSync(path).isDirectory();

/** Writes the newest committed state into a new directory, while everything else goes on. Answers the sizes. */
export async function backUp(engine: Engine, directory: string): Promise<Sizes> {
  makeBackupFolder(directory);
  const partial = join(directory, 'partial.mdb');
  try {
    await engine.environment.copy(partial, () => true);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  chmodSync(partial, 0o600);
  renameSync(partial, dataFile(directory));
  flushFile(directory);
  return { before: engine.environment.size(), after: statSync(dataFile(directory)).size };
}

/**
 * Writes the store anew without gaps or dropped collections; writes wait meanwhile, open cursors read on. With
 * `purge` what was changed or removed leaves no trace: the change log and all but the last minute's stored replies
 * go too.
 */
export async function compact(engine: Engine, purge: boolean, at: Date): Promise<Sizes> {
  const { environment, writer } = engine;
  const until = writer.now();
  if (purge) await writer.write((store) => store.put(TRIMMED, logKey(until).subarray(4)));
  const before = environment.size();
  await writer.paused(async () => {
    const unwanted = new Set<number>([TABLE.dropped]);
    const replies = new Set<string>();
    for (const { key } of environment.latest.scan(wholeTable(TABLE.dropped)))
      unwanted.add(key.readUInt32BE(4));
    for (const { key, value } of purge ? environment.latest.scan(wholeTable(TABLE.sessions)) : [])
      if (Number(decode(value).get('at')) < at.getTime() - REPLY_MS) replies.add(key.toString('latin1'));
    const wanted: Wanted = (key) => {
      const table = key.readUInt32BE(0);
      if (table === TABLE.log) return !purge || logTime(key) > until;
      if (table === TABLE.sessions) return !replies.has(key.toString('latin1'));
      return !unwanted.has(table);
    };
    await environment.compact(wanted);
  });
  return { before, after: environment.size() };
}
