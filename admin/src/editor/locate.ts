import type { syntaxTree } from '@codemirror/language';

type Tree = ReturnType<typeof syntaxTree>;
type SyntaxNode = Tree['topNode'];
type Read = (from: number, to: number) => string;

const punctuation = new Set(['[', ']', '{', '}', ',', ':', '⚠']);

const valuesOf = (array: SyntaxNode): SyntaxNode[] => {
  const values: SyntaxNode[] = [];
  for (let child = array.firstChild; child; child = child.nextSibling)
    if (!punctuation.has(child.name)) values.push(child);
  return values;
};

const propertyOf = (object: SyntaxNode, name: string, read: Read): SyntaxNode | undefined => {
  for (const property of object.getChildren('Property')) {
    const label = property.getChild('PropertyName');
    if (label && read(label.from, label.to) === JSON.stringify(name)) return property;
  }
  return undefined;
};

const isContainer = ({ name }: SyntaxNode): boolean => name === 'Object' || name === 'Array';

/** The value of a property; the property itself while its value is not written yet. */
const content = (node: SyntaxNode): SyntaxNode =>
  node.name === 'Property' && node.lastChild && node.lastChild.name !== 'PropertyName'
    ? node.lastChild
    : node;

const step = (node: SyntaxNode, key: string, read: Read): SyntaxNode | undefined => {
  const inside = content(node);
  if (!isContainer(inside)) return undefined;
  return inside.name === 'Array' ? valuesOf(inside)[Number(key)] : propertyOf(inside, key, read);
};

/** Only the label or the opening bracket: a mark under a whole object would cover the page. */
const spanOf = (node: SyntaxNode): { from: number; to: number } => {
  const label = node.getChild('PropertyName');
  if (label && isContainer(content(node))) return { from: label.from, to: label.to };
  if (isContainer(node)) return { from: node.from, to: node.from + 1 };
  return { from: node.from, to: node.to };
};

/**
 * Where in JSON text a path leads; the nearest parent where it leads nowhere, such as a missing property.
 * @example locate(parser.parse('{"a":1}'), ['a'], read) // { from: 1, to: 6 }
 */
export const locate = (tree: Tree, path: readonly string[], read: Read): { from: number; to: number } => {
  let node = valuesOf(tree.topNode)[0];
  if (node === undefined) return { from: 0, to: 0 };
  for (const key of path) {
    const next: SyntaxNode | undefined = step(node, key, read);
    if (next === undefined) break;
    node = next;
  }
  return spanOf(node);
};
