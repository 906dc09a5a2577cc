import { failure, location } from '../errors.ts';
import { isNumeric, wholeNumber } from '../values/numbers.ts';
import { type Doc, isDoc, type Value } from '../values/types.ts';
import { compileExpression } from './expressions/compile.ts';
import type { Evaluate, Scope } from './expressions/types.ts';
import { compileFilter } from './match.ts';
import { elementTest, isOperatorDoc } from './match-operators.ts';
import { isTrue } from './truth.ts';

/** What a projection says about a field: it is listed, changed, computed, or holds fields that are. */
type Node = 'listed' | { change: (value: Value) => Value } | { compute: Evaluate } | Tree;
type Tree = Map<string, Node>;

interface Parsed {
  tree: Tree;
  inclusive: boolean | undefined;
  keepId: boolean;
}

type Kind = 'find' | '$project';

/** Compiles the projection of `find` (with `$slice` and `$elemMatch`) or of `$project`. */
export function compileProjection(spec: Doc, kind: Kind = 'find'): (doc: Doc) => Doc {
  const parsed: Parsed = { tree: new Map(), inclusive: undefined, keepId: true };
  for (const [path, value] of spec) parseField(parsed, path, value, kind);
  const { tree, keepId } = parsed;
  const inclusive = parsed.inclusive ?? (spec.size === 1 && isTrue(spec.get('_id')));
  // listed means kept in an inclusive projection and dropped in an exclusive one
  if (inclusive === keepId && !tree.has('_id')) tree.set('_id', 'listed');
  if (!inclusive) return (doc) => exclude(doc, tree);
  return (doc) => include(doc, tree, { root: doc, variables: {} });
}

function parseField(parsed: Parsed, path: string, value: Value, kind: Kind): void {
  const parts = path.split('.');
  if (parts.includes('$')) throw failure('BadValue', `the positional projection '${path}' is not supported`);
  if (parts.some((part) => part === '' || part.startsWith('$'))) {
    throw location(16410, `FieldPath field names may not start with '$' or be empty: ${path}`);
  }
  if (typeof value === 'boolean' || isNumeric(value)) parseFlag(parsed, path, parts, isTrue(value));
  else if (isDoc(value) && !isOperatorDoc(value)) {
    if (value.size === 0)
      throw location(51270, `An empty sub-projection is not a valid value, found at path: ${path}`);
    for (const [name, inner] of value) parseField(parsed, `${path}.${name}`, inner, kind);
  } else parseOperator(parsed, path, parts, value, kind);
}

