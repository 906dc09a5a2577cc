import { failure, location } from '../errors.ts';
import { isNumeric, wholeNumber } from '../values/numbers.ts';
import { type Doc, isDoc, type Value } from '../values/types.ts';
import { compileExpression } from './expressions/compile.ts';
import type { Evaluate } from './expressions/types.ts';
import { compileFilter } from './match.ts';
import { elementTest, isOperatorDoc } from './match-operators.ts';
import { setComputed } from './set-computed.ts';
import { isTrue } from './truth.ts';

type Change = (value: Value) => Value;

/** What a projection says about each field: keep or drop it, change it, or look inside. */
type Tree = Map<string, 'listed' | Change | Tree>;

interface Parsed {
  tree: Tree;
  computed: { parts: string[]; evaluate: Evaluate }[];
  inclusive: boolean | undefined;
  keepId: boolean;
}

/** Compiles the projection of `find` (with `$slice` and `$elemMatch`) or of `$project`. */
export function compileProjection(spec: Doc, stage: 'find' | '$project' = 'find'): (doc: Doc) => Doc {
  const parsed: Parsed = { tree: new Map(), computed: [], inclusive: undefined, keepId: true };
  for (const [path, value] of spec) parseField(parsed, path, value, stage);
  const { tree, computed, keepId } = parsed;
  const inclusive = parsed.inclusive ?? (computed.length > 0 || onlyIdKept(spec));
  if (!inclusive && !keepId) tree.set('_id', 'listed');
  if (inclusive && keepId && !tree.has('_id')) tree.set('_id', 'listed');
  return (doc) => {
    const result = inclusive ? include(doc, tree) : exclude(doc, tree);
    for (const { parts, evaluate } of computed) {
      setComputed(result, parts, evaluate({ root: doc, variables: {} }));
    }
    return result;
  };
}

const onlyIdKept = (spec: Doc): boolean => spec.size === 1 && isTrue(spec.get('_id'));

function parseField(parsed: Parsed, path: string, value: Value, stage: 'find' | '$project'): void {
  const parts = path.split('.');
  if (parts.includes('$')) throw failure('BadValue', `the positional projection '${path}' is not supported`);
  if (parts.some((part) => part === '' || part.startsWith('$'))) {
    throw location(16410, `FieldPath field names may not start with '$' or be empty: ${path}`);
  }
  if (typeof value === 'boolean' || isNumeric(value)) {
    parseFlag(parsed, path, parts, isTrue(value));
    return;
  }
  if (isDoc(value) && !isOperatorDoc(value)) {
    if (value.size === 0)
      throw location(
        51270,
        `An empty sub-projection is not a valid value. Found empty object at path: ${path}`,
      );
    for (const [name, inner] of value) parseField(parsed, `${path}.${name}`, inner, stage);
    return;
  }
  const change = stage === 'find' && isDoc(value) ? arrayChange(value) : undefined;
  if (change) {
    if (isDoc(value) && value.has('$elemMatch')) setMode(parsed, true, path);
    insert(parsed.tree, parts, change, path);
    return;
  }
  setMode(parsed, true, path);
  parsed.computed.push({ parts, evaluate: compileExpression(value) });
  if (path === '_id') parsed.keepId = false;
}

function parseFlag(parsed: Parsed, path: string, parts: string[], kept: boolean): void {
  if (path === '_id') {
    parsed.keepId = kept;
    return;
  }
  setMode(parsed, kept, path);
  insert(parsed.tree, parts, 'listed', path);
}

function setMode(parsed: Parsed, inclusive: boolean, path: string): void {
  if (parsed.inclusive === !inclusive) {
    throw inclusive
      ? location(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
      : location(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  }
  parsed.inclusive = inclusive;
}

function insert(tree: Tree, parts: string[], leaf: 'listed' | Change, path: string): void {
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

function arrayChange(operators: Doc): Change | undefined {
  const elemMatch = operators.get('$elemMatch');
  if (elemMatch !== undefined) {
    if (!isDoc(elemMatch)) throw failure('TypeMismatch', 'elemMatch: Invalid argument, object required');
    const matches = elementTest(elemMatch, (query) => compileFilter(query).matches);
    return (value) => {
      const found = Array.isArray(value) ? value.find(matches) : undefined;
      return found === undefined ? undefined : [found];
    };
  }
  return operators.has('$slice') ? sliceChange(operators.get('$slice')) : undefined;
}

/** `$slice: n`, `$slice: -n` or `$slice: [skip, n]`; values that are not arrays stay. */
function sliceChange(operand: Value): Change {
  const [first, second] = Array.isArray(operand) ? operand.map(wholeNumber) : [wholeNumber(operand)];
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

function include(doc: Doc, tree: Tree): Doc {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const node = tree.get(name);
    if (node === undefined) continue;
    const kept = node === 'listed' ? value : node instanceof Map ? includeInside(value, node) : node(value);
    if (kept !== undefined) result.set(name, kept);
  }
  return result;
}

function includeInside(value: Value, tree: Tree): Value {
  if (isDoc(value)) return include(value, tree);
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => includeInside(item, tree)).filter((item) => item !== undefined);
}

function exclude(doc: Doc, tree: Tree): Doc {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const node = tree.get(name);
    if (node === 'listed') continue;
    const kept = node === undefined ? value : node instanceof Map ? excludeInside(value, node) : node(value);
    if (kept !== undefined) result.set(name, kept);
  }
  return result;
}

function excludeInside(value: Value, tree: Tree): Value {
  if (isDoc(value)) return exclude(value, tree);
  return Array.isArray(value) ? value.map((item) => excludeInside(item, tree)) : value;
}
