import type { TopCondition } from '#schemas/condition.ts';

/** What conditions are read against: the value of each top-level fact. */
export type Facts = Readonly<Record<string, unknown>>;

/** The part of a rule that decides whether it matches. */
export type MatchableRule = { key: string; priority?: number; conditions: TopCondition };

/** Conditions that others refer to by name. */
export type NamedConditions = Readonly<Record<string, TopCondition>>;
/** Operators and decorators of one's own, as json-rules-engine's `addOperator` and `addOperatorDecorator` take them. */
export type CustomLanguage = {
  operators?: Readonly<Record<string, (fact: unknown, value: unknown) => boolean>>;
  decorators?: Readonly<
    Record<
      string,
      (fact: unknown, value: unknown, next: (fact: unknown, value: unknown) => boolean) => boolean
    >
  >;
};
export type ConditionOptions = CustomLanguage & { conditions?: NamedConditions };

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
