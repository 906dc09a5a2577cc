import type { Condition, FactReference, LeafCondition } from '#schemas/condition.ts';
import { childrenOf, formOf } from './forms.ts';
import { historyLeafFaults } from './history-faults.ts';
import { findStrictComparison } from './operators.ts';
import { pathRefusal } from './slots.ts';
import type { ConditionOptions, CustomLanguage, Fault, NamedConditions } from './types.ts';

const MAXIMUM_DEPTH = 32;
const MAXIMUM_SIZE = 10_000;

type Path = Fault['path'];
/** Where the walk is: how deep, and inside which named conditions. */
type Place = { path: Path; depth: number; within: readonly string[] } & Language;
type Language = { conditions: NamedConditions; custom: CustomLanguage };

/** Whether a condition's value is read from another fact instead of being written down. */
export const isFactReference = (value: unknown): value is FactReference =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'fact');

const pathFaults = ({ path }: FactReference, at: Path): Fault[] => {
  const refusal = pathRefusal(path);
  if (refusal === null) return [];
  const message = `"${path}" is not a path that can be evaluated: ${refusal}`;
  return [{ path: [...at, 'path'], code: 'unsupported-path', message }];
};

const leafFaults = (leaf: LeafCondition, { path, custom }: Place): Fault[] => [
  ...(findStrictComparison(leaf.operator, custom) !== null
    ? []
    : [
        {
          path: [...path, 'operator'],
          code: 'unknown-operator' as const,
          message: `there is no operator "${leaf.operator}"`,
        },
      ]),
  ...pathFaults(leaf, path),
  ...(isFactReference(leaf.value) ? pathFaults(leaf.value, [...path, 'value']) : []),
  ...historyLeafFaults(leaf, path),
];

const referenceFaults = (name: string, place: Place): Fault[] => {
  const path = [...place.path, 'condition'];
  if (place.within.includes(name))
    return [{ path, code: 'cyclic-condition', message: `the condition "${name}" refers to itself` }];
  if (!Object.hasOwn(place.conditions, name))
    return [{ path, code: 'unknown-condition', message: `there is no condition named "${name}"` }];
  const inside = faultsAt(place.conditions[name]!, { ...place, within: [...place.within, name] });
  // a fault inside a named condition is reported where the name is used
  return inside.map((fault) => ({ ...fault, path, message: `in "${name}": ${fault.message}` }));
};

const faultsAt = (condition: Condition, place: Place): Fault[] => {
  const { path, depth } = place;
  if (depth > MAXIMUM_DEPTH)
    return [{ path, code: 'too-deep', message: `conditions nest deeper than ${MAXIMUM_DEPTH} levels` }];
  const form = formOf(condition);
  if (form.kind === 'comparison') return leafFaults(form.leaf, place);
  if (form.kind === 'reference') return referenceFaults(form.name, { ...place, depth: depth + 1 });
  return childrenOf(condition).flatMap((child) =>
    faultsAt(child.condition, { ...place, path: [...path, ...child.path], depth: depth + 1 }),
  );
};

/** How many conditions are evaluated in the end, with every reference written out; each name is counted once. */
const createSizer = (conditions: NamedConditions): ((condition: Condition) => number) => {
  const sizes = new Map<string, number>();
  const sizeOfNamed = (name: string): number => {
    const known = sizes.get(name);
    if (known !== undefined) return known;
    // a circle counts as nothing here: it is a fault of its own
    sizes.set(name, 0);
    const size = Object.hasOwn(conditions, name) ? sizeOf(conditions[name]!, 1) : 0;
    sizes.set(name, size);
    return size;
  };
  const sizeOf = (condition: Condition, depth: number): number => {
    const form = formOf(condition);
    if (form.kind === 'reference') return 1 + sizeOfNamed(form.name);
    if (depth > MAXIMUM_DEPTH) return 1;
    return childrenOf(condition).reduce((sum, child) => sum + sizeOf(child.condition, depth + 1), 1);
  };
  return (condition) => sizeOf(condition, 1);
};

/**
 * Every reason why a condition cannot be evaluated at all, whatever the facts: unknown operators, paths that
 * are none or call functions, references that are missing or cyclic, and too much nesting or size.
 * @example soundnessFaults({ condition: 'vip' }) // [{ path: ['condition'], code: 'unknown-condition', … }]
 */
export const soundnessFaults = (
  condition: Condition,
  { conditions = {}, ...custom }: ConditionOptions = {},
): Fault[] => {
  const size = createSizer(conditions)(condition);
  if (size > MAXIMUM_SIZE)
    return [
      {
        path: [],
        code: 'too-large',
        message: `${size} conditions with all references; ${MAXIMUM_SIZE} may be`,
      },
    ];
  return faultsAt(condition, { path: [], depth: 1, within: [], conditions, custom });
};
