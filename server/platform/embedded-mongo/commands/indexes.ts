import { failure } from '../errors.ts';
import { compileFilter, type Node } from '../query/match.ts';
import { arrayIndex } from '../query/paths.ts';
import { PAUSE } from '../query/stages/flow.ts';
import { type Collection, type Index, sameSpec } from '../storage/catalog.ts';
import { fillIndex } from '../storage/documents.ts';
import { wholeTable } from '../storage/layout.ts';
import { prepareQuery, storedOf } from '../storage/scan.ts';
import type { Transaction } from '../storage/writer.ts';
import { equal } from '../values/compare.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { print } from '../values/print.ts';
import { type Doc, doc, isDoc, type Value } from '../values/types.ts';
import { sourceOf } from '../wire/cursors.ts';
import {
  type Context,
  collectionName,
  countField,
  docField,
  docList,
  ensureCollection,
  findCollection,
} from './context.ts';

const OPTIONS = [
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'v',
  'ns',
  'hidden',
];

export async function createIndexes(context: Context): Promise<Doc> {
  const { catalog, writer } = context.engine;
  const specs = docList(context.command, 'indexes').map(normalized);
  const existed = findCollection(context) !== undefined;
  const collection = ensureCollection(context);
  if (context.transaction) requireEmpty(context, context.transaction, collection);
  const before = collection.indexes.length;
  for (const spec of specs) {
    if (alreadyThere(collection, spec)) continue;
    const index = catalog.makeIndex(spec);
    await writer.write((store) => {
      store.claim(collection.table);
      if (catalog.find(collection.namespace) !== collection)
        throw failure('NamespaceNotFound', `${collection.namespace} was dropped at the same time`);
      for (const found of prepareQuery(collection, new Map()).run(store)) {
        if (found !== PAUSE) fillIndex(store, catalog, collection, index, storedOf(found));
      }
      catalog.addIndex(collection, index, context.transaction?.startedAt ?? performance.now());
    });
  }
  await writer.flushed();
  const note = collection.indexes.length === before ? 'all indexes already exist' : undefined;
  return doc({
    numIndexesBefore: before,
    numIndexesAfter: collection.indexes.length,
    createdCollectionAutomatically: !existed,
    note,
    ok: 1,
  });
}

/** In a transaction only what has no documents, and so no old state to disagree with, gets indexes. */
function requireEmpty({ engine }: Context, { store }: Transaction, collection: Collection): void {
  for (const reader of [store, engine.writer.newest()]) {
    for (const _document of reader.scan(wholeTable(collection.table)))
      throw failure(
        'OperationNotSupportedInTransaction',
        `Cannot create new indexes on existing collection ${collection.namespace} in a multi-document transaction.`,
      );
  }
}

function normalized(spec: Doc): Doc {
  const unknown = [...spec.keys()].find((name) => !OPTIONS.includes(name));
  if (unknown)
    throw failure(
      'InvalidIndexSpecificationOption',
      `The field '${unknown}' is not valid for an index specification of the embedded store.`,
    );
  const key = spec.get('key');
  if (!isDoc(key))
    throw failure('FailedToParse', "The 'key' field is a required property of an index specification");
  const name = spec.get('name');
  if (typeof name !== 'string' || name === '')
    throw failure('FailedToParse', "The 'name' field is a required property of an index specification");
  checkPaths(key);
  checkPartial(spec);
  checkExpiry(spec, key);
  const rest = [...spec].filter(
    ([option, value]) => !['v', 'key', 'name', 'ns', 'background'].includes(option) && value !== false,
  );
  return new Map<string, Value>([['v', 2], ['key', key], ['name', name], ...rest]);
}

function checkPaths(key: Doc): void {
  for (const path of key.keys()) {
    if (path.split('.').some((part) => part === ''))
      throw failure('CannotCreateIndex', 'Index keys cannot be an empty field.');
    if (path.split('.').some((part) => part.startsWith('$')))
      throw failure('CannotCreateIndex', `Index key contains an illegal field name: '${path}'`);
    if (path.split('.').some((part) => arrayIndex(part) !== undefined))
      throw failure(
        'CannotCreateIndex',
        `an index on a place of an array ('${path}') is not supported by the embedded store`,
      );
  }
}

/** The operators by which a partial index may say what belongs in it. */
const PARTIAL = ['$eq', '$gt', '$gte', '$lt', '$lte', '$exists', '$type', '$in'];

