import { failure, location } from '../errors.ts';
import { compare } from '../values/compare.ts';
import { wholeNumber } from '../values/numbers.ts';
import { type Doc, isDoc, type Value } from '../values/types.ts';
import { someAt } from './paths.ts';

/** One field of a sort: 1 ascending, −1 descending. */
export interface SortField {
  path: string;
  parts: string[];
  direction: 1 | -1;
}

/** Reads `{ a: 1, 'b.c': -1 }`. */
export function parseSort(spec: Value): SortField[] {
  if (spec === undefined) return [];
  if (!isDoc(spec)) throw failure('TypeMismatch', 'the sort must be an object');
  return [...spec].map(([path, value]) => {
    if (isDoc(value)) throw failure('BadValue', `sorting by ${[...value.keys()][0]} is not supported`);
    const direction = wholeNumber(value);
    if (direction !== 1 && direction !== -1) {
      throw location(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    }
    return { path, parts: path.split('.'), direction };
  });
}

/**
 * The values by which a path sorts and is indexed: the elements of an array each by themselves, an empty
 * array as undefined (below null), missing as null.
 */
export function keyValues(doc: Doc, parts: readonly string[]): Value[] {
  const values: Value[] = [];
  someAt(doc, parts, (value) => {
    if (!Array.isArray(value)) values.push(value ?? null);
    else if (value.length === 0) values.push(undefined);
    else values.push(...value);
    return false;
  });
  return values.length === 0 ? [null] : values;
}

/** The value that stands for a document in a sort: the least ascending, the greatest descending. */
function sortKey(doc: Doc, { parts, direction }: SortField): Value {
  const only = parts.length === 1 ? doc.get(parts[0] ?? '') : undefined;
  if (only !== undefined && !Array.isArray(only)) return only;
  const values = keyValues(doc, parts);
  return values.reduce((best, value) => (compare(value, best) * direction < 0 ? value : best), values[0]);
}

export interface Keyed<T> {
  item: T;
  keys: Value[];
}

export const withSortKeys = <T>(item: T, doc: Doc, fields: readonly SortField[]): Keyed<T> => ({
  item,
  keys: fields.map((field) => sortKey(doc, field)),
});

/** Orders items by their sort keys; equal ones keep their order. */
export function compareKeyed(fields: readonly SortField[]): (a: Keyed<unknown>, b: Keyed<unknown>) => number {
  return (a, b) => {
    for (let i = 0; i < fields.length; i++) {
      const order = compare(a.keys[i], b.keys[i]) * (fields[i]?.direction ?? 1);
      if (order !== 0) return order;
    }
    return 0;
  };
}
