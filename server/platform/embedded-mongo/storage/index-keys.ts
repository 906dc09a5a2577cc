import { createHash } from 'node:crypto';
import { failure } from '../errors.ts';
import { arrayIndex } from '../query/paths.ts';
import { MAX_COMPONENT_BYTES, writeKey } from '../values/keys.ts';
import { type Doc, isDoc, type Value } from '../values/types.ts';
import type { Index } from './catalog.ts';

const MAX_KEY = 1900;
const KEPT_KEY = 1860;

/** The entries of one document in one index, and what the planner must know of them. */
export interface IndexEntries {
  keys: Buffer[];
  multikey: boolean;
  lossy: boolean;
}

const NONE: IndexEntries = { keys: [], multikey: false, lossy: false };

/** Computes a document's keys in an index. Throws 171 where two arrays would have to be multiplied. */
export function indexEntries(index: Index, doc: Doc): IndexEntries {
  if (index.partial && !index.partial.matches(doc)) return NONE;
  return singleEntry(index, doc) ?? severalEntries(index, doc);
}

/** The one entry of a document without an array on the index's paths; undefined where there is one. */
function singleEntry(index: Index, doc: Doc): IndexEntries | undefined {
  const writing = beginKey(index);
  let present = false;
  for (const { parts, direction } of index.fields) {
    let value: Value = doc;
    for (const part of parts) {
      if (Array.isArray(value)) return undefined;
      value = isDoc(value) ? value.get(part) : undefined;
    }
    if (Array.isArray(value)) return undefined;
    if (value !== undefined) present = true;
    writeComponent(writing, value ?? null, direction);
  }
  return index.sparse && !present
    ? NONE
    : { keys: [finishKey(writing)], multikey: false, lossy: writing.lossy };
}

function severalEntries(index: Index, doc: Doc): IndexEntries {
  const { rows, multikey } = rowsOf(index, doc);
  if (index.sparse && !rows.some((row) => row.some(({ present }) => present))) return NONE;
  const result: IndexEntries = { keys: [], multikey, lossy: false };
  const seen = new Set<string>();
  for (const row of rows) {
    const { key, lossy } = keyOf(index, row);
    if (lossy) result.lossy = true;
    const text = key.toString('latin1');
    if (seen.has(text)) continue;
    seen.add(text);
    result.keys.push(key);
  }
  return result;
}

/** The values that make one of a document's keys, for the error that says that another document has them. */
export function valuesOfKey(index: Index, doc: Doc, wanted: Buffer): Value[] {
  const row = rowsOf(index, doc).rows.find((one) => keyOf(index, one).key.equals(wanted));
  return row?.map(({ key }) => key) ?? [];
}

function rowsOf(index: Index, doc: Doc): { rows: Fixed[][]; multikey: boolean } {
  const rows: Fixed[][] = [];
  const fields = index.fields.map(({ parts }) => walk(doc, parts));
  return { multikey: expand(fields, rows), rows };
}

function keyOf(index: Index, row: readonly Fixed[]): { key: Buffer; lossy: boolean } {
  const writing = beginKey(index);
  for (const [place, { key }] of row.entries())
    writeComponent(writing, key, index.fields[place]?.direction ?? 1);
  return { key: finishKey(writing), lossy: writing.lossy };
}

/** A key that is being written into a buffer of its own, and how far it is. */
interface Writing {
  bytes: Buffer;
  at: number;
  lossy: boolean;
}

const scratch = Buffer.alloc(16 * 1024);

function beginKey({ table, fields }: Index): Writing {
  const most = 4 + fields.length * MAX_COMPONENT_BYTES;
  const bytes = most <= scratch.length ? scratch : Buffer.alloc(most);
  return { bytes, at: bytes.writeUInt32BE(table), lossy: false };
}

function writeComponent(writing: Writing, value: Value, direction: 1 | -1): void {
  const size = writeKey(value, direction === -1, writing.bytes, writing.at);
  writing.at += size;
  if (size === MAX_COMPONENT_BYTES) writing.lossy = true;
}

function finishKey(writing: Writing): Buffer {
  const { bytes, at } = writing;
  if (at <= MAX_KEY) return Buffer.from(bytes.subarray(0, at));
  writing.lossy = true;
  const hash = createHash('sha256').update(bytes.subarray(0, at)).digest();
  return Buffer.concat([bytes.subarray(0, KEPT_KEY), hash]);
}

/** A field's key value; `undefined` is the key of an empty array, below null. */
interface Fixed {
  key: Value;
  present: boolean;
}

/** An array that still has to be taken apart, and the path to follow in its elements. */
interface Spread {
  array: Value[];
  parts: readonly string[];
}

function walk(start: Value, parts: readonly string[]): Fixed | Spread {
  let value = start;
  for (let depth = 0; depth < parts.length; depth++) {
    const part = parts[depth] ?? '';
    const place = arrayIndex(part);
    if (isDoc(value)) value = value.get(part);
    else if (!Array.isArray(value)) return { key: null, present: false };
    else if (place !== undefined && place < value.length) value = value[place];
    else return { array: value, parts: parts.slice(depth) };
  }
  if (Array.isArray(value)) return { array: value, parts: [] };
  return { key: value ?? null, present: value !== undefined };
}

function inside(item: Value, parts: readonly string[]): Fixed | Spread {
  if (parts.length === 0) return { key: item, present: true };
  return isDoc(item) ? walk(item, parts) : { key: null, present: false };
}

/** Takes arrays apart, so that two fields of one array stay together element by element; true where there was one. */
function expand(fields: readonly (Fixed | Spread)[], rows: Fixed[][]): boolean {
  const spreads = fields.filter((field) => 'array' in field);
  const array = spreads[0]?.array;
  if (!array) {
    rows.push(fields as Fixed[]);
    return false;
  }
  if (spreads.some((other) => other.array !== array)) {
    throw failure('CannotIndexParallelArrays', 'cannot index parallel arrays');
  }
  const replaced = (make: (parts: readonly string[]) => Fixed | Spread) =>
    fields.map((field) => ('array' in field ? make(field.parts) : field));
  if (array.length === 0) {
    rows.push(
      replaced((parts) => ({
        key: parts.length === 0 ? undefined : null,
        present: parts.length === 0,
      })) as Fixed[],
    );
  }
  for (const item of array)
    expand(
      replaced((parts) => inside(item, parts)),
      rows,
    );
  return true;
}
