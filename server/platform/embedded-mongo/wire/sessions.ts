import { Binary } from 'bson';
import { failure } from '../errors.ts';
import type { Collection } from '../storage/catalog.ts';
import type { Engine } from '../storage/engine.ts';
import { TABLE, tableKey, wholeTable } from '../storage/layout.ts';
import type { Store, Transaction } from '../storage/writer.ts';
import { decode } from '../values/decode.ts';
import { encode } from '../values/encode.ts';
import { type Doc, doc, isDoc, RawDoc, type Value } from '../values/types.ts';

const TRANSACTION_MS = 60_000;
const SESSION_MS = 30 * 60_000;

interface OpenTransaction {
  session: string;
  number: bigint;
  transaction: Transaction;
  startedAt: number;
  /** The connection that used it last. */
  peer: object | undefined;
}

/** What a command says about its session. */
export interface SessionContext {
  id: string | undefined;
  number: bigint | undefined;
  /** In a transaction of several commands. */
  inTransaction: boolean;
  /** The connection that the command came over. */
  peer: object | undefined;
}

export interface Sessions {
  contextOf(command: Doc, peer?: object): SessionContext;
  /** The open transaction of a command; starts it with the first one. */
  transaction(command: Doc, context: SessionContext): Transaction;
  commit(context: SessionContext): Promise<void>;
  abort(context: SessionContext): void;
  abortQuietly(context: SessionContext): void;
  /** Aborts what a connection has left open: whoever began it is gone, and others wait for what it holds. */
  abandon(peer: object): void;
  /** The stored reply of a write that was done before, for a driver that asks again. */
  reply(context: SessionContext): Doc | undefined;
  remember(store: Store, context: SessionContext, reply: Doc): void;
  end(session: string): void;
  sweep(): void;
}

/** Sessions: retryable writes and transactions. What was done is stored with what it did, in one commit. */
export function createSessions(engine: Engine): Sessions {
  const open = new Map<string, OpenTransaction>();
  const sessionKey = (id: string) => tableKey(TABLE.sessions, Buffer.from(id, 'hex'));
  const label = { labels: ['TransientTransactionError'] };

  function stored(id: string): { number: bigint; reply: Doc } | undefined {
    const bytes = engine.writer.newest().get(sessionKey(id));
    if (!bytes) return undefined;
    const record = decode(bytes);
    return { number: record.get('number') as bigint, reply: record.get('reply') as Doc };
  }

  function required(context: SessionContext): OpenTransaction {
    const found = open.get(context.id ?? '');
    if (found && found.number === context.number) {
      found.peer = context.peer;
      return found;
    }
    throw failure(
      'NoSuchTransaction',
      `Given transaction number ${context.number} does not match any in-progress transactions.`,
      label,
    );
  }

  function abort(found: OpenTransaction): void {
    open.delete(found.session);
    engine.writer.abort(found.transaction);
    for (const collection of found.transaction.made) void dropEmpty(collection);
  }

  /** Drops what an aborted transaction made, unless somebody else has filled it since. */
  async function dropEmpty(collection: Collection): Promise<void> {
    const { catalog, writer } = engine;
    await writer.write((store) => {
      store.claim(collection.table);
      if (catalog.find(collection.namespace) !== collection) return;
      const [document] = store.scan(wholeTable(collection.table));
      if (!document) catalog.drop(collection);
    });
  }

  function start(context: SessionContext): Transaction {
    const session = context.id ?? '';
    const existing = open.get(session);
    if (existing && context.number !== undefined && existing.number >= context.number) {
      throw failure(
        'TransactionTooOld',
        `Cannot start transaction ${context.number} on session because a newer transaction has already started.`,
      );
    }
    if (existing) abort(existing);
    const transaction = engine.writer.begin();
    const { number = 0n, peer } = context;
    open.set(session, { session, number, transaction, startedAt: Date.now(), peer });
    return transaction;
  }

  function remember(store: Store, context: SessionContext, reply: Doc): void {
    if (context.id === undefined || context.number === undefined) return;
    store.put(
      sessionKey(context.id),
      encode(doc({ number: context.number, at: new Date(), reply: new RawDoc(encode(reply)) })),
    );
  }

  return {
    contextOf(command, peer) {
      const lsid = command.get('lsid');
      const id = isDoc(lsid) ? lsid.get('id') : undefined;
      const number = command.get('txnNumber');
      return {
        id: id instanceof Binary ? id.toString('hex') : undefined,
        number: number === undefined ? undefined : BigInt(Number(number)),
        inTransaction: command.get('autocommit') === false,
        peer,
      };
    },
    transaction(command, context) {
      return command.get('startTransaction') === true ? start(context) : required(context).transaction;
    },
    async commit(context) {
      const found = open.get(context.id ?? '');
      if (!found || found.number !== context.number) {
        if (stored(context.id ?? '')?.number !== context.number) required(context);
        // the commit that was done before may still be on its way to disk
        return engine.writer.flushed();
      }
      open.delete(found.session);
      await engine.writer.commit(found.transaction, (store) => remember(store, context, doc({ ok: 1 })));
    },
    abort: (context) => abort(required(context)),
    abortQuietly(context) {
      const found = open.get(context.id ?? '');
      if (found && found.number === context.number) abort(found);
    },
    abandon(peer) {
      for (const found of open.values()) if (found.peer === peer) abort(found);
    },
    reply(context) {
      if (context.id === undefined || context.number === undefined || context.inTransaction) return undefined;
      const before = stored(context.id);
      if (before && before.number > context.number) {
        throw failure(
          'TransactionTooOld',
          `Retryable write with txnNumber ${context.number} is prohibited on session because a newer one has been used.`,
        );
      }
      return before?.number === context.number ? before.reply : undefined;
    },
    remember,
    end(session) {
      const found = open.get(session);
      if (found) abort(found);
      engine.writer.put(sessionKey(session), undefined);
    },
    sweep() {
      const now = Date.now();
      for (const found of open.values()) if (found.startedAt + TRANSACTION_MS < now) abort(found);
      for (const { key, value } of engine.environment.latest.scan(wholeTable(TABLE.sessions))) {
        const at = decode(value).get('at') as Value;
        if (at instanceof Date && at.getTime() + SESSION_MS < now) engine.writer.put(key, undefined);
      }
    },
  };
}