function checkPartial(spec: Doc): void {
  const filter = spec.get('partialFilterExpression');
  if (filter === undefined) return;
  if (!isDoc(filter)) throw failure('TypeMismatch', 'partialFilterExpression must be a document');
  if (spec.get('sparse') === true)
    throw failure('CannotCreateIndex', "cannot mix 'partialFilterExpression' and 'sparse' options");
  const allowed = (node: Node): boolean => {
    if (node.kind === 'path') return !node.leaf.negated && PARTIAL.includes(node.leaf.operator);
    if (node.kind === 'constant') return node.value;
    return (node.kind === 'and' || node.kind === 'or') && node.nodes.every(allowed);
  };
  if (!allowed(compileFilter(filter).node))
    throw failure('CannotCreateIndex', `unsupported expression in partial index: ${print(filter)}`);
}

function checkExpiry(spec: Doc, key: Doc): void {
  const expiry = spec.get('expireAfterSeconds');
  if (expiry === undefined) return;
  if (!isNumeric(expiry)) throw failure('TypeMismatch', "'expireAfterSeconds' must be a number");
  const valid = toNumber(expiry) >= 0 && toNumber(expiry) <= 2_147_483_647;
  if (!valid)
    throw failure(
      'CannotCreateIndex',
      `TTL index 'expireAfterSeconds' option must be a number from 0 to 2147483647: ${print(expiry)}`,
    );
  if (key.size !== 1)
    throw failure(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL',
    );
}

function alreadyThere(collection: Collection, spec: Doc): boolean {
  const key = spec.get('key');
  if (isDoc(key) && key.size === 1 && key.has('_id')) return true;
  for (const index of collection.indexes) {
    const named = index.name === spec.get('name');
    if (sameSpec(index.spec, spec)) {
      if (named) return true;
      throw failure('IndexOptionsConflict', `Index already exists with a different name: ${index.name}`);
    }
    if (named) {
      throw failure(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. Requested index: ${print(spec)}, existing index: ${print(index.spec)}`,
      );
    }
    if (
      equal(index.spec.get('key'), key) &&
      equal(index.spec.get('partialFilterExpression') ?? null, spec.get('partialFilterExpression') ?? null)
    ) {
      throw failure(
        'IndexOptionsConflict',
        `An equivalent index already exists with the same name but different options. Requested index: ${print(spec)}, existing index: ${print(index.spec)}`,
      );
    }
  }
  return false;
}

export async function listIndexes(context: Context): Promise<Doc> {
  const { command, database, cursors, session } = context;
  const name = collectionName(context);
  const collection = findCollection(context, name);
  if (!collection) throw failure('NamespaceNotFound', `ns does not exist: ${database}.${name}`);
  const specs = collection.indexes.map(({ spec }) => spec);
  const cursor = await cursors.open(`${database}.${name}`, sourceOf(specs), {
    batchSize: countField(docField(command, 'cursor'), 'batchSize'),
    session: session.id,
  });
  return doc({ cursor, ok: 1 });
}

export async function dropIndexes(context: Context): Promise<Doc> {
  const { catalog, writer } = context.engine;
  const collection = findCollection(context);
  if (!collection) throw failure('NamespaceNotFound', 'ns not found');
  const before = collection.indexes.length;
  for (const index of chosen(collection, context.command.get('index'))) {
    if (index === collection.indexes[0]) throw failure('InvalidOptions', 'cannot drop _id index');
    catalog.dropIndex(collection, index);
  }
  await writer.flushed();
  return doc({ nIndexesWas: before, ok: 1 });
}

function chosen(collection: Collection, wanted: Value): Index[] {
  if (wanted === '*') return collection.indexes.slice(1);
  const list = Array.isArray(wanted) ? wanted : [wanted];
  return list.map((one) => {
    const found = collection.indexes.find(({ name, spec }) => name === one || equal(spec.get('key'), one));
    if (found) return found;
    throw failure('IndexNotFound', `index not found with name [${String(one)}]`);
  });
}

/** `collMod` changes one thing: when documents of a TTL index expire. */
export async function collMod(context: Context): Promise<Doc> {
  const { catalog, writer } = context.engine;
  const collection = findCollection(context);
  if (!collection) throw failure('NamespaceNotFound', 'ns does not exist');
  const wanted = docField(context.command, 'index');
  const [index] = chosen(collection, wanted.get('keyPattern') ?? wanted.get('name'));
  const expiry = wanted.get('expireAfterSeconds');
  if (!index || !isNumeric(expiry))
    throw failure('InvalidOptions', 'collMod supports only index.expireAfterSeconds');
  const before = index.expireAfterSeconds;
  index.spec.set('expireAfterSeconds', expiry);
  index.expireAfterSeconds = toNumber(expiry);
  catalog.saveOptions(collection);
  await writer.flushed();
  return doc({ expireAfterSeconds_old: before, expireAfterSeconds_new: expiry, ok: 1 });
}
