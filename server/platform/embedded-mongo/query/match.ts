import { failure } from '../errors.ts';
import { type Doc, isDoc, type Value } from '../values/types.ts';
import { compileExpression } from './expressions/compile.ts';
import { type Leaf, parseOperators } from './match-operators.ts';
import { isTrue } from './truth.ts';

/** A parsed filter. `path` nodes are what the planner reads. */
export type Node =
  | { kind: 'and' | 'or' | 'nor'; nodes: Node[] }
  | { kind: 'path'; path: string; parts: string[]; leaf: Leaf }
  | { kind: 'expr'; test: (doc: Doc) => boolean }
  | { kind: 'constant'; value: boolean };

export interface Filter {
  node: Node;
  matches(doc: Doc): boolean;
}

/** Compiles a query document. Throws MongoDB's errors for what it cannot mean, naming the operator. */
export function compileFilter(query: Doc): Filter {
  const node = parse(query);
  return { node, matches: (doc) => test(node, doc) };
}

function parse(query: Doc): Node {
  const nodes: Node[] = [];
  for (const [key, operand] of query) {
    if (key.startsWith('$')) nodes.push(parseTop(key, operand));
    else nodes.push(...parsePath(key, operand));
  }
  return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'and', nodes };
}

function parseTop(key: string, operand: Value): Node {
  switch (key) {
    case '$and':
    case '$or':
    case '$nor':
      return { kind: key.slice(1) as 'and' | 'or' | 'nor', nodes: parseList(key, operand) };
    case '$expr': {
      const evaluate = compileExpression(operand);
      return { kind: 'expr', test: (doc) => isTrue(evaluate({ root: doc, variables: {} })) };
    }
    case '$alwaysTrue':
    case '$alwaysFalse':
      return { kind: 'constant', value: key === '$alwaysTrue' };
    case '$comment':
      return { kind: 'constant', value: true };
    default:
      throw failure('BadValue', `unknown top level operator: ${key}`);
  }
}

function parseList(key: string, operand: Value): Node[] {
  if (!Array.isArray(operand) || operand.length === 0)
    throw failure('BadValue', `${key} must be a nonempty array`);
  return operand.map((item) => {
    if (!isDoc(item)) throw failure('BadValue', `${key} argument's entries must be objects`);
    return parse(item);
  });
}

function parsePath(path: string, operand: Value): Node[] {
  const parts = path.split('.');
  const compileNested = (query: Doc) => compileFilter(query).matches;
  return parseOperators(operand, compileNested).map((leaf) => ({ kind: 'path', path, parts, leaf }));
}

function test(node: Node, doc: Doc): boolean {
  switch (node.kind) {
    case 'path':
      return testLeaf(node.leaf, node.parts, doc);
    case 'and':
      return node.nodes.every((child) => test(child, doc));
    case 'or':
      return node.nodes.some((child) => test(child, doc));
    case 'nor':
      return !node.nodes.some((child) => test(child, doc));
    case 'expr':
      return node.test(doc);
    case 'constant':
      return node.value;
  }
}

function testLeaf(leaf: Leaf, parts: readonly string[], doc: Doc): boolean {
  return leaf.find(doc, parts, leaf.test) !== leaf.negated;
}

/** The index of the array element that made the filter match, for the positional operator `$`. */
export function matchedPosition(node: Node, doc: Doc): number | undefined {
  if (node.kind === 'and' || node.kind === 'or') {
    for (const child of node.nodes) {
      const found = node.kind === 'or' && !test(child, doc) ? undefined : matchedPosition(child, doc);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (node.kind !== 'path' || node.leaf.negated) return undefined;
  return leafPosition(node.leaf, node.parts, doc);
}

function leafPosition(leaf: Leaf, parts: readonly string[], doc: Doc): number | undefined {
  let result: number | undefined;
  leaf.find(doc, parts, (value, position) => {
    const matched = leaf.test(value, position);
    if (matched) result = leaf.positionOf ? leaf.positionOf(value) : position;
    return matched;
  });
  return result;
}
