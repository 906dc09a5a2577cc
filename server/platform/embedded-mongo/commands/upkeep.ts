import { isAbsolute } from 'node:path';
import { failure } from '../errors.ts';
import { checkContents } from '../storage/check.ts';
import { backUp, compact, type Sizes } from '../storage/upkeep.ts';
import { type Doc, doc } from '../values/types.ts';
import type { Context } from './context.ts';

/** Backup, compaction and checking, for whoever may use the socket: MongoDB has no commands for them. */
export async function attuneBackup({ command, engine, local }: Context): Promise<Doc> {
  requireLocal(local);
  const to = command.get('to');
  if (typeof to !== 'string' || !isAbsolute(to))
    throw failure('BadValue', "'to' must be the absolute path of a folder");
  return sizes(await backUp(engine, to));
}

export async function attuneCompact({ command, engine, local }: Context): Promise<Doc> {
  requireLocal(local);
  return sizes(await compact(engine, command.get('purge') === true, new Date()));
}

export async function attuneVerify({ engine, local }: Context): Promise<Doc> {
  requireLocal(local);
  const snapshot = engine.environment.snapshot();
  try {
    return doc({ ...(await checkContents(snapshot)), ok: 1 });
  } finally {
    snapshot.release();
  }
}

const sizes = ({ before, after }: Sizes): Doc => doc({ before: BigInt(before), after: BigInt(after), ok: 1 });

/** Refuses what comes through a port. */
export function requireLocal(local: boolean): void {
  if (!local) throw failure('Unauthorized', 'this command is only for the socket in the data directory');
}
