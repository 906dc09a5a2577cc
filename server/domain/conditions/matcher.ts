import type { NormalForm } from './normal-form.ts';
import type { Facts } from './types.ts';

/** The indexes of the rules that hold, in the order of their rank. */
export type Matcher = (facts: Facts) => number[];

/** A rule's index with its normal form. A matcher is made of rules in the order of their rank. */
export type RankedForm = { rule: number; form: NormalForm };
