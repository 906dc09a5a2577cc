import { type ConditionTrace, explainConditions } from './explain.ts';
import type { ConditionOptions, Facts, MatchableRule } from './types.ts';

/** A rule with whether it matches, and every condition of it with what it expected and found. */
export type ExplainedRule<R> = { rule: R; matches: boolean; conditions: ConditionTrace };

/**
 * Why rules match the facts or do not, in the order given; which do is what matching says.
 * @throws Error when conditions cannot be evaluated at all (see soundnessFaults)
 * @example explainRules(rules, { cart: { value: 100 } })[0].matches // true
 */
export const explainRules = <R extends MatchableRule>(
  rules: readonly R[],
  facts: Facts,
  options: ConditionOptions = {},
): ExplainedRule<R>[] =>
  rules.map((rule) => {
    const conditions = explainConditions(rule.conditions, facts, options);
    return { rule, matches: conditions.result === true, conditions };
  });
