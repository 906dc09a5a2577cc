import type { Condition } from '#schemas/condition.ts';
import { groupBySlot, possibleRows } from './analyze-rows.ts';
import { comparisonWords, plainText } from './comparison-words.ts';
import { contradictionIn } from './contradiction.ts';
import { formOf } from './forms.ts';
import { historyWords } from './history-words.ts';
import { type Literal, type NormalForm, normalForm } from './normal-form.ts';
import { isFactReference } from './soundness.ts';
import type { ConditionOptions, Fault, NamedConditions } from './types.ts';

type Path = Fault['path'];
type Demand = Literal & { path: Path };
/** One way to meet a choice. `negated`: by its opposite. */
type Branch = { condition: Condition; negated: boolean };
/** What must hold together, and the choices among which something must hold. */
type Demands = { literals: Demand[]; choices: { branches: Branch[]; path: Path }[] };

const join = (parts: readonly Demands[]): Demands => ({
  literals: parts.flatMap(({ literals }) => literals),
  choices: parts.flatMap(({ choices }) => choices),
});

/** A fault inside a named condition is told where the name is used. */
const at = (path: Path, { literals, choices }: Demands): Demands => ({
  literals: literals.map((literal) => ({ ...literal, path })),
  choices: choices.map(({ branches }) => ({ branches, path })),
});

const comparisons = (form: NormalForm, path: Path): Demand[] => {
  if (form.kind === 'literal') return [{ ...form, path }];
  return form.kind === 'all' ? form.parts.flatMap((part) => comparisons(part, path)) : [];
};

const demandsOf = ({ condition, negated }: Branch, path: Path, named: NamedConditions): Demands => {
  const form = formOf(condition);
  switch (form.kind) {
    case 'comparison':
      return { literals: comparisons(normalForm(condition, named, negated), path), choices: [] };
    case 'reference':
      return at([...path, 'condition'], demandsOf({ condition: named[form.name]!, negated }, [], named));
    case 'not':
      return demandsOf({ condition: form.child, negated: !negated }, [...path, 'not'], named);
    default: {
      const branches = form.children.map((child) => ({ condition: child, negated }));
      // json-rules-engine takes an any of nothing for true, as an all of nothing is
      if (branches.length === 0 && !negated) return { literals: [], choices: [] };
      if (branches.length !== 1 && (branches.length === 0 || (form.kind === 'all') === negated))
        return { literals: [], choices: [{ branches, path: [...path, form.kind] }] };
      return join(branches.map((branch, index) => demandsOf(branch, [...path, form.kind, index], named)));
    }
  }
};

const valueText = (value: unknown): string =>
  isFactReference(value) ? [value.fact, value.path].filter(Boolean).join(' ') : plainText(value);

/** Of one fact: named once, and `it` after that. */
const describe = (conflict: readonly Demand[]): Fault => {
  const said = conflict.map(({ at: { fact, path }, operator, value, negated }, index) => {
    const asked = { operator: negated ? `not:${operator}` : operator, value };
    const history = historyWords(asked);
    if (history !== null) return `the customer ${history}`;
    return comparisonWords(index === 0 ? [fact, path].filter(Boolean).join(' ') : 'it', asked, valueText);
  });
  const message = `this can never hold: ${said.join(' and ')}`;
  return { path: conflict.at(-1)!.path, code: 'never-holds', message };
};

const conflictsIn = (literals: readonly Demand[]): Fault[] =>
  [...groupBySlot(literals).values()].flatMap((group) => {
    const conflict = contradictionIn(group);
    return conflict === null ? [] : [describe(conflict)];
  });

const faultsOf = (branch: Branch, named: NamedConditions): Fault[] => {
  const { literals, choices } = demandsOf(branch, [], named);
  const dead = choices.filter(({ branches }) => branches.every((each) => faultsOf(each, named).length > 0));
  return [
    ...conflictsIn(literals),
    ...dead.map(({ path }): Fault => ({ path, code: 'never-holds', message: 'none of these can ever hold' })),
  ];
};

/**
 * Why a sound condition can never hold, whatever the facts: comparisons of one fact that exclude each other where
 * all of them must hold, through nested `all`, `not` and named conditions; an `any` with no branch that can hold; or
 * choices of which no combination can. It proves, so it never speaks of a condition that could hold.
 * @example impossibilities({ all: [moreThan3, lessThan2] })[0].message // 'this can never hold: profile $.counters.orders …'
 */
export const impossibilities = (
  condition: Condition,
  { conditions = {} }: ConditionOptions = {},
): Fault[] => {
  const faults = faultsOf({ condition, negated: false }, conditions);
  if (faults.length > 0 || possibleRows(normalForm(condition, conditions)).length > 0) return faults;
  return [{ path: [], code: 'never-holds', message: 'no way of meeting all of this can ever hold' }];
};
