import { Binary } from 'bson';
import { failure } from '../errors.ts';
import { type Doc, doc, isDoc } from '../values/types.ts';
import type { Context } from './context.ts';

export async function commitTransaction({ sessions, session, cursors }: Context): Promise<Doc> {
  requireTransaction(session.inTransaction);
  if (session.id) cursors.killSession(session.id);
  await sessions.commit(session);
  return doc({ ok: 1 });
}

export function abortTransaction({ sessions, session, cursors }: Context): Doc {
  requireTransaction(session.inTransaction);
  if (session.id) cursors.killSession(session.id);
  sessions.abort(session);
  return doc({ ok: 1 });
}

function requireTransaction(inTransaction: boolean): void {
  if (!inTransaction) throw failure('NoSuchTransaction', 'the command must be run within a transaction');
}

/** Ends sessions: their open transactions are aborted and what they could repeat is forgotten. */
export function endSessions({ command, sessions, cursors }: Context): Doc {
  const list = command.get('endSessions') ?? command.get('killSessions');
  for (const entry of Array.isArray(list) ? list : []) {
    const id = isDoc(entry) ? entry.get('id') : undefined;
    if (!(id instanceof Binary)) continue;
    cursors.killSession(id.toString('hex'));
    sessions.end(id.toString('hex'));
  }
  return doc({ ok: 1 });
}
