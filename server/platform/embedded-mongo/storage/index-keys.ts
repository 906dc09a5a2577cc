import { createHash } from 'node:crypto';
import { failure } from '../errors.ts';
import { arrayIndex } from '../query/paths.ts';
import { encodeKey, isShortened } from '../values/keys.ts';
import { type Doc, isDoc, type Value } from '../values/types.ts';
import type { Index } from './catalog.ts';
import { tableKey } from './layout.ts';

const MAX_KEY = 1900;
const KEPT_KEY = 1860;

/** The entries of one document in one index, and what the planner must know of them. */
export interface IndexEntries {
  keys: Buffer[];
  values: Value[][];
  multikey: boolean;
  lossy: boolean;
}

const NONE: IndexEntries = { keys: [], values: [], multikey: false, lossy: false };

/** Computes a document's keys in an index. Throws 171 where two arrays would have to be multiplied. */
export function indexEntries(index: Index, doc: Doc): IndexEntries {
  if (index.partial && !index.partial.matches(doc)) return NONE;
  const fields = index.fields.map(({ parts }) => walk(doc, parts));
  if (fields.every(isFixed)) return singleEntry(index, fields);
  const rows: Fixed[][] = [];
  const multikey = expand(fields, rows);
  if (index.sparse && !rows.some((row) => row.some(({ present }) => present))) return NONE;
  const result: IndexEntries = { keys: [], values: [], multikey, lossy: false };
  const seen = new Set<string>();
  for (const row of rows) {
    const components = row.map(({ key }, place) => encodeKey(key, index.fields[place]?.direction === -1));
    const { key, lossy } = joined(index.table, components);
    if (lossy) result.lossy = true;
    const text = multikey ? key.toString('latin1') : '';
    if (seen.has(text)) continue;
    seen.add(text);
    result.keys.push(key);
    result.values.push(row.map((field) => field.key));
  }
  return result;
}

/** The one entry of a document without an array on the index's paths. */
function singleEntry(index: Index, fields: readonly Fixed[]): IndexEntries {
  if (index.sparse && !fields.some(({ present }) => present)) return NONE;
  const components = fields.map(({ key }, place) => encodeKey(key, index.fields[place]?.direction === -1));
  const { key, lossy } = joined(index.table, components);
  return { keys: [key], values: [fields.map((field) => field.key)], multikey: false, lossy };
}

const isFixed = (field: Fixed | Spread): field is Fixed => !('array' in field);

function joined(table: number, components: Buffer[]): { key: Buffer; lossy: boolean } {
  const key = tableKey(table, ...components);
  if (key.length <= MAX_KEY) return { key, lossy: components.some(isShortened) };
  const hash = createHash('sha256').update(key).digest();
  return { key: Buffer.concat([key.subarray(0, KEPT_KEY), hash]), lossy: true };
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
