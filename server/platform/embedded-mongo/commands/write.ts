import { failure, type StoreError } from '../errors.ts';
import { insertDocument } from '../storage/documents.ts';
import type { Store } from '../storage/writer.ts';
import { decodeReceived, type Received } from '../values/decode.ts';
import { type Doc, doc, isDoc, RawDoc, type Value } from '../values/types.ts';
import { type Context, docList, ensureCollection, findCollection, refuse, writeWith } from './context.ts';
import { checkFields } from './fields.ts';
import { deleteStatement, eachStatement, limitOf, updateStatement } from './statements.ts';

const MAX_STATEMENTS = 100_000;

/**
 * Runs a write once: a driver that repeats it gets the first reply again. `run` may begin again after it has waited
 * for a transaction, so it looks its collection up by itself: that may have been dropped meanwhile.
 */
export async function once(context: Context, run: (store: Store) => Doc): Promise<Doc> {
  const { sessions, session } = context;
  if (context.transaction) return writeWith(context, run);
  const before = sessions.reply(session);
  if (before) {
    // it may still be on its way to disk
    await context.engine.writer.flushed();
    return before;
  }
  return writeWith(context, (store) => {
    const reply = run(store);
    sessions.remember(store, session, reply);
    return reply;
  });
}

/** The statements of a write: at least one, and only single-document ones where the driver may repeat them. */
export function statementsOf(
  { command, session }: Context,
  name: string,
  isMulti: (one: Doc) => boolean,
): Doc[] {
  const statements = docList(command, name);
  checkCount(statements);
  if (session.number !== undefined && !session.inTransaction && statements.some(isMulti))
    throw failure('InvalidOptions', 'Cannot use retryable writes with multi=true');
  return statements;
}

function checkCount({ length }: readonly unknown[]): void {
  if (length === 0 || length > MAX_STATEMENTS)
    throw failure(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_STATEMENTS}. Got ${length} operations.`,
    );
}

/** What a reply says of a failed statement. */
export const errorFields = ({ code, extra, message }: StoreError): Record<string, Value> => ({
  code,
  ...Object.fromEntries(extra ?? []),
  errmsg: message,
});

const listOrNothing = (list: Value[]): Value => (list.length > 0 ? list : undefined);

/** Runs the statements of one command in one store; the failed ones are part of the reply. */
function runStatements<T>(
  context: Context,
  statements: Iterable<T>,
  run: (statement: T, place: number) => void,
): Value {
  const errors: Value[] = [];
  eachStatement(context, statements, run, (error, index) =>
    errors.push(doc({ index, ...errorFields(error) })),
  );
  return listOrNothing(errors);
}

export function insert(context: Context): Promise<Doc> {
  const documents = documentsOf(context);
  return once(context, (store) => {
    const collection = ensureCollection(context);
    let n = 0;
    const writeErrors = runStatements(context, eachReceived(documents), ({ document, bytes }) => {
      insertDocument(store, context.engine.catalog, collection, document, bytes);
      n += 1;
    });
    return doc({ n, writeErrors, ok: 1 });
  });
}

function documentsOf({ command }: Context): (Doc | RawDoc)[] {
  const list = command.get('documents');
  const documents = Array.isArray(list) && list.every(isRawOrDoc) ? list : docList(command, 'documents');
  checkCount(documents);
  return documents;
}

const isRawOrDoc = (value: Value): value is Doc | RawDoc => value instanceof RawDoc || isDoc(value);

/** Decodes one document at a time, so that none takes memory for long; an unreadable one fails the whole command. */
function* eachReceived(documents: readonly (Doc | RawDoc)[]): Iterable<Received> {
  for (const one of documents)
    yield one instanceof RawDoc ? decodeReceived(one.bytes) : { document: one, bytes: undefined };
}

export function update(context: Context): Promise<Doc> {
  refuse(context.command, ['let'], 'update');
  const statements = statementsOf(context, 'updates', (one) => one.get('multi') === true);
  for (const statement of statements) checkFields('update.updates', statement);
  const upserting = statements.some((one) => one.get('upsert') === true);
  return once(context, (store) => {
    const collection = upserting ? ensureCollection(context) : findCollection(context);
    const total = { n: 0, nModified: 0 };
    const upserted: Value[] = [];
    const writeErrors = runStatements(context, statements, (statement, index) => {
      const result = updateStatement({ context, store, collection }, statement);
      total.n += result.n;
      total.nModified += result.nModified;
      if (result.upserted) upserted.push(doc({ index, _id: result.upserted.get('_id') }));
    });
    return doc({ ...total, upserted: listOrNothing(upserted), writeErrors, ok: 1 });
  });
}

export function remove(context: Context): Promise<Doc> {
  refuse(context.command, ['let'], 'delete');
  const statements = statementsOf(context, 'deletes', (one) => one.get('limit') === 0);
  for (const statement of statements) {
    checkFields('delete.deletes', statement);
    limitOf(statement);
  }
  return once(context, (store) => {
    const collection = findCollection(context);
    let n = 0;
    const writeErrors = runStatements(context, statements, (statement) => {
      n += deleteStatement({ context, store, collection }, statement);
    });
    return doc({ n, writeErrors, ok: 1 });
  });
}
