import type { RuleGroupType, RuleType } from 'react-querybuilder';

type JsonObject = Record<string, unknown>;

/**
 * What a row of the builder is. Its `value` is the condition's own JSON, so that a row that nobody edits comes out
 * as it went in: `opaque` is whatever the builder has no controls for.
 */
export type RowKind = 'comparison' | 'reference' | 'opaque';
export type Row = RuleType<RowKind, string, unknown> & { id: string };

export type Combinator = 'all' | 'any' | 'none';
export type Group = Omit<RuleGroupType<Row>, 'rules'> & {
  id: string;
  combinator: Combinator;
  rules: (Row | Group)[];
  /** The group's JSON without its children: names, priorities and the order of its keys. */
  frame?: JsonObject;
  /** Of "none": whether it is written as `not` of an `any`, which several children need. */
  spelled?: boolean;
  /** Of the root: the child it was put around, because the whole condition is no group. */
  around?: string;
};

type NextId = () => string;

const structure = ['all', 'any', 'not', 'condition', 'fact'] as const;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOrAbsent = (value: unknown): boolean => value === undefined || typeof value === 'string';

const isPlainAny = (value: unknown): value is { any: unknown[] } =>
  isObject(value) && Array.isArray(value['any']) && Object.keys(value).length === 1;

/** The one key that says what a condition is; undefined where there are several, or none. */
const formKeyOf = (value: unknown): (typeof structure)[number] | undefined => {
  if (!isObject(value)) return undefined;
  const present = structure.filter((key) => Object.hasOwn(value, key));
  return present.length === 1 ? present[0] : undefined;
};

const rowKind = (value: unknown): RowKind => {
  const key = formKeyOf(value);
  const { condition, fact, operator, path } = (key === undefined ? {} : value) as JsonObject;
  if (key === 'condition' && typeof condition === 'string') return 'reference';
  const compares = typeof fact === 'string' && typeof operator === 'string' && textOrAbsent(path);
  return key === 'fact' && compares && Object.hasOwn(value as JsonObject, 'value') ? 'comparison' : 'opaque';
};

const asGroup = (value: unknown, nextId: NextId): Group | undefined => {
  const key = formKeyOf(value);
  if (key !== 'all' && key !== 'any' && key !== 'not') return undefined;
  const { [key]: inside, ...rest } = value as JsonObject;
  const frame = { ...(value as JsonObject), [key]: null };
  const group = (combinator: Combinator, children: unknown[]): Group => ({
    id: nextId(),
    combinator,
    rules: children.map((child) => toNode(child, nextId)),
    ...(Object.keys(rest).length > 0 && { frame }),
  });
  if (key !== 'not') return Array.isArray(inside) ? group(key, inside) : undefined;
  return isPlainAny(inside) ? { ...group('none', inside.any), spelled: true } : group('none', [inside]);
};

const toNode = (value: unknown, nextId: NextId): Row | Group =>
  asGroup(value, nextId) ?? newRow(value, nextId());

/** A row around a condition that is no group. */
export const newRow = (value: unknown, id: string): Row => ({
  id,
  field: rowKind(value),
  operator: '=',
  value,
});

export const isGroup = (node: Row | Group): node is Group => 'rules' in node;

/** How many rows a tree has, those of its groups included. */
export const countRows = ({ rules }: Group): number =>
  rules.reduce((count, node) => count + (isGroup(node) ? countRows(node) : 1), 0);

/**
 * A condition as the tree that the builder edits: `not` of an `any` becomes "none of", and a condition that is no
 * group gets a root around it. `toCondition` gives back the same JSON, key by key.
 * @example toQuery({ all: [] }, nextId) // { id: '1', combinator: 'all', rules: [] }
 */
export const toQuery = (condition: unknown, nextId: NextId): Group => {
  const node = toNode(condition, nextId);
  if (isGroup(node)) return node;
  return { id: nextId(), combinator: 'all', rules: [node], around: node.id };
};

/** Whether the root stands around a condition that is the whole, and is not part of the JSON itself. */
const isTransparent = ({ around, combinator, rules }: Group): boolean =>
  around !== undefined && combinator === 'all' && rules.length === 1 && rules[0]?.id === around;

/** The frame with the children under their key, where the key it had before stood. */
const framed = (frame: JsonObject | undefined, key: string, children: unknown): JsonObject => {
  if (frame === undefined) return { [key]: children };
  const entries = Object.entries(frame).map(([name, value]): [string, unknown] =>
    name === 'all' || name === 'any' || name === 'not' ? [key, children] : [name, value],
  );
  return Object.fromEntries(entries);
};

const isSpelled = ({ spelled, rules }: Group): boolean => spelled === true || rules.length !== 1;

const nodeToCondition = (node: Row | Group): unknown => {
  if (!isGroup(node)) return node.value;
  const children = node.rules.map(nodeToCondition);
  if (node.combinator !== 'none') return framed(node.frame, node.combinator, children);
  return framed(node.frame, 'not', isSpelled(node) ? { any: children } : children[0]);
};

/**
 * The condition that the builder's tree stands for.
 * @example toCondition({ id: '1', combinator: 'none', rules: [row] }) // { not: row.value }
 */
export const toCondition = (query: Group): unknown =>
  isTransparent(query) ? nodeToCondition(query.rules[0]!) : nodeToCondition(query);

/** Where the children of a group are in its JSON. */
const childStep = (group: Group, index: number): (string | number)[] => {
  if (isTransparent(group)) return [];
  if (group.combinator !== 'none') return [group.combinator, index];
  return isSpelled(group) ? ['not', 'any', index] : ['not'];
};

/** Where each node of the tree is in the condition's JSON, by its id. */
export const placesOf = (query: Group): Map<string, string[]> => {
  const places = new Map<string, string[]>();
  const visit = (node: Row | Group, place: string[]): void => {
    places.set(node.id, place);
    if (!isGroup(node)) return;
    for (const [index, child] of node.rules.entries())
      visit(child, [...place, ...childStep(node, index).map(String)]);
  };
  visit(query, []);
  return places;
};

const leadsTo = (place: readonly string[], path: readonly string[]): boolean =>
  place.every((step, index) => path[index] === step);

/**
 * What is said of paths in the condition, by the id of the innermost node it is said of; the path goes on from there.
 * @example byNode(query, [{ path: ['all', '0', 'value'], message }]).get(id) // [{ path: ['value'], message }]
 */
export const byNode = <Said extends { path: readonly string[] }>(
  query: Group,
  said: readonly Said[],
): Map<string, (Said & { path: string[] })[]> => {
  const found = new Map<string, (Said & { path: string[] })[]>();
  if (said.length === 0) return found;
  const places = [...placesOf(query)];
  for (const one of said) {
    const on = places.filter(([, place]) => leadsTo(place, one.path));
    const [id, place] = on.reduce((deepest, next) => (next[1].length >= deepest[1].length ? next : deepest));
    found.set(id, [...(found.get(id) ?? []), { ...one, path: one.path.slice(place.length) }]);
  }
  return found;
};
