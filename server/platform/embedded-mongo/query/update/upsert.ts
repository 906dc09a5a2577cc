import { ObjectId } from 'bson';
import { failure } from '../../errors.ts';
import { copy, type Doc, type Value } from '../../values/types.ts';
import type { Node } from '../match.ts';
import { writeAt } from './locate.ts';

/** The document that an upsert begins with: what the query says must be equal. */
export function seedFromQuery(node: Node): Doc {
  const result: Doc = new Map();
  const seeded: string[][] = [];
  for (const [parts, value] of equalities(node)) {
    const taken = seeded.some((other) => other.every((part, depth) => (parts[depth] ?? part) === part));
    if (taken)
      throw failure('NotSingleValueField', `the query tells '${parts.join('.')}' twice, so it cannot be set`);
    seeded.push(parts);
    writeAt(result, parts, copy(value));
  }
  return withIdFirst(result);
}

function equalities(node: Node): [string[], Value][] {
  if (node.kind === 'and') return node.nodes.flatMap(equalities);
  if (node.kind === 'or') return node.nodes.length === 1 && node.nodes[0] ? equalities(node.nodes[0]) : [];
  if (node.kind !== 'path' || node.leaf.negated || node.parts.some((part) => part.startsWith('$'))) return [];
  if (node.leaf.operator === '$eq') return [[node.parts, node.leaf.operand]];
  const single =
    node.leaf.operator === '$in' && Array.isArray(node.leaf.operand) && node.leaf.operand.length === 1;
  return single ? [[node.parts, (node.leaf.operand as Value[])[0]]] : [];
}

/** The same document with `_id` first; one without gets a new ObjectId. */
export function withIdFirst(source: Doc, generate = false): Doc {
  const [first] = source.keys();
  if (first === '_id') return source;
  const id = !source.has('_id') && generate ? new ObjectId() : source.get('_id');
  if (id === undefined) return source;
  const result: Doc = new Map([['_id', id]]);
  for (const [name, value] of source) if (name !== '_id') result.set(name, value);
  return result;
}
