import type { Condition, LeafCondition } from '#schemas/condition.ts';

type Path = (string | number)[];

/** What a condition is, in one of five forms, with its sub-conditions and where they are in it. */
export type Form =
  | { kind: 'all' | 'any'; children: readonly Condition[] }
  | { kind: 'not'; child: Condition }
  | { kind: 'reference'; name: string }
  | { kind: 'comparison'; leaf: LeafCondition };

/**
 * Which of the five forms a condition has. Where several keys are present the order of precedence is
 * json-rules-engine's: any, all, not, reference.
 * @example formOf({ all: [] }) // { kind: 'all', children: [] }
 */
export const formOf = (condition: Condition): Form => {
  if (Object.hasOwn(condition, 'any'))
    return { kind: 'any', children: (condition as { any: Condition[] }).any };
  if (Object.hasOwn(condition, 'all'))
    return { kind: 'all', children: (condition as { all: Condition[] }).all };
  if (Object.hasOwn(condition, 'not')) return { kind: 'not', child: (condition as { not: Condition }).not };
  if (Object.hasOwn(condition, 'condition'))
    return { kind: 'reference', name: (condition as { condition: string }).condition };
  return { kind: 'comparison', leaf: condition as LeafCondition };
};

/**
 * The sub-conditions of a condition, each with its path from it.
 * @example childrenOf({ not: inner }) // [{ condition: inner, path: ['not'] }]
 */
export const childrenOf = (condition: Condition): { condition: Condition; path: Path }[] => {
  const form = formOf(condition);
  if (form.kind === 'not') return [{ condition: form.child, path: ['not'] }];
  if (form.kind !== 'all' && form.kind !== 'any') return [];
  return form.children.map((child, index) => ({ condition: child, path: [form.kind, index] }));
};

/** A condition's priority among those of its group, as json-rules-engine reads it: 1 unless it is set. */
export const priorityOf = (condition: Condition): number =>
  condition.priority === undefined ? 1 : Number.parseInt(String(condition.priority), 10) || 1;
