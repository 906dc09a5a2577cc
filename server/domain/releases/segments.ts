import type { Condition, LeafCondition } from '#schemas/condition.ts';
import type { DocumentFault } from '#schemas/release.ts';
import type { ConditionSegment } from '#schemas/segment.ts';
import { cycleFrom } from '#server/domain/assignment/dependency-order.ts';
import { childrenOf, formOf } from '#server/domain/conditions/forms.ts';
import { parsePath } from '#server/domain/conditions/path.ts';
import { compilePath } from '#server/domain/conditions/path-query.ts';
import { isFactReference } from '#server/domain/conditions/soundness.ts';
import type { NamedConditions } from '#server/domain/conditions/types.ts';
import type { PathFault } from './schema-faults.ts';

type Path = PathFault['path'];
type Conditional = Pick<ConditionSegment, 'key' | 'conditions'>;
/** The segments that a condition asks about; `any`: also how many there are, or which, by no name. */
type Asked = { keys: string[]; any: boolean };

const nothing: Asked = { keys: [], any: false };

const join = (asked: readonly Asked[]): Asked => ({
  keys: [...new Set(asked.flatMap(({ keys }) => keys))],
  any: asked.some(({ any }) => any),
});

const isSegments = (fact: unknown, path: unknown): boolean => {
  const [first, ...rest] = (fact === 'profile' && typeof path === 'string' && parsePath(path)) || [];
  return first === 'segments' && rest.length === 0;
};

const factsOfSegments: readonly unknown[] = ['segments', 'days_in_segment'];

/** Whether what is read may be, or hold, the list of segments or the days in them. */
const mayReadSegments = (fact: string, path = ''): boolean => {
  if (fact !== 'profile') return false;
  const compiled = path === '' ? { prefix: [] } : compilePath(path);
  const [first] = parsePath(path) ?? ('prefix' in compiled ? compiled.prefix : []);
  return first === undefined || factsOfSegments.includes(first);
};

/** The segment that a path asks the days in. */
const segmentOfDays = (fact: unknown, path: unknown): string | null => {
  const [first, key, ...rest] = (fact === 'profile' && typeof path === 'string' && parsePath(path)) || [];
  return first === 'days_in_segment' && typeof key === 'string' && rest.length === 0 ? key : null;
};

/** Operators that compare with segments as wholes; patterns, prefixes and versions name none. */
const naming = new Set([
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'containsAny',
  'containsAll',
  'containsNone',
  'inSegment',
  'notInSegment',
]);

const isNaming = (operator: string): boolean => naming.has(operator.slice(operator.lastIndexOf(':') + 1));

const textsIn = (value: unknown): { key: string; path: Path }[] => {
  if (typeof value === 'string') return [{ key: value, path: ['value'] }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((key, index) => (typeof key === 'string' ? [{ key, path: ['value', index] }] : []));
};

/**
 * The segments that conditions name, anywhere in a value, of whatever shape, with their places.
 * @example namedSegments({ fact: 'profile', path: '$.segments', operator: 'inSegment', value: 'vip' }, []) // [{ key: 'vip', path: ['value'] }]
 */
export const namedSegments = (value: unknown, at: Path): { key: string; path: Path }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { fact, path, operator, value: expected } = value as Record<string, unknown>;
  const timed = segmentOfDays(fact, path);
  const own = timed === null ? [] : [{ key: timed, path: [...at, 'path'] }];
  if (typeof operator === 'string' && isNaming(operator) && isSegments(fact, path))
    return textsIn(expected).map(({ key, path: inside }) => ({ key, path: [...at, ...inside] }));
  const inside = Object.entries(value).flatMap(([key, inner]) =>
    namedSegments(inner, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return [...own, ...inside];
};

const askedByPath = (fact: string, path?: string): Asked => {
  const timed = segmentOfDays(fact, path);
  return timed === null ? { keys: [], any: mayReadSegments(fact, path) } : { keys: [timed], any: false };
};

const askedByLeaf = ({ fact, path, operator, value }: LeafCondition): Asked => {
  const other = isFactReference(value) ? askedByPath(value.fact, value.path) : nothing;
  const keys = isNaming(operator) && isSegments(fact, path) ? textsIn(value).map(({ key }) => key) : [];
  return join([keys.length > 0 ? { keys, any: false } : askedByPath(fact, path), other]);
};

const askedBy = (condition: Condition, conditions: NamedConditions): Asked => {
  const form = formOf(condition);
  if (form.kind === 'comparison') return askedByLeaf(form.leaf);
  if (form.kind === 'reference') {
    const named = conditions[form.name];
    return named === undefined ? nothing : askedBy(named, conditions);
  }
  return join(childrenOf(condition).map((child) => askedBy(child.condition, conditions)));
};

/** For every segment those that are to be known before it: for one that asks how many there are, all that do not. */
const prerequisitesOf = (
  segments: readonly Conditional[],
  conditions: NamedConditions,
): Map<string, string[]> => {
  const asked = segments.map(({ key, conditions: own }) => ({ key, ...askedBy(own, conditions) }));
  const defined = new Set(asked.map(({ key }) => key));
  const named = asked.flatMap(({ key, any }) => (any ? [] : [key]));
  return new Map(
    asked.map(({ key, keys, any }) => {
      const all = new Set(any ? [...keys, ...named] : keys);
      return [key, [...all].filter((other) => defined.has(other))];
    }),
  );
};

/**
 * Segments that ask, by whatever way, whether the customer is in themselves.
 * @example segmentCycles([{ key: 'a', conditions: { all: [inSegment('a')] } }], {}) // [{ document: 'segment/a', … }]
 */
export const segmentCycles = (
  segments: readonly Conditional[],
  conditions: NamedConditions,
): DocumentFault[] => {
  const byKey = new Map(
    [...prerequisitesOf(segments, conditions)].map(([key, before]) => [
      key,
      { key, prerequisites: before.map((experiment) => ({ experiment })) },
    ]),
  );
  return segments.flatMap(({ key }) => {
    const cycle = cycleFrom(key, byKey);
    if (cycle === null) return [];
    const message = `the segment refers to itself: ${cycle.join(' → ')}`;
    return [{ document: `segment/${key}`, path: ['conditions'], message }];
  });
};

/**
 * Segments in layers, each of which asks only about those before it: first those that ask about none, and last those
 * that ask how many there are. They must not refer to themselves.
 * @example segmentLayers([nested, plain], {}) // [[plain], [nested]]
 */
export const segmentLayers = <T extends Conditional>(
  segments: readonly T[],
  conditions: NamedConditions,
): T[][] => {
  const prerequisites = prerequisitesOf(segments, conditions);
  const depths = new Map<string, number>();
  const depthOf = (key: string): number => {
    const known = depths.get(key);
    if (known !== undefined) return known;
    const depth = Math.max(0, ...prerequisites.get(key)!.map((before) => depthOf(before) + 1));
    depths.set(key, depth);
    return depth;
  };
  const layers: T[][] = [];
  for (const segment of segments) {
    const depth = depthOf(segment.key);
    layers[depth] = [...(layers[depth] ?? []), segment];
  }
  return layers;
};
