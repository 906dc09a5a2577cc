import type { ExpectedLift, RecommendedProduct } from '#schemas/decision.ts';
import type { Assignment, ElementChoice, Gate } from '#schemas/decision-record.ts';
import type { Experiment } from '#schemas/experiment.ts';
import type { Facts } from '#schemas/facts.ts';
import type { Rule } from '#schemas/rule.ts';

export type { Candidate, Source } from '#schemas/decision-record.ts';

/** What of a release applies to a customer at a time. */
export type Matches = {
  gate: Gate;
  /** The facts with segments and experiments filled in. */
  facts: Facts;
  segments: string[];
  assignments: Assignment[];
  /** Running experiments whose split the customer is part of, covered or not, in the order of the release. */
  experiments: readonly Experiment[];
  /** Rules that match and apply, in the order they act. */
  rules: readonly Rule[];
};

export type DecidedElement = ElementChoice & {
  content: Record<string, unknown>;
  /** Null for a variant that recommends nothing. */
  products: RecommendedProduct[] | null;
};

export type Decision = {
  experienceId: string;
  seed: number;
  at: Date;
  environment: string;
  release: number;
  evidence: number;
  gate: Gate;
  elements: DecidedElement[];
  experiments: { key: string; variation: string }[];
  /** Events of foreign rules that matched, untouched. */
  events: ({ type: string } & Record<string, unknown>)[];
  confidence: number | null;
  lift: ExpectedLift;
  missing: string[];
};
