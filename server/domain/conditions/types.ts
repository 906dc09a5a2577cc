import type { TopCondition } from '#schemas/condition.ts';

/** What conditions are read against: the value of each top-level fact. */
export type Facts = Readonly<Record<string, unknown>>;

/** The part of a rule that decides whether it matches. */
export type MatchableRule = { key: string; priority?: number; conditions: TopCondition };

/** Conditions that others refer to by name. */
export type NamedConditions = Readonly<Record<string, TopCondition>>;
export type ConditionOptions = { conditions?: NamedConditions };

/** One thing wrong with a condition; `path` leads to it from the condition's root. */
export type Fault = { path: (string | number)[]; code: FaultCode; message: string };
export type FaultCode =
  | 'malformed'
  | 'never-holds'
  | 'empty-any'
  | 'too-deep'
  | 'too-large'
  | 'type-mismatch'
  | 'unknown-condition'
  | 'cyclic-condition'
  | 'unknown-fact'
  | 'unknown-operator'
  | 'unsupported-path';
