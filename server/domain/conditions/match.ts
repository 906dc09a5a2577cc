import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { CompiledRules } from './compile.ts';
import type { Facts } from './types.ts';

/** A run's state lives in the engine, so overlapping runs must not share one. Rules have none, so they may. */
const createEngine = ({ rules, comparisons, conditions, resolvePath }: CompiledRules): Engine => {
  const options = { allowUndefinedFacts: true, allowUndefinedConditions: true, pathResolver: resolvePath };
  const engine = new Engine([], options);
  for (const [name, comparison] of comparisons) engine.addOperator(name, comparison);
  for (const [name, condition] of Object.entries(conditions))
    engine.setCondition(name, condition as TopLevelCondition);
  for (const rule of rules) engine.addRule(rule);
  return engine;
};

/**
 * The indexes of the rules that match the facts, by priority from high to low, then by publication order.
 * A fact or path that is missing makes comparisons with it false, unless they ask for its absence.
 * Any number of calls may overlap.
 * @example await matchRules(compiled, { profile: { traits: { plan: 'pro' } } }) // [2, 0]
 */
export const matchRules = async (compiled: CompiledRules, facts: Facts): Promise<number[]> => {
  // a copy, so that only the facts' own properties are read
  const { results } = await createEngine(compiled).run({ ...facts });
  const { ranks } = compiled;
  return results.map(({ name }) => Number(name)).sort((a, b) => ranks[a]! - ranks[b]!);
};
