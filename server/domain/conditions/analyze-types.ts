import type { Action } from '#schemas/action.ts';
import type { FactDefinition } from '#schemas/facts.ts';
import type { Rule } from '#schemas/rule.ts';
import type { ConditionOptions, Facts, Fault, FaultCode, MatchableRule } from './types.ts';

/** A rule with all that decides when it applies and what it then does. */
export type AnalyzableRule = MatchableRule &
  Partial<Pick<Rule, 'pages' | 'schedule' | 'purpose'>> & {
    actions?: readonly Action[];
    /** Its facts are its author's own, so that the dictionary does not know them. */
    isForeign?: boolean;
  };

export type AnalysisOptions = ConditionOptions & {
  /** The facts that there are. */
  dictionary: readonly FactDefinition[];
  /** Only what concerns the rules of these keys. */
  only?: ReadonlySet<string>;
};

export type Finding = {
  kind: FaultCode | 'unknown-value' | 'never-matches' | 'always-matches' | 'shadowed' | 'conflict';
  severity: 'error' | 'warning' | 'info';
  /** The key of the rule that it is about. */
  rule: string;
  /** A sentence that names both rules where it is about two. */
  message: string;
  /** Where in the rule. */
  path?: Fault['path'];
  /** The rule that stands against it. */
  otherRule?: string;
  /** Facts of a customer who shows it. */
  witness?: Facts;
};
