import type { ElementChoice, Gate, Ineligibility } from '#schemas/decision-record.ts';
import { actionsOf, type Rule } from '#schemas/rule.ts';
import { originsOf } from './influence.ts';

/** Whether a rule may act, and if not, what stopped it; what its actions came to is its outcome. */
export type RuleVerdict =
  | 'applies'
  | 'page'
  | 'schedule'
  | 'no_consent'
  | 'capped'
  | 'did_not_match'
  | 'gate_closed';

/** What became of a rule in one decision. */
export type RuleOutcome =
  /** It decided an element, alone or with others. */
  | 'won'
  /** It acts on something else than what is chosen: on parameters, on products, on a placement not asked for. */
  | 'applies'
  | 'outranked'
  /** It, or its variant, was shown as often as it may be. */
  | 'capped'
  | 'excluded'
  /** Its variant could not be shown for another reason. */
  | 'unavailable'
  | 'holdout'
  | Exclude<RuleVerdict, 'applies' | 'gate_closed'>;

type Choice = Pick<ElementChoice, 'placement' | 'because' | 'rejected'>;

const decided = (rule: string, { because }: Choice): boolean =>
  originsOf(because).some((origin) => 'rule' in origin && origin.rule === rule);

const outcomeOfRejection = (because: Ineligibility): RuleOutcome => {
  if (because === 'frequency_cap') return 'capped';
  return because === 'excluded' ? 'excluded' : 'unavailable';
};

const isHeldOut = ({ because }: Choice): boolean => because.kind === 'placement_holdout';

/** What one action came to; null where it does not compete for an element. */
const outcomeOfAction = (
  { key }: { key: string },
  action: ReturnType<typeof actionsOf>[number],
  elements: readonly Choice[],
): RuleOutcome | null => {
  if (!('variant' in action)) return null;
  const element = elements.find(({ placement }) => placement === action.placement);
  if (element === undefined) return null;
  if (isHeldOut(element)) return 'holdout';
  const rejection = element.rejected.find(({ variant }) => variant === action.variant);
  if (action.type === 'exclude') return rejection?.because === 'excluded' ? 'won' : null;
  if (decided(key, element)) return 'won';
  return rejection === undefined ? 'outranked' : outcomeOfRejection(rejection.because);
};

/**
 * What became of a rule: whether it decided anything, and if not, what it lost to. A rule with several actions is
 * told by the first that won, else by the first that competed.
 * @example ruleOutcome(trace.rules[0], trace) // 'outranked'
 */
export const ruleOutcome = (
  rule: { key: string; verdict: RuleVerdict; actions: Rule['event'] },
  { gate, elements }: { gate: Gate; elements: readonly Choice[] },
): RuleOutcome => {
  const { verdict } = rule;
  if (verdict === 'gate_closed') return gate.state === 'holdout' ? 'holdout' : 'no_consent';
  if (verdict !== 'applies') return verdict;
  const outcomes = actionsOf({ event: rule.actions }).flatMap(
    (action) => outcomeOfAction(rule, action, elements) ?? [],
  );
  return outcomes.find((outcome) => outcome === 'won') ?? outcomes[0] ?? 'applies';
};
