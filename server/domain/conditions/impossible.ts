import type { Condition, LeafCondition } from '#schemas/condition.ts';
import { formOf } from './forms.ts';
import { findComparison, readsTime } from './operators.ts';
import { parsePath } from './path.ts';
import { isFactReference } from './soundness.ts';
import type { ConditionOptions, Fault, NamedConditions } from './types.ts';

type Path = Fault['path'];
type Demand = { leaf: LeafCondition; path: Path };
/** What must hold together, and the choices among which something must hold. */
type Demands = { leaves: Demand[]; choices: { branches: readonly Condition[]; path: Path }[] };

const none: Demands = { leaves: [], choices: [] };

const join = (parts: readonly Demands[]): Demands => ({
  leaves: parts.flatMap(({ leaves }) => leaves),
  choices: parts.flatMap(({ choices }) => choices),
});

/** A fault inside a named condition is told where the name is used. */
const at = (path: Path, { leaves, choices }: Demands): Demands => ({
  leaves: leaves.map(({ leaf }) => ({ leaf, path })),
  choices: choices.map(({ branches }) => ({ branches, path })),
});

const demandsOf = (condition: Condition, path: Path, named: NamedConditions): Demands => {
  const form = formOf(condition);
  switch (form.kind) {
    case 'comparison':
      return isFactReference(form.leaf.value) ? none : { leaves: [{ leaf: form.leaf, path }], choices: [] };
    case 'all':
      return join(form.children.map((child, index) => demandsOf(child, [...path, 'all', index], named)));
    case 'any':
      return { leaves: [], choices: [{ branches: form.children, path: [...path, 'any'] }] };
    case 'reference':
      return at([...path, 'condition'], demandsOf(named[form.name]!, [], named));
    case 'not':
      return none;
  }
};

const nameOf = ({ fact, path = '' }: LeafCondition): string =>
  JSON.stringify([fact, ...(path === '' ? [] : (parsePath(path) ?? [path]))]);

const byFact = (leaves: readonly Demand[]): Demand[][] => {
  const groups = new Map<string, Demand[]>();
  for (const demand of leaves) {
    const name = nameOf(demand.leaf);
    groups.set(name, [...(groups.get(name) ?? []), demand]);
  }
  return [...groups.values()];
};

/** The only values that a comparison lets through; null for any number of them. */
const valuesOf = ({ leaf: { operator, value } }: Demand): unknown[] | null => {
  const listed = operator === 'equal' ? [value] : operator === 'in' && Array.isArray(value) ? value : null;
  // objects and lists are equal to themselves alone, so a fact is never equal to a written one
  return listed?.filter((item) => typeof item !== 'object' || item === null) ?? null;
};

/** A comparison with the time may hold one day. */
const holds = ({ leaf }: Demand, value: unknown): boolean =>
  readsTime(leaf.operator) || (findComparison(leaf.operator)?.(value, leaf.value) ?? true);

/** The comparisons that together leave none of the values that one of them lists. */
const exhausted = (group: readonly Demand[]): Demand[] | null => {
  const source = group.find((demand) => valuesOf(demand) !== null);
  if (source === undefined) return null;
  const values = valuesOf(source)!;
  if (values.some((value) => group.every((demand) => holds(demand, value)))) return null;
  return group.filter((demand) => demand === source || values.some((value) => !holds(demand, value)));
};

type Bound = { value: number | string; inclusive: boolean; demand: Demand };

const lowerOperators = new Set(['greaterThan', 'greaterThanInclusive']);
const upperOperators = new Set(['lessThan', 'lessThanInclusive']);

/** The comparisons of one side with numbers, or with texts that are no numbers, such as dates. */
const boundsOf = (group: readonly Demand[], operators: ReadonlySet<string>, type: string): Bound[] =>
  group.flatMap((demand) => {
    const { operator, value } = demand.leaf;
    const ordered = typeof value === 'number' || (typeof value === 'string' && Number.isNaN(Number(value)));
    if (!ordered || typeof value !== type || !operators.has(operator)) return [];
    return [{ value, inclusive: operator.endsWith('Inclusive'), demand }];
  });

/** The bound that leaves the least; of two at one value the one without it. */
const tightest = (bounds: readonly Bound[], side: 1 | -1): Bound | undefined => {
  const order = (a: Bound, b: Bound): number => {
    if (a.value === b.value) return Number(a.inclusive) - Number(b.inclusive);
    return a.value > b.value ? -side : side;
  };
  return bounds.toSorted(order)[0];
};

/** Two comparisons between whose bounds nothing lies. JavaScript compares a value with both in the same way. */
const emptyInterval = (group: readonly Demand[], type: string): Demand[] | null => {
  const low = tightest(boundsOf(group, lowerOperators, type), 1);
  const high = tightest(boundsOf(group, upperOperators, type), -1);
  if (low === undefined || high === undefined || low.value < high.value) return null;
  const touching = low.value === high.value && low.inclusive && high.inclusive;
  return touching ? null : [low.demand, high.demand];
};

const describe = (conflict: readonly Demand[]): Fault => {
  const { fact, path } = conflict[0]!.leaf;
  const wanted = conflict.map(({ leaf }) => `${leaf.operator} ${JSON.stringify(leaf.value)}`).join(' and ');
  const message = `this can never hold: no ${[fact, path].filter(Boolean).join(' ')} is ${wanted}`;
  return { path: conflict.at(-1)!.path, code: 'never-holds', message };
};

const conflictOf = (group: readonly Demand[]): Fault[] => {
  const conflict = exhausted(group) ?? emptyInterval(group, 'number') ?? emptyInterval(group, 'string');
  return conflict === null ? [] : [describe(conflict)];
};

/**
 * Why a sound condition can never hold, whatever the facts: comparisons of one fact that exclude each other where
 * all of them must hold, through nested `all` and named conditions, or an `any` with no branch that can hold. It
 * proves, so it never speaks of a condition that could hold; it does not look into `not` or values read from facts.
 * @example impossibilities({ all: [moreThan3, lessThan2] })[0].message // 'this can never hold: no profile $.counters.orders …'
 */
export const impossibilities = (
  condition: Condition,
  { conditions = {} }: ConditionOptions = {},
): Fault[] => {
  const { leaves, choices } = demandsOf(condition, [], conditions);
  const dead = choices.filter(
    ({ branches }) =>
      branches.length > 0 && branches.every((branch) => impossibilities(branch, { conditions }).length > 0),
  );
  return [
    ...byFact(leaves).flatMap(conflictOf),
    ...dead.map(({ path }): Fault => ({ path, code: 'never-holds', message: 'none of these can ever hold' })),
  ];
};
