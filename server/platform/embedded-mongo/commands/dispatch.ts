import { failure, StoreError, UNKNOWN } from '../errors.ts';
import { timestampOf } from '../storage/log.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { type Doc, doc, isDoc, type Value } from '../values/types.ts';
import { buildInfo, connectionStatus, getParameter, hello, hostInfo, ok, serverStatus } from './admin.ts';
import { aggregate } from './aggregate.ts';
import { bulkWrite } from './bulk-write.ts';
import {
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
  renameCollection,
} from './collections.ts';
import { type Context, countField, type Handler, type Server } from './context.ts';
import { getMore, killCursors } from './cursors.ts';
import { explain } from './explain.ts';
import { checkFields } from './fields.ts';
import { count, distinct, find } from './find.ts';
import { findAndModify } from './find-and-modify.ts';
import { collMod, createIndexes, dropIndexes, listIndexes } from './indexes.ts';
import { abortTransaction, commitTransaction, endSessions } from './transactions.ts';
import { attuneBackup, attuneCompact, attuneVerify } from './upkeep.ts';
import { insert, remove, update } from './write.ts';

const COMMANDS: Record<string, Handler> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: ok,
  buildInfo,
  buildinfo: buildInfo,
  connectionStatus,
  serverStatus,
  hostInfo,
  getParameter,
  find,
  count,
  distinct,
  aggregate,
  explain,
  getMore,
  killCursors,
  insert,
  update,
  delete: remove,
  findAndModify,
  bulkWrite,
  findandmodify: findAndModify,
  create,
  drop,
  dropDatabase,
  renameCollection,
  listCollections,
  listDatabases,
  createIndexes,
  dropIndexes,
  listIndexes,
  collMod,
  commitTransaction,
  abortTransaction,
  endSessions,
  killSessions: endSessions,
  refreshSessions: ok,
  attuneBackup,
  attuneCompact,
  attuneVerify,
};

const IN_TRANSACTIONS = new Set([
  'find',
  'aggregate',
  'distinct',
  'insert',
  'update',
  'delete',
  'findAndModify',
  'bulkWrite',
  'getMore',
  'killCursors',
  'create',
  'createIndexes',
]);

/** Runs one command. Every failure becomes a reply with MongoDB's code; a failed transaction is aborted. */
export async function dispatch(server: Server, command: Doc, peer?: object): Promise<Doc> {
  const session = server.sessions.contextOf(command, peer);
  const [name = ''] = command.keys();
  try {
    const handler = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!handler) throw failure('CommandNotFound', `no such command: '${name}'${UNKNOWN}`);
    const context: Context = {
      ...server,
      command,
      session,
      database: String(command.get('$db') ?? 'test'),
      transaction: undefined,
      patience: patienceOf(name, command),
    };
    checkWriteConcern(command);
    if (session.inTransaction && !name.endsWith('Transaction')) {
      if (!IN_TRANSACTIONS.has(name))
        throw failure(
          'OperationNotSupportedInTransaction',
          `Cannot run '${name}' in a multi-document transaction.`,
        );
      if (command.has('readConcern') && command.get('startTransaction') !== true)
        throw failure('InvalidOptions', 'Only the first command in a transaction may specify a readConcern');
      context.transaction = server.sessions.transaction(command, session);
    }
    checkFields(name, command);
    const reply = await handler(context);
    if (session.inTransaction && (reply.has('writeErrors') || Number(reply.get('nErrors') ?? 0) > 0))
      await giveUp(server, session);
    return withTime(server, session.id, reply);
  } catch (error) {
    if (session.inTransaction && name !== 'commitTransaction') await giveUp(server, session);
    return errorReply(error);
  }
}

/** Aborts a transaction. What its failure tells of, such as a duplicate, is on disk before it is told. */
async function giveUp({ sessions, engine }: Server, session: Context['session']): Promise<void> {
  sessions.abortQuietly(session);
  await engine.writer.flushed();
}

/** In `getMore` the time is how long a change stream waits. */
function patienceOf(name: string, command: Doc): Context['patience'] {
  const most = name === 'getMore' ? 0 : (countField(command, 'maxTimeMS') ?? 0);
  return most > 0 ? { until: performance.now() + most } : undefined;
}

/** One node can vouch for itself alone. */
function checkWriteConcern(command: Doc): void {
  const concern = command.get('writeConcern');
  const wanted = isDoc(concern) ? concern.get('w') : undefined;
  if (isNumeric(wanted) && toNumber(wanted) > 1)
    throw failure('UnsatisfiableWriteConcern', 'Not enough data-bearing nodes');
  if (typeof wanted === 'string' && wanted !== 'majority')
    throw failure('UnknownReplWriteConcern', `No write concern mode named '${wanted}' found`);
}

/** Sessions are told the time of the newest write, so that they can ask to read no less. */
function withTime({ engine }: Server, session: string | undefined, reply: Doc): Doc {
  return session === undefined
    ? reply
    : new Map<string, Value>([...reply, ['operationTime', timestampOf(engine.writer.now())]]);
}

/** A failure as a reply: with MongoDB's code, its name, labels and further fields. */
export function errorReply(error: unknown): Doc {
  const known =
    error instanceof StoreError
      ? error
      : failure('InternalError', error instanceof Error ? `${error.message}` : String(error));
  const labels = known.labels.length > 0 ? [...known.labels] : undefined;
  return doc({
    ok: 0,
    errmsg: known.message,
    code: known.code,
    codeName: known.codeName,
    ...Object.fromEntries(known.extra ?? []),
    errorLabels: labels,
  });
}