function parseFlag(parsed: Parsed, path: string, parts: string[], kept: boolean): void {
  if (path === '_id') {
    parsed.keepId = kept;
    return;
  }
  if (parsed.inclusive === !kept) {
    throw kept
      ? location(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
      : location(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  }
  parsed.inclusive = kept;
  insert(parsed.tree, parts, 'listed', path);
}

function parseOperator(parsed: Parsed, path: string, parts: string[], value: Value, kind: Kind): void {
  const slice = kind === 'find' && isDoc(value) ? value.get('$slice') : undefined;
  if (slice !== undefined && !isExpressionSlice(slice)) {
    insert(parsed.tree, parts, { change: sliceChange(slice) }, path);
    return;
  }
  if (parsed.inclusive === false)
    throw location(31252, `Cannot use an expression for field ${path} in exclusion projection`);
  parsed.inclusive = true;
  const elemMatch = kind === 'find' && isDoc(value) ? value.get('$elemMatch') : undefined;
  const node = elemMatch === undefined ? { compute: compileExpression(value) } : elemMatchChange(elemMatch);
  insert(parsed.tree, parts, node, path);
}

function insert(tree: Tree, parts: readonly string[], leaf: Node, path: string): void {
  const [head = '', ...rest] = parts;
  const existing = tree.get(head);
  if (rest.length === 0) {
    if (existing) throw location(31250, `Path collision at ${path}`);
    tree.set(head, leaf);
    return;
  }
  if (existing && !(existing instanceof Map)) throw location(31249, `Path collision at ${path}`);
  const inner: Tree = existing ?? new Map();
  tree.set(head, inner);
  insert(inner, rest, leaf, path);
}

function elemMatchChange(operand: Value): Node {
  if (!isDoc(operand)) throw failure('TypeMismatch', 'elemMatch: Invalid argument, object required');
  const matches = elementTest(operand, (query) => compileFilter(query).matches);
  return {
    change: (value) => {
      const found = Array.isArray(value) ? value.find(matches) : undefined;
      return found === undefined ? undefined : [found];
    },
  };
}

/** `[array, n]` and `[array, skip, n]` are the expression of that name. */
const isExpressionSlice = (operand: Value): boolean =>
  Array.isArray(operand) && (operand.length === 3 || !isNumeric(operand[0]));

/** `$slice: n`, `$slice: -n` or `$slice: [skip, n]`; values that are not arrays stay. */
function sliceChange(operand: Value): (value: Value) => Value {
  const [first, second] = (Array.isArray(operand) ? operand : [operand]).map(wholeNumber);
  if (first === undefined)
    throw location(28667, 'Invalid $slice syntax: a whole number or [skip, limit] is needed');
  if (!Array.isArray(operand)) {
    return (value) =>
      Array.isArray(value) ? (first < 0 ? value.slice(first) : value.slice(0, first)) : value;
  }
  if (second === undefined || second <= 0) throw location(28724, '$slice limit must be positive');
  return (value) => {
    if (!Array.isArray(value)) return value;
    const start = first < 0 ? Math.max(0, value.length + first) : first;
    return value.slice(start, start + second);
  };
}

/** Keeps what is listed in the order of the document, then adds what is computed in the order of the projection. */
function include(doc: Doc, tree: Tree, scope: Scope): Doc {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const node = tree.get(name);
    if (node === undefined) continue;
    const kept = node instanceof Map ? includeInside(value, node, scope) : keptBy(node, value);
    if (kept !== undefined) result.set(name, kept);
  }
  for (const [name, node] of tree) {
    const value = node instanceof Map ? computedDoc(result.has(name), node, scope) : computedBy(node, scope);
    if (value !== undefined) result.set(name, value);
  }
  return result;
}

function includeInside(value: Value, tree: Tree, scope: Scope): Value {
  if (isDoc(value)) return include(value, tree, scope);
  if (!Array.isArray(value)) return computedDoc(false, tree, scope);
  return value.map((item) => includeInside(item, tree, scope)).filter((item) => item !== undefined);
}

const keptBy = (node: Exclude<Node, Tree>, value: Value): Value =>
  node === 'listed' ? value : 'change' in node ? node.change(value) : undefined;

const computedBy = (node: Exclude<Node, Tree>, scope: Scope): Value =>
  node !== 'listed' && 'compute' in node ? node.compute(scope) : undefined;

/** Where computed fields are asked for, a document for them takes the place of what is none. */
function computedDoc(exists: boolean, tree: Tree, scope: Scope): Doc | undefined {
  return exists || !computes(tree) ? undefined : include(new Map(), tree, scope);
}

const computes = (tree: Tree): boolean =>
  [...tree.values()].some((node) =>
    node instanceof Map ? computes(node) : node !== 'listed' && 'compute' in node,
  );

function exclude(doc: Doc, tree: Tree): Doc {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const node = tree.get(name);
    if (node === 'listed') continue;
    const kept =
      node instanceof Map ? excludeInside(value, node) : node === undefined ? value : keptBy(node, value);
    if (kept !== undefined) result.set(name, kept);
  }
  return result;
}

function excludeInside(value: Value, tree: Tree): Value {
  if (isDoc(value)) return exclude(value, tree);
  return Array.isArray(value) ? value.map((item) => excludeInside(item, tree)) : value;
}
