import { failure, location } from '../errors.ts';
import type { Collection } from '../storage/catalog.ts';
import type { Engine } from '../storage/engine.ts';
import type { Entry, Reader } from '../storage/key-value.ts';
import type { Store, Transaction } from '../storage/writer.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { type Doc, isDoc, type Value } from '../values/types.ts';
import type { Cursors } from '../wire/cursors.ts';
import type { SessionContext, Sessions } from '../wire/sessions.ts';

/** What all commands of a server share. */
export interface Server {
  engine: Engine;
  cursors: Cursors;
  sessions: Sessions;
  startedAt: Date;
  /** The host name that `hello` reports. */
  host: string;
  /** Serves the socket in the data directory, which only its owner can open. */
  local: boolean;
}

/** One command on its way: what was asked, by whom, and in which transaction. */
export interface Context extends Server {
  command: Doc;
  database: string;
  session: SessionContext;
  transaction: Transaction | undefined;
  /** Until when it may read (`maxTimeMS`), by the clock of the process; a cursor lifts it after the first batch. */
  patience: { until: number } | undefined;
}

export type Handler = (context: Context) => Promise<Doc> | Doc;

/** The collection that a command names in its first field. */
export function collectionName(context: Context, value: Value = [...context.command.values()][0]): string {
  if (typeof value === 'string' && value !== '') return value;
  throw failure('InvalidNamespace', 'collection name has invalid type');
}

export const findCollection = (context: Context, name = collectionName(context)): Collection | undefined =>
  collectionAt(context, `${context.database}.${name}`);

/** A collection by its namespace; an error where its transaction is too old to know all of its indexes. */
export function collectionAt({ engine, transaction }: Context, namespace: string): Collection | undefined {
  const collection = engine.catalog.find(namespace);
  if (collection && transaction && collection.indexedAt > transaction.startedAt)
    throw failure(
      'SnapshotUnavailable',
      `Unable to read from a snapshot due to pending collection catalog changes to ${namespace}`,
      { labels: ['TransientTransactionError'] },
    );
  return collection;
}

/** The collection, made where there is none, as a first insert does. */
export function ensureCollection(context: Context, name = collectionName(context)): Collection {
  return findCollection(context, name) ?? makeCollection(context, context.database, name);
}

/** A new collection; a transaction that is aborted takes it away again. */
export function makeCollection({ engine, transaction }: Context, database: string, name: string): Collection {
  const collection = engine.catalog.create(database, name);
  transaction?.made.push(collection);
  return collection;
}

/** What a read sees: its transaction's state, or a snapshot to release when it is done. */
export function readerOf(context: Context): { reader: Reader; release(): void } {
  const { transaction, patience } = context;
  if (transaction) return { reader: patient(transaction.store, patience), release: () => {} };
  const snapshot = context.engine.environment.snapshot();
  return { reader: patient(snapshot, patience), release: snapshot.release };
}

/** The same store, whose scans fail when their time is up. */
function patient<T extends Reader>(reader: T, patience: Context['patience']): T {
  return patience ? { ...reader, scan: (range) => scanUntil(reader.scan(range), patience) } : reader;
}

function* scanUntil(entries: Iterable<Entry>, patience: { until: number }): Iterable<Entry> {
  let read = 0;
  for (const entry of entries) {
    if (read++ % 64 === 0 && performance.now() > patience.until)
      throw failure('MaxTimeMSExpired', 'operation exceeded time limit');
    yield entry;
  }
}

/** Runs a write in its transaction, or by itself; then it is on disk when this resolves. */
export function writeWith<T>(context: Context, command: (store: Store) => T): Promise<T> {
  const { transaction, patience } = context;
  return transaction
    ? Promise.resolve().then(() => command(patient(transaction.store, patience)))
    : context.engine.writer.write((store) => command(patient(store, patience)));
}

export function docField(command: Doc, name: string): Doc {
  const value = command.get(name);
  if (value === undefined || value === null) return new Map();
  if (isDoc(value)) return value;
  throw failure('TypeMismatch', `Expected field ${name} to be of type object`);
}

export function docList(command: Doc, name: string): Doc[] {
  const value = command.get(name);
  if (Array.isArray(value) && value.every(isDoc)) return value;
  throw failure('TypeMismatch', `Expected field ${name} to be an array of objects`);
}

/** A whole number of 0 or more that a command may carry. */
export function countField(command: Doc, name: string): number | undefined {
  const value = command.get(name);
  if (value === undefined || value === null) return undefined;
  if (!isNumeric(value)) throw failure('TypeMismatch', `Expected field ${name} to be a number`);
  const count = toNumber(value);
  if (!Number.isInteger(count)) throw failure('FailedToParse', `Expected field ${name} to be a whole number`);
  if (count < 0) throw location(51024, `BSON field '${name}' value must be >= 0, actual value '${count}'`);
  return count;
}

/** Refuses options that would change the answer and are not supported. */
export function refuse(command: Doc, names: readonly string[], where: string): void {
  for (const name of names) {
    const value = command.get(name);
    if (value === undefined || value === null || value === false) continue;
    if (isDoc(value) && value.size === 0) continue;
    throw failure('BadValue', `${where}: the option '${name}' is not supported by the embedded store`);
  }
}
