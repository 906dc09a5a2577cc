import { failure } from '../errors.ts';
import type { Node } from '../query/match.ts';
import type { SortField } from '../query/sort.ts';
import { equal } from '../values/compare.ts';
import { isDoc, type Value } from '../values/types.ts';
import {
  conditionsOf,
  type Interval,
  intersect,
  intervalsOf,
  inverted,
  type PathCondition,
} from './bounds.ts';
import type { Collection, Index } from './catalog.ts';
import { after, type KeyRange } from './key-value.ts';
import { tableKey } from './layout.ts';

export type Plan =
  | { stage: 'COLLSCAN'; reverse: boolean; sorted: boolean }
  | IndexPlan
  | { stage: 'OR'; plans: IndexPlan[]; sorted: boolean };

export interface IndexPlan {
  stage: 'IXSCAN' | 'IDHACK';
  index: Index;
  ranges: KeyRange[];
  reverse: boolean;
  /** Each range is the one possible entry of a unique index. */
  unique: boolean;
  /** The entries come in the order of the sort. */
  sorted: boolean;
  /** The plan alone decides: the filter needs no second look. */
  exact: boolean;
}

const MAX_RANGES = 2000;

interface Request {
  collection: Collection;
  node: Node;
  sort: readonly SortField[];
  hint?: Value;
}

/** Chooses how to find the documents of a query: the index that the most conditions bound, else a scan. */
export function planQuery(request: Request): Plan {
  const { collection, node, sort } = request;
  const natural = naturalHint(request.hint, sort);
  if (natural) return natural;
  const hinted = hintedIndexes(collection, request.hint);
  const conditions = conditionsOf(node);
  const [byId] = request.hint === undefined ? collection.indexes : [];
  if (byId && conditions.some(({ path, leaf }) => path === '_id' && leaf.operator === '$eq')) {
    const { plan } = candidateFor(byId, conditions, sort, node);
    // there is no better one
    if (plan.unique && plan.ranges.length === 1) return plan;
  }
  const candidates = hinted
    .filter((index) => isUsable(index, conditions, request.hint !== undefined))
    .map((index) => candidateFor(index, conditions, sort, node));
  const useful = candidates.filter(({ score }) => score > 0 || request.hint !== undefined);
  const best = useful.sort((a, b) => b.score - a.score)[0];
  if (best && best.bounded > 0) return best.plan;
  const alternatives = planAlternatives(request);
  if (alternatives) return alternatives;
  return best?.plan ?? { stage: 'COLLSCAN', reverse: false, sorted: sort.length === 0 };
}

function naturalHint(hint: Value, sort: readonly SortField[]): Plan | undefined {
  const bySort = sort.length === 1 && sort[0]?.path === '$natural' ? sort[0].direction : undefined;
  const byHint = isDoc(hint) && hint.has('$natural') ? hint.get('$natural') : undefined;
  if (bySort === undefined && byHint === undefined) return undefined;
  const reverse = bySort === -1 || byHint === -1;
  return { stage: 'COLLSCAN', reverse, sorted: bySort !== undefined || sort.length === 0 };
}

function hintedIndexes({ indexes }: Collection, hint: Value): Index[] {
  if (hint === undefined || (isDoc(hint) && hint.size === 0)) return indexes;
  const found = indexes.filter(({ name, spec }) => name === hint || equal(spec.get('key'), hint));
  if (found.length === 0)
    throw failure('BadValue', 'error processing query: planner returned error: bad hint');
  return found;
}

/** Sparse and partial indexes lack documents: they serve only queries that cannot mean those, or a hint. */
function isUsable(index: Index, conditions: readonly PathCondition[], hinted: boolean): boolean {
  if (
    index.sparse &&
    !hinted &&
    !conditions.some(
      ({ path, leaf }) =>
        index.fields.some((field) => field.path === path) && demandsPresence(leaf.operator, leaf.operand),
    )
  ) {
    return false;
  }
  return (
    !index.partial ||
    conditionsOfPartial(index.partial.node).every((wanted) =>
      conditions.some((given) => implies(given, wanted)),
    )
  );
}

/** Conditions of a partial filter; one that is no plain list of them can never be implied. */
function conditionsOfPartial(node: Node): PathCondition[] {
  const conditions = conditionsOf(node);
  const plain =
    node.kind === 'path' || (node.kind === 'and' && node.nodes.every((child) => child.kind === 'path'));
  return plain
    ? conditions
    : [
        {
          path: '',
          leaf: { operator: '', operand: null, test: () => false, negated: false, find: () => false },
        },
      ];
}

const PRESENT = ['$gt', '$gte', '$lt', '$lte', '$eq', '$regex', '$elemMatch', '$size', '$mod', '$type'];

function demandsPresence(operator: string, operand: Value): boolean {
  if (operator === '$in') return Array.isArray(operand) && operand.every((item) => item !== null);
  return operator === '$exists' || (PRESENT.includes(operator) && operand !== null);
}

function implies(given: PathCondition, wanted: PathCondition): boolean {
  if (given.path !== wanted.path) return false;
  const [have, need] = [given.leaf, wanted.leaf];
  if (have.operator === need.operator && equal(have.operand, need.operand)) return true;
  if (need.operator === '$exists') return demandsPresence(have.operator, have.operand);
  return (
    have.operator === '$eq' &&
    !Array.isArray(have.operand) &&
    have.operand !== null &&
    need.test(have.operand)
  );
}

interface Candidate {
  plan: IndexPlan;
  bounded: number;
  score: number;
}

