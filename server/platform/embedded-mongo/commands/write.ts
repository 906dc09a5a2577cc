import { failure, StoreError } from '../errors.ts';
import { matchedPosition } from '../query/match.ts';
import { compileProjection } from '../query/project.ts';
import { parseSort } from '../query/sort.ts';
import { PAUSE } from '../query/stages/flow.ts';
import { compileUpdate, isReplacement, type Update } from '../query/update/compile.ts';
import { seedFromQuery } from '../query/update/upsert.ts';
import type { Collection } from '../storage/catalog.ts';
import { insertDocument, removeDocument, updateDocument } from '../storage/documents.ts';
import { type Found, prepareQuery, type Query, storedOf } from '../storage/scan.ts';
import type { Store } from '../storage/writer.ts';
import { decode } from '../values/decode.ts';
import { wholeNumber } from '../values/numbers.ts';
import { type Doc, doc, type Value } from '../values/types.ts';
import {
  type Context,
  docField,
  docList,
  ensureCollection,
  findCollection,
  refuse,
  writeWith,
} from './context.ts';
import { firstFound } from './find.ts';

/**
 * Runs the statements of a write one after another. A failed one is reported by its place; an ordered write
 * ends there. In a transaction every error ends the transaction.
 */
function eachStatement(
  context: Context,
  statements: readonly Doc[],
  run: (statement: Doc, place: number) => void,
): Value[] {
  const ordered = context.command.get('ordered') !== false;
  const errors: Value[] = [];
  for (const [place, statement] of statements.entries()) {
    try {
      run(statement, place);
    } catch (error) {
      if (!(error instanceof StoreError) || error.codeName === 'WriteConflict') throw error;
      errors.push(
        doc({
          index: place,
          code: error.code,
          ...Object.fromEntries(error.extra ?? []),
          errmsg: error.message,
        }),
      );
      if (ordered) break;
    }
  }
  return errors;
}

/** Runs a write once: a driver that repeats it gets the first reply again. */
async function once(context: Context, run: (store: Store) => Doc): Promise<Doc> {
  const { sessions, session } = context;
  if (context.transaction) return writeWith(context, run);
  const before = sessions.reply(session);
  if (before) return before;
  return writeWith(context, (store) => {
    const reply = run(store);
    sessions.remember(store, session, reply);
    return reply;
  });
}

const withErrors = (errors: Value[]): Value => (errors.length > 0 ? errors : undefined);

export function insert(context: Context): Promise<Doc> {
  const documents = docList(context.command, 'documents');
  if (documents.length === 0)
    throw failure('InvalidOptions', 'Write batch sizes must be between 1 and 100000. Got 0 operations.');
  const collection = ensureCollection(context);
  const { catalog } = context.engine;
  return once(context, (store) => {
    let n = 0;
    const errors = eachStatement(context, documents, (document) => {
      insertDocument(store, catalog, collection, document);
      n += 1;
    });
    return doc({ n, writeErrors: withErrors(errors), ok: 1 });
  });
}

export function update(context: Context): Promise<Doc> {
  refuse(context.command, ['let'], 'update');
  const statements = docList(context.command, 'updates');
  const wantsCollection = statements.some((statement) => statement.get('upsert') === true);
  const collection = wantsCollection ? ensureCollection(context) : findCollection(context);
  return once(context, (store) => {
    const total = { n: 0, nModified: 0 };
    const upserted: Value[] = [];
    const errors = eachStatement(context, statements, (statement, index) => {
      const result = updateStatement(context, store, collection, statement);
      total.n += result.n;
      total.nModified += result.nModified;
      if (result.upserted) upserted.push(doc({ index, _id: result.upserted.get('_id') }));
    });
    return doc({ ...total, upserted: withErrors(upserted), writeErrors: withErrors(errors), ok: 1 });
  });
}

interface UpdateResult {
  n: number;
  nModified: number;
  upserted?: Doc;
}

function updateStatement(
  context: Context,
  store: Store,
  collection: Collection | undefined,
  statement: Doc,
): UpdateResult {
  refuse(statement, ['collation', 'c', 'sort'], 'update');
  const multi = statement.get('multi') === true;
  const change = statement.get('u');
  if (multi && isReplacement(change))
    throw failure('FailedToParse', 'multi update is not supported for replacement-style update');
  const apply = compileUpdate(change, statement.get('arrayFilters'));
  if (!collection) return { n: 0, nModified: 0 };
  const query = prepareQuery(collection, docField(statement, 'q'), [], statement.get('hint'));
  const found = collect(query, store, multi);
  if (found.length === 0 && statement.get('upsert') === true) {
    const upserted = upsert(context, store, collection, query, change, apply);
    return { n: 1, nModified: 0, upserted };
  }
  let nModified = 0;
  for (const one of found)
    if (changeFound(context, store, collection, query, one, change, apply).modified) nModified += 1;
  return { n: found.length, nModified };
}

