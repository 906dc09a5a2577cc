import { failure, StoreError } from '../errors.ts';
import { matchedPosition } from '../query/match.ts';
import { parseSort, type SortField } from '../query/sort.ts';
import { PAUSE } from '../query/stages/flow.ts';
import { compileUpdate, isReplacement, type Update } from '../query/update/compile.ts';
import { seedFromQuery } from '../query/update/upsert.ts';
import type { Collection } from '../storage/catalog.ts';
import { insertDocument, removeDocument, updateDocument } from '../storage/documents.ts';
import { type Found, prepareQuery, type Query, storedOf } from '../storage/scan.ts';
import type { Store } from '../storage/writer.ts';
import { decode } from '../values/decode.ts';
import { wholeNumber } from '../values/numbers.ts';
import type { Doc, Value } from '../values/types.ts';
import { type Context, docField, refuse } from './context.ts';
import { firstFound } from './find.ts';

/**
 * Runs statements one after another. A failed one is told to `failed` by its place; ordered ones end there. In a
 * transaction every error ends the transaction.
 */
export function eachStatement<T>(
  context: Context,
  statements: Iterable<T>,
  run: (statement: T, place: number) => void,
  failed: (error: StoreError, place: number) => void,
): void {
  const ordered = context.command.get('ordered') !== false;
  let place = 0;
  for (const statement of statements) {
    try {
      run(statement, place);
    } catch (error) {
      if (!(error instanceof StoreError) || error.codeName === 'WriteConflict') throw error;
      failed(error, place);
      if (ordered || context.transaction) return;
    }
    place += 1;
  }
}

/** Where statements write: one command's store, and a collection that may not exist. */
export interface Target {
  context: Context;
  store: Store;
  collection: Collection | undefined;
}

interface UpdateResult {
  n: number;
  nModified: number;
  /** The document that an upsert has added. */
  upserted?: Doc;
}

/** Changes what `q` matches as `u` says: the first in the order of `sort`, or all with `multi`. */
export function updateStatement(target: Target, statement: Doc): UpdateResult {
  refuse(statement, ['collation', 'c'], 'update');
  const multi = statement.get('multi') === true;
  const change = statement.get('u');
  const sort = parseSort(docField(statement, 'sort'));
  if (multi && isReplacement(change))
    throw failure('FailedToParse', 'multi update is not supported for replacement-style update');
  if (multi && sort.length > 0) throw failure('FailedToParse', 'Cannot specify sort with multi=true');
  const apply = compileUpdate(change, statement.get('arrayFilters'));
  if (!target.collection) return { n: 0, nModified: 0 };
  const query = prepareQuery(target.collection, docField(statement, 'q'), sort, statement.get('hint'));
  const found = collect(query, target.store, multi, sort);
  if (found.length === 0 && statement.get('upsert') === true)
    return { n: 1, nModified: 0, upserted: upsert(target, query, change, apply) };
  let nModified = 0;
  for (const one of found) if (changeFound(target, query, one, change, apply).modified) nModified += 1;
  return { n: found.length, nModified };
}

/** Removes what `q` matches: the first where `limit` is 1, or all. Answers how many. */
export function deleteStatement({ store, collection }: Target, statement: Doc): number {
  refuse(statement, ['collation'], 'delete');
  if (!collection) return 0;
  const query = prepareQuery(collection, docField(statement, 'q'), [], statement.get('hint'));
  const found = collect(query, store, limitOf(statement) === 0, []);
  for (const one of found) removeDocument(store, collection, storedOf(one));
  return found.length;
}

/** How many a delete removes: 1, or 0 for all. */
export function limitOf(statement: Doc): number {
  const limit = wholeNumber(statement.get('limit'));
  if (limit === 0 || limit === 1) return limit;
  throw failure('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`);
}

/** All matches before the first change, so that no document is met twice. */
function collect(query: Query, store: Store, all: boolean, sort: readonly SortField[]): Found[] {
  if (all) return [...query.run(store)].filter((found) => found !== PAUSE);
  const first = firstFound(query, store, sort);
  return first ? [first] : [];
}

/** Applies an update to one document that its query has found. */
export function changeFound(
  { context, store, collection }: Target,
  query: Query,
  found: Found,
  change: Value,
  apply: Update,
): { modified: boolean; before: Doc; after: Doc } {
  const before = storedOf(found);
  const position = () => matchedPosition(query.filter.node, before.doc);
  const operation = isReplacement(change) ? 'replace' : 'update';
  // an update changes what it is given, a replacement only looks at its id
  const start = operation === 'replace' ? before.doc : decode(found.bytes);
  const after = apply(start, { inserting: false, position });
  const { catalog } = context.engine;
  const modified = updateDocument(store, catalog, collection as Collection, before, after, operation);
  return { modified, before: before.doc, after };
}

/** Adds the document that a query and an update make together. */
export function upsert(
  { context, store, collection }: Target,
  query: Query,
  change: Value,
  apply: Update,
): Doc {
  const seed = seedFromQuery(query.filter.node);
  const id = seed.get('_id');
  const start: Doc = isReplacement(change) ? new Map(id === undefined ? [] : [['_id', id]]) : seed;
  const document = apply(start, { inserting: true, position: () => undefined });
  return insertDocument(store, context.engine.catalog, collection as Collection, document);
}
