import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

/** Writes the newest committed state into a new directory, while everything else goes on. Answers the sizes. */
export async function backUp(engine: Engine, directory: string): Promise<Sizes> {
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw failure('CannotBackup', `${directory} is not empty; a backup overwrites nothing.`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
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
