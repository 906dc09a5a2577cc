import { createClosures } from './closures.ts';
import { createLookup } from './lookup.ts';
import type { Matcher } from './matcher.ts';
import { normalForm, withCustom } from './normal-form.ts';
import { takenNames } from './operators.ts';
import { soundnessFaults } from './soundness.ts';
import { createStrictMatcher } from './strict.ts';
import type { ConditionOptions, CustomLanguage, MatchableRule, NamedConditions } from './types.ts';

/** Up to so many rules, evaluating each is faster than looking all of them up: see `npm run bench -- match`. */
const MOST_CLOSURES = 32;

/** Rules made ready once, for any number of matches. */
export type CompiledRules = {
  rules: readonly MatchableRule[];
  /** Each rule's place among the matches: priority first, then publication. */
  ranks: readonly number[];
  conditions: NamedConditions;
  /** The operators and decorators that are not ours. */
  custom: CustomLanguage;
  match: Matcher;
};

export type CompileOptions = ConditionOptions & {
  /** Fails on what json-rules-engine fails on: facts that are missing, and comparisons that cannot be made. */
  strict?: boolean;
};

const requireSound = (rules: readonly MatchableRule[], options: ConditionOptions): void => {
  const taken = takenNames(options);
  if (taken.length > 0) throw new Error(`These cannot be names of operators: ${taken.join(', ')}`);
  const faults = rules.flatMap(({ key, conditions }) =>
    soundnessFaults(conditions, options).map(
      ({ path, message }) => `${key} at ${path.join('.')}: ${message}`,
    ),
  );
  if (faults.length > 0) throw new Error(`These rules do not compile:\n${faults.join('\n')}`);
};

/** Indexes by priority from high to low, then by publication. */
const inOrder = (rules: readonly MatchableRule[]): number[] =>
  rules
    .map((_, index) => index)
    .sort((a, b) => (rules[b]!.priority ?? 1) - (rules[a]!.priority ?? 1) || a - b);

const ranksOf = (order: readonly number[]): number[] => {
  const ranks: number[] = [];
  for (const [rank, index] of order.entries()) ranks[index] = rank;
  return ranks;
};

/**
 * Makes rules ready to match. The conditions' language is json-rules-engine's, with more operators;
 * `options.conditions` are those that others refer to by name; `options.operators` and `options.decorators` are
 * functions of one's own, which are called for each rule that uses them.
 * @throws Error naming every rule with an unknown operator or reference, an unsupported path or a cycle, or an operator's
 * name that is taken
 * @example const compiled = compileRules([{ key: 'vip', conditions: { all: [] } }])
 */
export const compileRules = (
  rules: readonly MatchableRule[],
  options: CompileOptions = {},
): CompiledRules => {
  requireSound(rules, options);
  const { conditions = {}, strict = false, operators = {}, decorators = {} } = options;
  const custom = { operators, decorators };
  const order = inOrder(rules);
  const compiled = { rules, conditions, custom, ranks: ranksOf(order) };
  if (strict) return { ...compiled, match: createStrictMatcher(rules, order, { conditions, ...custom }) };
  const forms = order.map((rule) => ({
    rule,
    form: withCustom(normalForm(rules[rule]!.conditions, conditions), custom),
  }));
  const match = forms.length <= MOST_CLOSURES ? createClosures(forms) : createLookup(forms);
  return { ...compiled, match };
};
