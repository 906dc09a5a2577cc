import { canonicalJson } from './canonical.ts';
import { sourceId } from './source.ts';
import type { SourceDocument } from './types.ts';

/** One value that differs, at a JSON pointer into the body; a side that lacks it has no such property. */
export type ValueChange = { path: string; before?: unknown; after?: unknown };

export type DocumentChange = {
  document: string;
  change: 'added' | 'removed' | 'changed';
  before?: unknown;
  after?: unknown;
  paths: ValueChange[];
};

const escapeStep = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');

const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const sameShape = (before: unknown, after: unknown): boolean =>
  isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after);

const sideOf = (name: 'before' | 'after', container: Record<string, unknown>, key: string) =>
  Object.hasOwn(container, key) ? { [name]: container[key] } : {};

const diffMembers = (
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  path: string,
): ValueChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    const at = `${path}/${escapeStep(key)}`;
    if (Object.hasOwn(before, key) && Object.hasOwn(after, key))
      return diffValues(before[key], after[key], at);
    return [{ path: at, ...sideOf('before', before, key), ...sideOf('after', after, key) }];
  });

/**
 * Where two JSON values differ, as deep as possible; items of lists are compared by position.
 * @example diffValues({ a: [1] }, { a: [2] }) // [{ path: '/a/0', before: 1, after: 2 }]
 */
export const diffValues = (before: unknown, after: unknown, path = ''): ValueChange[] => {
  if (sameShape(before, after))
    return diffMembers(before as Record<string, unknown>, after as Record<string, unknown>, path);
  return canonicalJson(before) === canonicalJson(after) ? [] : [{ path, before, after }];
};

const byId = (documents: readonly SourceDocument[]): Map<string, unknown> =>
  new Map(documents.map((document) => [sourceId(document), document.body]));

const compare = (
  document: string,
  before: Map<string, unknown>,
  after: Map<string, unknown>,
): DocumentChange[] => {
  if (!before.has(document)) return [{ document, change: 'added', after: after.get(document), paths: [] }];
  if (!after.has(document)) return [{ document, change: 'removed', before: before.get(document), paths: [] }];
  const sides = { before: before.get(document), after: after.get(document) };
  const paths = diffValues(sides.before, sides.after);
  return paths.length === 0 ? [] : [{ document, change: 'changed', ...sides, paths }];
};

/**
 * What changed from one set of documents to another, by document; the order of an object's keys is no change.
 * @example diffDocuments([], [{ kind: 'rule', body }]) // [{ document: 'rule/vip', change: 'added', … }]
 */
export const diffDocuments = (
  before: readonly SourceDocument[],
  after: readonly SourceDocument[],
): DocumentChange[] => {
  const [old, next] = [byId(before), byId(after)];
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((id) => compare(id, old, next));
};
