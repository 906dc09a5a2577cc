import { BSONRegExp } from 'bson';
import { failure, location } from '../errors.ts';
import { withIdFirst } from '../query/update/upsert.ts';
import { encode } from '../values/encode.ts';
import { print } from '../values/print.ts';
import { type Doc, doc, isDoc, type Value } from '../values/types.ts';
import type { Catalog, Collection, Index } from './catalog.ts';
import { type IndexEntries, indexEntries, valuesOfKey } from './index-keys.ts';
import { recordBytes, recordKey, recordOf } from './layout.ts';
import { describeUpdate } from './log.ts';
import type { Store } from './writer.ts';

const MAX_DOCUMENT = 16 * 1024 * 1024;

/** A stored document: its record number, its bytes and what they decode to. */
export interface Stored {
  record: number;
  bytes: Buffer;
  doc: Doc;
}

/**
 * Adds a document and its index entries; a missing `_id` is made. Nothing is written where it fails. `received` are
 * the bytes that say exactly what the document says, where it came in them.
 */
export function insertDocument(
  store: Store,
  catalog: Catalog,
  collection: Collection,
  source: Doc,
  received?: Buffer,
): Doc {
  const document = withIdFirst(source, true);
  checkId(document.get('_id'));
  const bytes = checkSize((document === source && received) || encode(document));
  const entries = collection.indexes.map((index) => indexEntries(index, document));
  for (const [place, index] of collection.indexes.entries()) {
    for (const key of entries[place]?.keys ?? []) {
      if (index.unique && store.get(key)) throw duplicate(collection, index, key, document);
    }
  }
  const record = catalog.takeRecord(collection);
  store.add(recordKey(collection.table, record), bytes);
  for (const [place, index] of collection.indexes.entries()) {
    const put = index.unique ? store.put : store.add;
    addEntries(put, catalog, index, entries[place]?.keys ?? [], entries[place], record);
  }
  store.log({ operation: 'insert', ...namespaceOf(collection), id: document.get('_id'), document: bytes });
  return document;
}

/** Replaces a stored document. Answers false where the bytes stay the same. */
export function updateDocument(
  store: Store,
  catalog: Catalog,
  collection: Collection,
  before: Stored,
  after: Doc,
  operation: 'update' | 'replace',
): boolean {
  const original = before.doc;
  const document = withIdFirst(after);
  const bytes = encode(document);
  if (bytes.length > MAX_DOCUMENT)
    throw location(17419, `Resulting document after update is larger than ${MAX_DOCUMENT}`);
  if (bytes.equals(before.bytes)) return false;
  const changes = collection.indexes.map((index) => entryChanges(index, original, document));
  for (const [place, index] of collection.indexes.entries()) {
    for (const key of changes[place]?.added ?? []) {
      const holder = index.unique && store.get(key);
      if (holder && recordOf(holder) !== before.record) throw duplicate(collection, index, key, document);
    }
  }
  store.put(recordKey(collection.table, before.record), bytes);
  for (const [place, index] of collection.indexes.entries()) {
    for (const key of changes[place]?.removed ?? []) store.remove(storedKey(index, key, before.record));
    addEntries(store.put, catalog, index, changes[place]?.added ?? [], changes[place]?.after, before.record);
  }
  const described =
    operation === 'update' ? { changes: describeUpdate(original, document) } : { document: bytes };
  store.log({ operation, ...namespaceOf(collection), id: document.get('_id'), ...described });
  return true;
}

/** Removes a document and its index entries. */
export function removeDocument(
  store: Store,
  collection: Collection,
  { record, doc: document }: Omit<Stored, 'bytes'>,
): void {
  store.remove(recordKey(collection.table, record));
  for (const index of collection.indexes) {
    for (const key of indexEntries(index, document).keys) store.remove(storedKey(index, key, record));
  }
  store.log({ operation: 'delete', ...namespaceOf(collection), id: document.get('_id') });
}

/** Writes the entries of one document in a new index. */
export function fillIndex(
  store: Store,
  catalog: Catalog,
  collection: Collection,
  index: Index,
  stored: Stored,
): void {
  const entries = indexEntries(index, stored.doc);
  for (const key of entries.keys) {
    if (index.unique && store.get(key)) throw duplicate(collection, index, key, stored.doc);
  }
  addEntries(store.put, catalog, index, entries.keys, entries, stored.record);
}

function addEntries(
  put: Store['put'],
  catalog: Catalog,
  index: Index,
  keys: readonly Buffer[],
  entries: IndexEntries | undefined,
  record: number,
): void {
  if (entries?.multikey || entries?.lossy) catalog.mark(index, entries);
  const value = recordBytes(record);
  for (const key of keys) put(storedKey(index, key, record), value);
}

/** A unique index holds a value once; in others the record number makes the key unique. */
export function storedKey(index: Index, key: Buffer, record: number): Buffer {
  if (index.unique) return key;
  const stored = Buffer.allocUnsafe(key.length + 6);
  stored.set(key);
  stored.writeUIntBE(record, key.length, 6);
  return stored;
}

function entryChanges(
  index: Index,
  before: Doc,
  after: Doc,
): { removed: Buffer[]; added: Buffer[]; after: IndexEntries } {
  const [old, now] = [indexEntries(index, before), indexEntries(index, after)];
  const [oldKey, newKey] = [old.keys[0], now.keys[0]];
  if (oldKey && newKey && old.keys.length === 1 && now.keys.length === 1)
    return oldKey.equals(newKey)
      ? { removed: [], added: [], after: now }
      : { removed: [oldKey], added: [newKey], after: now };
  const [oldTexts, newTexts] = [old, now].map(
    ({ keys }) => new Set(keys.map((key) => key.toString('latin1'))),
  );
  return {
    removed: old.keys.filter((key) => !newTexts?.has(key.toString('latin1'))),
    added: now.keys.filter((key) => !oldTexts?.has(key.toString('latin1'))),
    after: now,
  };
}

const namespaceOf = ({ database, name }: Collection) => ({ database, collection: name });

function checkSize(bytes: Buffer): Buffer {
  if (bytes.length <= MAX_DOCUMENT) return bytes;
  throw failure(
    'BSONObjectTooLarge',
    `object to insert too large. size in bytes: ${bytes.length}, max size: ${MAX_DOCUMENT}`,
  );
}

function checkId(id: Value): void {
  if (Array.isArray(id) || id instanceof BSONRegExp) {
    const type = Array.isArray(id) ? 'array' : 'regex';
    throw failure('InvalidIdField', `The '_id' value cannot be of type ${type}`);
  }
  const operator = isDoc(id) ? [...id.keys()].find((name) => name.startsWith('$')) : undefined;
  if (operator)
    throw failure(
      'DollarPrefixedFieldName',
      `_id fields may not contain '$'-prefixed fields: ${operator} is not valid for storage.`,
    );
}

function duplicate(collection: Collection, index: Index, key: Buffer, document: Doc) {
  const values = valuesOfKey(index, document, key);
  const keyValue: Doc = new Map(index.fields.map(({ path }, i) => [path, values[i] ?? null]));
  const keyPattern = doc({ keyPattern: index.spec.get('key'), keyValue });
  return failure(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${collection.namespace} index: ${index.name} dup key: ${print(keyValue)}`,
    { extra: keyPattern },
  );
}
