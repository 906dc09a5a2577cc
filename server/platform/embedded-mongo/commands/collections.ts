import { failure } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import type { Collection } from '../storage/catalog.ts';
import { type Doc, doc, isDoc } from '../values/types.ts';
import { sourceOf } from '../wire/cursors.ts';
import {
  type Context,
  collectionName,
  countField,
  docField,
  findCollection,
  makeCollection,
  refuse,
} from './context.ts';

const UNSUPPORTED = [
  'capped',
  'timeseries',
  'validator',
  'viewOn',
  'collation',
  'clusteredIndex',
  'changeStreamPreAndPostImages',
  'expireAfterSeconds',
  'encryptedFields',
];

export async function create(context: Context): Promise<Doc> {
  refuse(context.command, UNSUPPORTED, 'create');
  const name = collectionName(context);
  if (findCollection(context, name))
    throw failure('NamespaceExists', `Collection ${context.database}.${name} already exists.`);
  makeCollection(context, context.database, name);
  await context.engine.writer.flushed();
  return doc({ ok: 1 });
}

export async function drop(context: Context): Promise<Doc> {
  const collection = findCollection(context);
  if (!collection) return doc({ ok: 1 });
  await dropAndLog(context, [collection]);
  return doc({ nIndexesWas: collection.indexes.length, ns: collection.namespace, ok: 1 });
}

async function dropAndLog(
  { engine, cursors, database }: Context,
  collections: Collection[],
  whole = false,
): Promise<void> {
  await engine.writer.write((store) => {
    for (const { table } of collections) store.claim(table);
    // while this waited, others may have dropped some of them
    const standing = collections.filter((one) => engine.catalog.find(one.namespace) === one);
    for (const collection of standing) {
      engine.catalog.drop(collection);
      cursors.killCollection(collection.namespace);
      store.log({ operation: 'drop', database, collection: collection.name });
    }
    if (whole) store.log({ operation: 'dropDatabase', database, collection: '' });
  });
  await engine.writer.flushed();
}

export async function dropDatabase(context: Context): Promise<Doc> {
  const collections = context.engine.catalog.list(context.database);
  await dropAndLog(context, collections, collections.length > 0);
  return doc({ dropped: context.database, ok: 1 });
}

export async function renameCollection(context: Context): Promise<Doc> {
  const { engine, command, cursors } = context;
  const [from, to] = ['renameCollection', 'to'].map((name) => String(command.get(name)));
  const collection = engine.catalog.find(from ?? '');
  if (!collection) throw failure('NamespaceNotFound', `Source collection ${from} does not exist`);
  const existing = engine.catalog.find(to ?? '');
  if (existing && command.get('dropTarget') !== true)
    throw failure('NamespaceExists', `target namespace exists: ${to}`);
  const [database = '', ...name] = (to ?? '').split('.');
  const source = { database: collection.database, collection: collection.name };
  await engine.writer.write((store) => {
    for (const { table } of existing ? [collection, existing] : [collection]) store.claim(table);
    if (engine.catalog.find(from ?? '') !== collection || engine.catalog.find(to ?? '') !== existing)
      throw failure('ConflictingOperationInProgress', `${from} or ${to} was changed at the same time`);
    if (existing) engine.catalog.drop(existing);
    cursors.killCollection(collection.namespace);
    engine.catalog.rename(collection, database, name.join('.'));
    store.log({ operation: 'rename', ...source, to: { database, collection: collection.name } });
  });
  return doc({ ok: 1 });
}

export async function listCollections(context: Context): Promise<Doc> {
  const { command, database, cursors, engine, session } = context;
  const { matches } = compileFilter(docField(command, 'filter'));
  const nameOnly = command.get('nameOnly') === true;
  const listed = engine.catalog.list(database).map((collection) => describe(collection, nameOnly));
  const cursor = await cursors.open(`${database}.$cmd.listCollections`, sourceOf(listed.filter(matches)), {
    batchSize: countField(docField(command, 'cursor'), 'batchSize'),
    session: session.id,
  });
  return doc({ cursor, ok: 1 });
}

function describe({ name, options, indexes, namespace }: Collection, nameOnly: boolean): Doc {
  if (nameOnly) return doc({ name, type: 'collection' });
  const rest = new Map([...options].filter(([key]) => key !== 'uuid'));
  const info = doc({ readOnly: false, uuid: options.get('uuid') });
  const idIndex = indexes[0]?.spec ?? new Map();
  return doc({
    name,
    type: 'collection',
    options: rest,
    info,
    idIndex: new Map([...idIndex, ['ns', namespace]]),
  });
}

export function listDatabases({ command, engine }: Context): Doc {
  const filter = command.get('filter');
  const { matches } = compileFilter(isDoc(filter) ? filter : new Map());
  const names = [...new Set(engine.catalog.list().map(({ database }) => database))].sort();
  const databases = names.map((name) => doc({ name, sizeOnDisk: 0n, empty: false })).filter(matches);
  return doc({ databases, totalSize: 0n, ok: 1 });
}
