import { UUID } from 'bson';
import { failure } from '../errors.ts';
import { compileFilter, type Filter } from '../query/match.ts';
import { parseSort, type SortField } from '../query/sort.ts';
import { equal } from '../values/compare.ts';
import { decode } from '../values/decode.ts';
import { encode } from '../values/encode.ts';
import { isNumeric, toNumber } from '../values/numbers.ts';
import { type Doc, doc, isDoc, type Value } from '../values/types.ts';
import type { Reader } from './key-value.ts';
import { FIRST_FREE_TABLE, recordOf, TABLE, tableKey, wholeTable } from './layout.ts';

export interface Index {
  table: number;
  name: string;
  spec: Doc;
  fields: SortField[];
  unique: boolean;
  sparse: boolean;
  partial: Filter | undefined;
  expireAfterSeconds: number | undefined;
  /** Some document has an array here, so that one document may have several entries. */
  multikey: boolean;
  /** Some key was shortened, so that the order of entries is not the order of values. */
  lossy: boolean;
}

export interface Collection {
  namespace: string;
  database: string;
  name: string;
  table: number;
  options: Doc;
  /** The first is always the index on `_id`. */
  indexes: Index[];
  nextRecord: number;
  /** When it last got an index, by the clock of the process; older snapshots know nothing of that. */
  indexedAt: number;
}

const MULTIKEY = 1;
const LOSSY = 2;
const NEXT_TABLE = tableKey(TABLE.marks, Buffer.from('tables'));

/** How the catalog writes: past transactions, with the next flush. */
export interface CatalogSink {
  newest(): Reader;
  put(key: Buffer, value: Buffer | undefined): void;
}

export interface Catalog {
  find(namespace: string): Collection | undefined;
  list(database?: string): Collection[];
  create(database: string, name: string, options?: Doc): Collection;
  drop(collection: Collection): void;
  rename(collection: Collection, database: string, name: string): void;
  makeIndex(spec: Doc): Index;
  /** `since` is the time from which snapshots know of the index. */
  addIndex(collection: Collection, index: Index, since: number): void;
  dropIndex(collection: Collection, index: Index): void;
  saveOptions(collection: Collection): void;
  mark(index: Index, found: { multikey: boolean; lossy: boolean }): void;
  takeRecord(collection: Collection): number;
  /** What is stored under a key, in words. */
  describe(key: Buffer): string;
}

