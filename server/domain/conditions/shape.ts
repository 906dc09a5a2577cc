import type { Fault } from './types.ts';

type Path = Fault['path'];
type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fault = (path: Path, message: string): Fault => ({ path, code: 'malformed', message });

const leafFaults = (leaf: Json, path: Path): Fault[] => [
  ...(['fact', 'operator'] as const).flatMap((key) =>
    typeof leaf[key] === 'string' ? [] : [fault([...path, key], `a comparison needs a text "${key}"`)],
  ),
  ...(Object.hasOwn(leaf, 'value') ? [] : [fault([...path, 'value'], 'a comparison needs a "value"')]),
  ...(leaf['path'] === undefined || typeof leaf['path'] === 'string'
    ? []
    : [fault([...path, 'path'], 'a path is a text such as $.traits.plan')]),
];

/**
 * Why a value is no condition of json-rules-engine, whatever else it may be: what the library's constructor would
 * throw on. What else its author wrote into it does not matter.
 * @example shapeFaults({ all: [{ fact: 'cart' }] }).map(({ path }) => path.join('.')) // ['all.0.operator', 'all.0.value']
 */
export const shapeFaults = (value: unknown, path: Path = []): Fault[] => {
  if (!isObject(value)) return [fault(path, 'a condition is an object')];
  const group = (['any', 'all'] as const).find((key) => Object.hasOwn(value, key));
  if (group !== undefined) {
    const children = value[group];
    if (!Array.isArray(children)) return [fault([...path, group], `"${group}" is a list of conditions`)];
    return children.flatMap((child, index) => shapeFaults(child, [...path, group, index]));
  }
  if (Object.hasOwn(value, 'not')) return shapeFaults(value['not'], [...path, 'not']);
  if (!Object.hasOwn(value, 'condition')) return leafFaults(value, path);
  return typeof value['condition'] === 'string'
    ? []
    : [fault([...path, 'condition'], 'a reference is the name of a condition')];
};

/** The same for the top of a rule, which is no bare comparison. */
export const topShapeFaults = (value: unknown): Fault[] =>
  isObject(value) && !['all', 'any', 'not', 'condition'].some((key) => Object.hasOwn(value, key))
    ? [fault([], 'conditions begin with all, any, not or a condition reference')]
    : shapeFaults(value);