function candidateFor(
  index: Index,
  conditions: readonly PathCondition[],
  sort: readonly SortField[],
  node: Node,
): Candidate {
  const bounds = fieldBounds(index, conditions);
  const { prefixes, ranges } = keyRanges(index, bounds);
  const points = bounds.filter((field) => field?.every(({ point }) => point)).length;
  const allPoints = points === index.fields.length;
  const order = index.multikey || index.lossy ? undefined : sortDirection(index, bounds, sort);
  const bounded = bounds.filter((field) => field !== undefined).length;
  const unique = index.unique && allPoints;
  const byId = node.kind === 'path' && node.path === '_id' && index.name === '_id_' ? node.leaf : undefined;
  const single = byId?.operator === '$eq';
  const exact = single ? prefixes === 1 : byId !== undefined && unique && isListOfTexts(byId);
  const plan: IndexPlan = {
    stage: single ? 'IDHACK' : 'IXSCAN',
    index,
    ranges,
    unique,
    reverse: order === -1,
    sorted: sort.length === 0 || order !== undefined || (unique && ranges.length <= 1),
    exact: exact && !index.lossy,
  };
  const score =
    (unique ? 100 : 0) +
    points * 10 +
    (bounded - points) * 5 +
    (sort.length > 0 && order !== undefined ? 3 : 0) -
    index.fields.length * 0.01;
  return { plan, bounded, score: bounded > 0 || (sort.length > 0 && order !== undefined) ? score : 0 };
}

const isListOfTexts = ({ operator, operand }: PathCondition['leaf']): boolean =>
  operator === '$in' && Array.isArray(operand) && operand.every((item) => typeof item === 'string');

/** The intervals of each field of an index, as long as the fields before it are points. */
function fieldBounds(index: Index, conditions: readonly PathCondition[]): (Interval[] | undefined)[] {
  const bounds: (Interval[] | undefined)[] = [];
  const roots = new Set<string>();
  for (const { path, parts, direction } of index.fields) {
    const root = parts[0] ?? '';
    // In a multikey index two fields of one array may be met by different elements.
    if (index.multikey && roots.has(root)) break;
    const lists = conditions
      .filter((condition) => condition.path === path)
      .map(({ leaf }) => intervalsOf(leaf));
    const known = lists.filter((list) => list !== undefined);
    const [first, ...rest] = known.sort(
      (a, b) => Number(b.every(({ point }) => point)) - Number(a.every(({ point }) => point)),
    );
    if (!first) break;
    const together = index.multikey ? first : rest.reduce(intersect, first);
    bounds.push(direction === 1 ? together : inverted(together));
    roots.add(root);
    if (!together.every(({ point }) => point)) break;
  }
  return bounds;
}

/** The key ranges that the bounds of an index make, in the order of the index. */
function keyRanges(
  index: Index,
  bounds: readonly (Interval[] | undefined)[],
): { prefixes: number; ranges: KeyRange[] } {
  let prefixes: Buffer[] = [tableKey(index.table)];
  for (const intervals of bounds) {
    if (!intervals) break;
    const points = intervals.every(({ point }) => point) && prefixes.length * intervals.length <= MAX_RANGES;
    if (!points) {
      const ranges = prefixes.flatMap((prefix) =>
        intervals.map(({ low, high }) => ({
          low: Buffer.concat([prefix, low]),
          high: Buffer.concat([prefix, high]),
        })),
      );
      return { prefixes: prefixes.length, ranges };
    }
    prefixes = prefixes.flatMap((prefix) =>
      intervals.map((interval) => Buffer.concat([prefix, interval.low])),
    );
  }
  return {
    prefixes: prefixes.length,
    ranges: prefixes.map((prefix) => ({ low: prefix, high: after(prefix) })),
  };
}

/** 1 or −1 where reading the index forwards or backwards gives the sort, undefined where neither does. */
function sortDirection(
  index: Index,
  bounds: readonly (Interval[] | undefined)[],
  sort: readonly SortField[],
): 1 | -1 | undefined {
  let direction: 1 | -1 | undefined;
  let place = 0;
  for (const wanted of sort) {
    const isConstant = (field: number) => bounds[field]?.length === 1 && bounds[field]?.[0]?.point === true;
    if (index.fields.some(({ path }, field) => path === wanted.path && isConstant(field))) continue;
    while (place < index.fields.length && index.fields[place]?.path !== wanted.path && isConstant(place))
      place++;
    const field = index.fields[place];
    if (field?.path !== wanted.path) return undefined;
    const needed = field.direction === wanted.direction ? 1 : -1;
    if (direction !== undefined && direction !== needed) return undefined;
    direction = needed;
    place += 1;
  }
  return direction ?? 1;
}

/** `$or` whose every branch has an index: the branches one after another, each document once. */
function planAlternatives({ collection, node, sort }: Request): Plan | undefined {
  const or =
    node.kind === 'or'
      ? node
      : node.kind === 'and'
        ? node.nodes.find(({ kind }) => kind === 'or')
        : undefined;
  if (or?.kind !== 'or') return undefined;
  const plans: IndexPlan[] = [];
  for (const branch of or.nodes) {
    const plan = planQuery({ collection, node: branch, sort: [] });
    if (plan.stage === 'OR') plans.push(...plan.plans);
    else if (plan.stage === 'COLLSCAN') return undefined;
    else plans.push(plan);
  }
  return { stage: 'OR', plans, sorted: sort.length === 0 };
}
