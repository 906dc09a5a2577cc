import { failure, missingField } from '../errors.ts';
import { insertDocument } from '../storage/documents.ts';
import type { Store } from '../storage/writer.ts';
import { wholeNumber } from '../values/numbers.ts';
import { type Doc, doc, isDoc, type Value } from '../values/types.ts';
import { sourceOf } from '../wire/cursors.ts';
import {
  type Context,
  collectionAt,
  countField,
  docField,
  docList,
  makeCollection,
  refuse,
} from './context.ts';
import { deleteStatement, eachStatement, updateStatement } from './statements.ts';
import { errorFields, once, statementsOf } from './write.ts';

const KINDS = ['insert', 'update', 'delete'] as const;

/** Writes to several collections at once, as MongoDB 8 does; the reply counts, and a cursor tells of each write. */
export async function bulkWrite(context: Context): Promise<Doc> {
  const { command, cursors, session, database } = context;
  if (database !== 'admin')
    throw failure('Unauthorized', 'bulkWrite may only be run against the admin database.');
  refuse(command, ['let'], 'bulkWrite');
  const operations = statementsOf(context, 'ops', (one) => one.get('multi') === true);
  const spaces = docList(command, 'nsInfo').map((one) => String(one.get('ns')));
  const done = await once(context, (store) => {
    for (const operation of operations) prepare(context, operation, spaces);
    return runAll(context, store, operations, spaces);
  });
  const { results, ...counts } = Object.fromEntries(done);
  const cursor = await cursors.open('admin.$cmd.bulkWrite', sourceOf(results as Doc[]), {
    batchSize: countField(docField(command, 'cursor'), 'batchSize') ?? operations.length + 1,
    session: session.id,
  });
  return doc({ cursor, ...counts, ok: 1 });
}

const kindOf = (operation: Doc): (typeof KINDS)[number] => {
  const kind = KINDS.find((name) => operation.has(name));
  if (kind) return kind;
  throw failure('FailedToParse', 'each of ops must be an insert, an update or a delete');
};

/** Checks an operation before anything is written, and makes the collection that it may need. */
function prepare(context: Context, operation: Doc, spaces: readonly string[]): void {
  const kind = kindOf(operation);
  const space = spaces[wholeNumber(operation.get(kind)) ?? -1];
  if (!space) throw failure('BadValue', 'BulkWrite ops entry has an invalid nsInfo index.');
  if (kind === 'insert' && !isDoc(operation.get('document'))) throw missingField('bulkWrite.insert.document');
  if (kind === 'update' && !operation.has('updateMods')) throw missingField('bulkWrite.update.updateMods');
  if (kind === 'delete' || (kind === 'update' && operation.get('upsert') !== true)) return;
  const [database = '', ...name] = space.split('.');
  if (!collectionAt(context, space)) makeCollection(context, database, name.join('.'));
}

function runAll(context: Context, store: Store, operations: Doc[], spaces: readonly string[]): Doc {
  const { catalog } = context.engine;
  const errorsOnly = context.command.get('errorsOnly') === true;
  const total = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
  const results: Doc[] = [];
  const tell = (idx: number, fields: Record<string, Value>) => {
    if (!errorsOnly) results.push(doc({ ok: 1, idx, ...fields }));
  };
  const run = (operation: Doc, idx: number) => {
    const kind = kindOf(operation);
    const collection = collectionAt(context, spaces[Number(operation.get(kind))] ?? '');
    const target = { context, store, collection };
    if (kind === 'insert') {
      if (collection) insertDocument(store, catalog, collection, docField(operation, 'document'));
      total.nInserted += 1;
      return tell(idx, { n: 1 });
    }
    const statement = statementOf(operation, kind);
    if (kind === 'delete') {
      const n = deleteStatement(target, statement);
      total.nDeleted += n;
      return tell(idx, { n });
    }
    const { n, nModified, upserted } = updateStatement(target, statement);
    if (upserted) total.nUpserted += 1;
    else total.nMatched += n;
    total.nModified += nModified;
    return tell(idx, { n, nModified, upserted: upserted && doc({ _id: upserted.get('_id') }) });
  };
  eachStatement(context, operations, run, (error, idx) => {
    total.nErrors += 1;
    results.push(doc({ ok: 0, idx, n: 0, ...errorFields(error) }));
  });
  return doc({ ...total, results });
}

/** An operation in the form that the commands for one collection use. */
function statementOf(operation: Doc, kind: 'update' | 'delete'): Doc {
  const statement = new Map<string, Value>([...operation, ['q', operation.get('filter')]]);
  if (kind === 'update') statement.set('u', operation.get('updateMods'));
  else statement.set('limit', operation.get('multi') === true ? 0 : 1);
  return statement;
}
