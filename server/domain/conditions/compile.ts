import { Rule, type RuleProperties } from 'json-rules-engine';
import type { Condition } from '#schemas/condition.ts';
import { childrenOf, formOf } from './forms.ts';
import { type Comparison, findComparison } from './operators.ts';
import { type PathSegment, parsePath, valueAt } from './path.ts';
import { soundnessFaults } from './soundness.ts';
import type { ConditionOptions, MatchableRule, NamedConditions } from './types.ts';

/** Rules made ready once, for any number of overlapping runs. */
export type CompiledRules = {
  rules: readonly Rule[];
  /** Each rule's place among the matches: priority first, then publication. */
  ranks: readonly number[];
  comparisons: ReadonlyMap<string, Comparison>;
  conditions: NamedConditions;
  resolvePath: (fact: object, path: string) => unknown;
};

const operatorNames = (condition: Condition): string[] => {
  const form = formOf(condition);
  if (form.kind === 'comparison') return [form.leaf.operator];
  return childrenOf(condition).flatMap((child) => operatorNames(child.condition));
};

const requireSound = (rules: readonly MatchableRule[], options: ConditionOptions): void => {
  const faults = rules.flatMap(({ key, conditions }) =>
    soundnessFaults(conditions, options).map(
      ({ path, message }) => `${key} at ${path.join('.')}: ${message}`,
    ),
  );
  if (faults.length > 0) throw new Error(`These rules do not compile:\n${faults.join('\n')}`);
};

const rankRules = (rules: readonly MatchableRule[]): number[] => {
  const order = rules.map((_, index) => index);
  order.sort((a, b) => (rules[b]!.priority ?? 1) - (rules[a]!.priority ?? 1) || a - b);
  const ranks: number[] = [];
  for (const [rank, index] of order.entries()) ranks[index] = rank;
  return ranks;
};

/** Each path is parsed once, on its first use. */
const createPathResolver = (): CompiledRules['resolvePath'] => {
  const parsed = new Map<string, PathSegment[]>();
  return (fact, path) => {
    const segments = parsed.get(path) ?? parsePath(path) ?? [];
    parsed.set(path, segments);
    return valueAt(fact, segments);
  };
};

/** The engine learns a rule's index by its name; our own order makes its priorities unnecessary. */
const toEngineRule = (rule: MatchableRule, index: number): Rule => {
  // json-rules-engine writes to the conditions it is given
  const conditions = structuredClone(rule.conditions);
  return new Rule({ name: String(index), conditions, event: { type: 'match' } } as RuleProperties);
};

/**
 * Makes rules ready to match. The conditions' language is json-rules-engine's, with its built-in operators and
 * decorators; `options.conditions` are those that others refer to by name.
 * @throws Error naming every rule with an unknown operator or reference, an unsupported path or a cycle
 * @example const compiled = compileRules([{ key: 'vip', conditions: { all: [] } }])
 */
export const compileRules = (
  rules: readonly MatchableRule[],
  options: ConditionOptions = {},
): CompiledRules => {
  requireSound(rules, options);
  const conditions = structuredClone(options.conditions ?? {});
  const roots: Condition[] = [...rules.map((rule) => rule.conditions), ...Object.values(conditions)];
  const names = new Set(roots.flatMap(operatorNames));
  const comparisons = [...names].flatMap((name) => {
    const comparison = findComparison(name);
    return comparison === null ? [] : [[name, comparison] as const];
  });
  return {
    rules: rules.map(toEngineRule),
    ranks: rankRules(rules),
    comparisons: new Map(comparisons),
    conditions,
    resolvePath: createPathResolver(),
  };
};
