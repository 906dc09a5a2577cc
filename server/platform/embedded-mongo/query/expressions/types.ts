import type { Doc, Value } from '../../values/types.ts';

/** What an expression sees: the document and the variables that `$let`, `$map` and others bind. */
export interface Scope {
  root: Doc;
  variables: Readonly<Record<string, Value>>;
}

export type Evaluate = (scope: Scope) => Value;
