import type { CompiledRules } from './compile.ts';
import type { Facts } from './types.ts';

/**
 * The indexes of the rules that match the facts, by priority from high to low, then by publication order.
 * A fact or path that is missing makes comparisons with it false, unless they ask for its absence.
 * @throws Error for rules compiled to be strict, where json-rules-engine would fail
 * @example matchRules(compiled, { profile: { traits: { plan: 'pro' } } }) // [2, 0]
 */
export const matchRules = ({ match }: CompiledRules, facts: Facts): number[] => match(facts);