/** All matches before the first change, so that no document is met twice. */
function collect(query: Query, store: Store, all: boolean): Found[] {
  const found: Found[] = [];
  for (const item of query.run(store)) {
    if (item === PAUSE) continue;
    found.push(item);
    if (!all) break;
  }
  return found;
}

function changeFound(
  context: Context,
  store: Store,
  collection: Collection,
  query: Query,
  found: Found,
  change: Value,
  apply: Update,
): { modified: boolean; before: Doc; after: Doc } {
  const before = storedOf(found);
  const position = () => matchedPosition(query.filter.node, before.doc);
  const after = apply(decode(found.bytes), { inserting: false, position });
  const operation = isReplacement(change) ? 'replace' : 'update';
  const modified = updateDocument(store, context.engine.catalog, collection, before, after, operation);
  return { modified, before: before.doc, after };
}

function upsert(
  context: Context,
  store: Store,
  collection: Collection,
  query: Query,
  change: Value,
  apply: Update,
): Doc {
  const seed = seedFromQuery(query.filter.node);
  const id = seed.get('_id');
  const start: Doc = isReplacement(change) ? new Map(id === undefined ? [] : [['_id', id]]) : seed;
  const document = apply(start, { inserting: true, position: () => undefined });
  return insertDocument(store, context.engine.catalog, collection, document);
}

export function remove(context: Context): Promise<Doc> {
  refuse(context.command, ['let'], 'delete');
  const statements = docList(context.command, 'deletes');
  const collection = findCollection(context);
  return once(context, (store) => {
    let n = 0;
    const errors = eachStatement(context, statements, (statement) => {
      refuse(statement, ['collation'], 'delete');
      const limit = wholeNumber(statement.get('limit'));
      if (limit !== 0 && limit !== 1)
        throw failure(
          'FailedToParse',
          `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`,
        );
      if (!collection) return;
      const query = prepareQuery(collection, docField(statement, 'q'), [], statement.get('hint'));
      for (const found of collect(query, store, limit === 0)) {
        removeDocument(store, collection, storedOf(found));
        n += 1;
      }
    });
    return doc({ n, writeErrors: withErrors(errors), ok: 1 });
  });
}

export function findAndModify(context: Context): Promise<Doc> {
  const { command } = context;
  refuse(command, ['collation', 'let'], 'findAndModify');
  const removing = command.get('remove') === true;
  const change = command.get('update');
  if (removing === (change !== undefined))
    throw failure('FailedToParse', 'Either an update or remove=true must be specified');
  const upserting = command.get('upsert') === true;
  const collection = upserting ? ensureCollection(context) : findCollection(context);
  const projection = docField(command, 'fields');
  const sort = parseSort(docField(command, 'sort'));
  return once(context, (store) => {
    const apply = removing ? undefined : compileUpdate(change, command.get('arrayFilters'));
    if (!collection) return modified(null, { n: 0, updatedExisting: removing ? undefined : false });
    const query = prepareQuery(collection, docField(command, 'query'), sort, command.get('hint'));
    const found = firstFound(query, store, sort);
    const shown = projection.size > 0 ? compileProjection(projection) : (value: Doc) => value;
    if (!found) {
      if (!upserting || !apply)
        return modified(null, { n: 0, updatedExisting: removing ? undefined : false });
      const inserted = upsert(context, store, collection, query, change, apply);
      return modified(command.get('new') === true ? shown(inserted) : null, {
        n: 1,
        updatedExisting: false,
        upserted: inserted.get('_id'),
      });
    }
    if (!apply) {
      const stored = storedOf(found);
      removeDocument(store, collection, stored);
      return modified(shown(stored.doc), { n: 1 });
    }
    const { before, after } = changeFound(context, store, collection, query, found, change, apply);
    return modified(shown(command.get('new') === true ? after : before), { n: 1, updatedExisting: true });
  });
}

const modified = (value: Doc | null, lastErrorObject: Record<string, Value>): Doc =>
  doc({ lastErrorObject: doc(lastErrorObject), value, ok: 1 });
