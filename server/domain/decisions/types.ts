import type { ExpectedLift, RecommendedProduct } from '#schemas/decision.ts';
import type { Assignment, ElementChoice, Gate } from '#schemas/decision-record.ts';
import type { Experiment } from '#schemas/experiment.ts';
import type { Facts } from '#schemas/facts.ts';
import type { Rule } from '#schemas/rule.ts';
import type { Standing } from '#server/domain/assignment/standing.ts';

export type { Candidate, Source } from '#schemas/decision-record.ts';

/** An experiment whose split a customer is part of, covered or not. */
export type Split = {
  experiment: Experiment;
  /** Of its audience at the time. */
  coverage: number;
  /** Experiments of one group take turns; one without is a group of its own. */
  group: string | null;
  /** Its part of the group. */
  share: number;
};

/** What of a release applies to a customer at a time. */
export type Matches = {
  gate: Gate;
  /** The facts with segments and experiments filled in. */
  facts: Facts;
  /** Placements that the customer always gets the default of. */
  heldOut: readonly string[];
  segments: string[];
  assignments: Assignment[];
  /** To every experiment of the release; empty where nothing was matched. */
  standings: ReadonlyMap<string, Standing>;
  /** In the order of the release. */
  splits: readonly Split[];
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
  experiments: { key: string; variation: string; forced?: true }[];
  /** Events of foreign rules that matched, untouched. */
  events: ({ type: string } & Record<string, unknown>)[];
  confidence: number | null;
  lift: ExpectedLift;
  missing: string[];
  /** Nothing was left to chance: any seed gives the same. */
  settled: boolean;
};