/** Collections and indexes, all in memory; the disk holds one small document for each collection. */
export function openCatalog(sink: CatalogSink): Catalog {
  const collections = new Map<string, Collection>();
  let nextTable = FIRST_FREE_TABLE;

  /** A number is never given twice, so that nothing left of a dropped collection comes back in another. */
  function newTable(): number {
    const table = nextTable++;
    sink.put(NEXT_TABLE, tableKey(nextTable));
    return table;
  }

  const keyOf = (namespace: string) => tableKey(TABLE.catalog, Buffer.from(namespace));
  const markKey = (table: number) => tableKey(TABLE.marks, tableKey(table));

  function save(collection: Collection): void {
    const indexes = collection.indexes.map(({ table, spec }) => doc({ table, spec }));
    const { database, name, table, options } = collection;
    sink.put(keyOf(collection.namespace), encode(doc({ database, name, table, options, indexes })));
  }

  function load(): void {
    const reader = sink.newest();
    for (const { value } of reader.scan(wholeTable(TABLE.catalog))) {
      const collection = fromStored(decode(value), reader);
      collections.set(collection.namespace, collection);
    }
    nextTable = reader.get(NEXT_TABLE)?.readUInt32BE(0) ?? FIRST_FREE_TABLE;
  }

  function fromStored(stored: Doc, reader: Reader): Collection {
    const [database, name] = [String(stored.get('database')), String(stored.get('name'))];
    const table = Number(stored.get('table'));
    const [last] = reader.scan({ ...wholeTable(table), reverse: true });
    const indexes = (stored.get('indexes') as Doc[]).map((entry) => {
      const index = indexFrom(entry.get('spec') as Doc, Number(entry.get('table')));
      const marks = reader.get(markKey(index.table))?.[0] ?? 0;
      return { ...index, multikey: (marks & MULTIKEY) !== 0, lossy: (marks & LOSSY) !== 0 };
    });
    const options = stored.get('options') as Doc;
    return {
      namespace: `${database}.${name}`,
      database,
      name,
      table,
      options,
      indexes,
      nextRecord: last ? recordOf(last.key) + 1 : 1,
      indexedAt: 0,
    };
  }

  function discard(table: number): void {
    sink.put(tableKey(TABLE.dropped, tableKey(table)), Buffer.of(1));
    sink.put(markKey(table), undefined);
  }

  load();

  return {
    find: (namespace) => collections.get(namespace),
    list: (database) =>
      [...collections.values()].filter((one) => database === undefined || one.database === database),
    create(database, name, options = new Map()) {
      checkName(database, name);
      const namespace = `${database}.${name}`;
      const table = newTable();
      const idIndex = indexFrom(doc({ v: 2, key: doc({ _id: 1 }), name: '_id_' }), newTable());
      const collection: Collection = {
        namespace,
        database,
        name,
        table,
        options: new Map([...options, ['uuid', new UUID().toBinary()]]),
        indexes: [idIndex],
        nextRecord: 1,
        indexedAt: 0,
      };
      collections.set(namespace, collection);
      save(collection);
      return collection;
    },
    drop(collection) {
      collections.delete(collection.namespace);
      sink.put(keyOf(collection.namespace), undefined);
      for (const { table } of [collection, ...collection.indexes]) discard(table);
    },
    rename(collection, database, name) {
      checkName(database, name);
      collections.delete(collection.namespace);
      sink.put(keyOf(collection.namespace), undefined);
      Object.assign(collection, { namespace: `${database}.${name}`, database, name });
      collections.set(collection.namespace, collection);
      save(collection);
    },
    makeIndex: (spec) => indexFrom(spec, newTable()),
    addIndex(collection, index, since) {
      collection.indexes.push(index);
      collection.indexedAt = Math.max(collection.indexedAt, since);
      save(collection);
    },
    dropIndex(collection, index) {
      collection.indexes = collection.indexes.filter((other) => other !== index);
      save(collection);
      discard(index.table);
    },
    saveOptions: save,
    mark(index, { multikey, lossy }) {
      if ((index.multikey || !multikey) && (index.lossy || !lossy)) return;
      index.multikey ||= multikey;
      index.lossy ||= lossy;
      sink.put(markKey(index.table), Buffer.of((index.multikey ? MULTIKEY : 0) | (index.lossy ? LOSSY : 0)));
    },
    takeRecord: (collection) => collection.nextRecord++,
    describe(key) {
      const table = key.readUInt32BE(0);
      for (const { namespace, table: documents, indexes } of collections.values()) {
        if (table === documents) return `document ${recordOf(key)} of ${namespace}`;
        const index = indexes.find((one) => one.table === table);
        if (index) return `an entry in index ${index.name} of ${namespace}`;
      }
      const [name] = Object.entries(TABLE).find(([, number]) => number === table) ?? ['dropped'];
      return `an entry in the store's table "${name}"`;
    },
  };
}

function checkName(database: string, name: string): void {
  if (
    name === '' ||
    name.startsWith('.') ||
    name.includes('$') ||
    name.includes('\0') ||
    name.startsWith('system.')
  ) {
    throw failure('InvalidNamespace', `Invalid collection name: ${name}`);
  }
  if (!/^[^/\\. "$*<>:|?\0]{1,63}$/.test(database))
    throw failure('InvalidNamespace', `Invalid database name: ${database}`);
}

function indexFrom(spec: Doc, table: number): Index {
  const key = spec.get('key');
  const partial = spec.get('partialFilterExpression');
  const expire = spec.get('expireAfterSeconds');
  return {
    table,
    name: String(spec.get('name')),
    spec,
    fields: parseSort(directions(key)),
    unique: spec.get('unique') === true || (isDoc(key) && key.size === 1 && key.has('_id')),
    sparse: spec.get('sparse') === true,
    partial: isDoc(partial) ? compileFilter(partial) : undefined,
    expireAfterSeconds: isNumeric(expire) ? toNumber(expire) : undefined,
    multikey: false,
    lossy: false,
  };
}

/** Index directions may be any number; only the sign counts. */
function directions(key: Value): Doc {
  const result: Doc = new Map();
  for (const [path, value] of isDoc(key) ? key : []) {
    const number = isNumeric(value) ? toNumber(value) : 0;
    if (number === 0)
      throw failure(
        'CannotCreateIndex',
        `the index type of '${path}' is not supported by the embedded store`,
      );
    result.set(path, number > 0 ? 1 : -1);
  }
  if (result.size === 0) throw failure('CannotCreateIndex', 'Index keys cannot be empty.');
  return result;
}

/** Whether two index specifications say the same, apart from name and version. */
export function sameSpec(a: Doc, b: Doc): boolean {
  const relevant = (spec: Doc) =>
    doc(
      Object.fromEntries(
        ['key', 'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds'].map((name) => [
          name,
          spec.get(name) === false ? undefined : spec.get(name),
        ]),
      ),
    );
  return equal(relevant(a), relevant(b));
}
