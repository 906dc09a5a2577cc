import type { Condition } from '#schemas/condition.ts';
import { childrenOf, type Form, formOf } from '#server/domain/conditions/forms.ts';

/** How another engine writes the operators of the workload and the ways to join them. */
type Language<T> = {
  compare: (fact: string, operator: string, value: unknown) => T;
  all: (parts: T[]) => T;
  any: (parts: T[]) => T;
  not: (part: T) => T;
};

const translateIn = <T>(language: Language<T>, condition: Condition): T => {
  const form: Form = formOf(condition);
  if (form.kind === 'comparison') {
    const { fact, path = '', operator, value } = form.leaf;
    return language.compare(`${fact}.${path.slice(2)}`, operator, value);
  }
  const parts = childrenOf(condition).map((child) => translateIn(language, child.condition));
  if (form.kind === 'not') return language.not(parts[0]!);
  return form.kind === 'any' ? language.any(parts) : language.all(parts);
};

const signs: Readonly<Record<string, string>> = {
  equal: '==',
  lessThan: '<',
  lessThanInclusive: '<=',
  greaterThan: '>',
  greaterThanInclusive: '>=',
};

/** json-rules-engine with facts by one flat name instead of a path, which it answers twice as fast. */
const flat: Language<Condition> = {
  compare: (fact, operator, value) => ({ fact, operator, value }),
  all: (all) => ({ all }),
  any: (any) => ({ any }),
  not: (not) => ({ not }),
};

const jsonLogic: Language<object> = {
  compare: (fact, operator, value) => {
    const read = { var: fact };
    if (operator === 'in') return { in: [read, value] };
    if (operator === 'contains') return { in: [value, read] };
    return { [operator === 'equal' ? '===' : signs[operator]!]: [read, value] };
  },
  all: (and) => ({ and }),
  any: (or) => ({ or }),
  not: (part) => ({ '!': [part] }),
};

const zen: Language<string> = {
  compare: (fact, operator, value) => {
    const text = JSON.stringify(value);
    if (operator === 'in') return `${fact} in ${text}`;
    if (operator === 'contains') return `contains(${fact}, ${text})`;
    return `${fact} ${signs[operator]} ${text}`;
  },
  all: (parts) => parts.map((part) => `(${part})`).join(' and '),
  any: (parts) => parts.map((part) => `(${part})`).join(' or '),
  not: (part) => `not (${part})`,
};

const growthBookOperators: Readonly<Record<string, string>> = {
  equal: '$eq',
  in: '$in',
  lessThan: '$lt',
  lessThanInclusive: '$lte',
  greaterThan: '$gt',
  greaterThanInclusive: '$gte',
};

const growthBook: Language<Record<string, unknown>> = {
  compare: (fact, operator, value) =>
    operator === 'contains'
      ? { [fact]: { $elemMatch: { $eq: value } } }
      : { [fact]: { [growthBookOperators[operator]!]: value } },
  all: ($and) => ({ $and }),
  any: ($or) => ({ $or }),
  not: ($not) => ({ $not }),
};

export const toFlat = (condition: Condition): Condition => translateIn(flat, condition);
export const toJsonLogic = (condition: Condition): object => translateIn(jsonLogic, condition);
export const toZen = (condition: Condition): string => translateIn(zen, condition);
export const toGrowthBook = (condition: Condition): Record<string, unknown> =>
  translateIn(growthBook, condition);
