import { failure } from '../../errors.ts';
import { print } from '../../values/print.ts';
import { type Doc, isDoc, type Value } from '../../values/types.ts';
import { arrayIndex } from '../paths.ts';

/** What the positional parts `$` and `$[name]` of a path stand for. */
export interface Positions {
  position(): number | undefined;
  filters: Map<string, (item: Value) => boolean>;
}

const MAX_PADDING = 1_500_000;

/** The concrete paths that a path with `$`, `$[]` and `$[name]` means in a document. */
export function expandPath(doc: Doc, parts: readonly string[], positions: Positions): string[][] {
  if (!parts.some((part) => part.startsWith('$'))) return [[...parts]];
  return expand(doc, parts, 0, positions);
}

function expand(value: Value, parts: readonly string[], depth: number, positions: Positions): string[][] {
  const part = parts[depth];
  if (part === undefined) return [[]];
  if (!part.startsWith('$')) return prefixed(part, expand(child(value, part), parts, depth + 1, positions));
  const places = placesOf(value, part, parts.slice(0, depth).join('.'), positions);
  return places.flatMap((place) =>
    prefixed(String(place), expand(child(value, String(place)), parts, depth + 1, positions)),
  );
}

const prefixed = (head: string, paths: string[][]): string[][] => paths.map((path) => [head, ...path]);

function placesOf(value: Value, part: string, path: string, { position, filters }: Positions): number[] {
  if (part === '$') {
    const matched = position();
    if (matched !== undefined) return [matched];
    throw failure('BadValue', 'The positional operator did not find the match needed from the query.');
  }
  if (value === undefined)
    throw failure('BadValue', `The path '${path}' must exist in order to apply array updates`);
  if (!Array.isArray(value))
    throw failure('BadValue', `Cannot apply array updates to non-array element ${path}: ${print(value)}`);
  const matches = filters.get(part.slice(2, -1)) ?? (() => true);
  return value.flatMap((item, place) => (matches(item) ? [place] : []));
}

function child(value: Value, part: string): Value {
  if (isDoc(value)) return value.get(part);
  const index = arrayIndex(part);
  return Array.isArray(value) && index !== undefined ? value[index] : undefined;
}

/** The value at a concrete path. Throws 28 where the path goes through a value that has no fields. */
export function readAt(doc: Doc, parts: readonly string[]): Value {
  let value: Value = doc;
  for (let i = 0; i < parts.length; i++) {
    if (value === undefined) return undefined;
    requireContainer(value, parts, i);
    value = child(value, parts[i] ?? '');
  }
  return value;
}

function requireContainer(value: Value, parts: readonly string[], depth: number): void {
  const part = parts[depth] ?? '';
  if (isDoc(value) || (Array.isArray(value) && arrayIndex(part) !== undefined)) return;
  const holder = parts[depth - 1] ?? '';
  throw failure('PathNotViable', `Cannot create field '${part}' in element {${holder}: ${print(value)}}`);
}

/** Writes a value at a concrete path and creates the documents on the way. */
export function writeAt(doc: Doc, parts: readonly string[], value: Value): void {
  let container: Value = doc;
  for (let i = 0; i < parts.length - 1; i++) {
    requireContainer(container, parts, i);
    const part = parts[i] ?? '';
    let next = child(container, part);
    if (next === undefined) {
      next = new Map();
      assign(container, part, next);
    }
    container = next;
  }
  requireContainer(container, parts, parts.length - 1);
  assign(container, parts.at(-1) ?? '', value);
}

function assign(container: Value, part: string, value: Value): void {
  if (isDoc(container)) {
    container.set(part, value);
    return;
  }
  if (!Array.isArray(container)) return;
  const index = arrayIndex(part) ?? 0;
  if (index > container.length + MAX_PADDING) {
    throw failure('BadValue', `the place ${index} would pad the array by more than ${MAX_PADDING} elements`);
  }
  while (container.length < index) container.push(null);
  container[index] = value;
}

/** Removes the field at a concrete path; an array element becomes null; nothing happens where there is none. */
export function removeAt(doc: Doc, parts: readonly string[]): void {
  let container: Value = doc;
  for (const part of parts.slice(0, -1)) container = child(container, part);
  const last = parts.at(-1) ?? '';
  if (isDoc(container)) container.delete(last);
  else if (child(container, last) !== undefined) assign(container, last, null);
}
