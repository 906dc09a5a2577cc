import type { ExpectedLift, sources } from './decision.ts';
import type { Facts } from './facts.ts';
import type { Profile } from './profile.ts';

export type Source = (typeof sources)[number];

/** What says that a purpose is consented to or not. */
export const consentBases = [
  'restriction',
  'global_privacy_control',
  'customer',
  'default_consent',
  'privacy_compliance',
] as const;
export type ConsentBasis = (typeof consentBases)[number];

/** Whether a customer may get anything but defaults. */
export type Gate =
  | { state: 'open' }
  | { state: 'no_consent'; basis: ConsentBasis }
  | { state: 'holdout'; share: number };

export type Assignment = {
  experiment: string;
  variation: string;
  /** It was held from an earlier exposure instead of hashed now. */
  sticky: boolean;
  /** By a preview, or by the experiment's list of testers: it is shown but never counted. */
  forced?: 'preview' | 'listed';
};

/** A rule, or a journey by the state the customer is in. */
export type Origin = { rule: string } | { journey: string; state: string };

/** Why a variant could not be shown. */
export type Ineligibility =
  | 'not_scheduled'
  | 'channel'
  | 'no_consent'
  | 'out_of_stock'
  | 'frequency_cap'
  /** A placement before it says the same on this page. */
  | 'shown_elsewhere'
  | 'needs_rule'
  | 'excluded';

/** A variant that could be shown, and how it came to its probability. Scores are in 0–1. */
export type Candidate = {
  variant: string;
  /** Expected outcome over the goals. */
  model: number;
  rules: number;
  /** The blend of both. */
  score: number;
  /** With which it was to be drawn. */
  probability: number;
  /** Probability that it is the best of the candidates for the goals; null while nothing was measured. */
  confidence: number | null;
  /** Randomized exposures behind it. */
  exposures: number;
};

/** Why an element is what it is, by ids. */
export type Because =
  | { kind: 'no_consent'; basis: ConsentBasis }
  | { kind: 'holdout' }
  | { kind: 'placement_holdout'; share: number }
  | { kind: 'experiment'; experiment: string; variation: string; forced?: true }
  | { kind: 'pin'; by: Origin }
  | { kind: 'blend'; by: Origin[] }
  | { kind: 'exploration' }
  | { kind: 'below_threshold'; variant: string; threshold: number }
  | { kind: 'no_other' };

/** One placement's choice, without what it renders. */
export type ElementChoice = {
  placement: string;
  variant: string;
  source: Source;
  because: Because;
  confidence: number | null;
  lift: ExpectedLift;
  propensity: number;
  /** The experiment whose exposure this element is, with its bucket version where that is not 0. */
  experiment: { key: string; variation: string; bucketVersion?: number } | null;
  /** An experiment's variation was forced here, so what comes of it is counted nowhere. */
  forced?: true;
  /** Rules with a frequency cap that brought this about, so that its showing counts for them. */
  cappedRules?: string[];
  candidates: Candidate[];
  rejected: { variant: string; because: Ineligibility }[];
};

/** What is kept of a decision: enough to repeat and to explain it. */
export type DecisionRecord = {
  experienceId: string;
  profileId: string;
  subject: string;
  at: Date;
  environment: string;
  release: number;
  evidence: number;
  seed: number;
  request: {
    page_type: string;
    personalization_goals?: Record<string, number>;
    elements_to_personalize?: string[];
  };
  /** As they were before matching. */
  facts: Facts;
  /** The profile without what a decision does not read. */
  profile: Profile | null;
  /** What experiments had shown, where that is more than the profile tells. */
  held?: Record<string, string>;
  scores: Record<string, number>;
  missing: string[];
  matches: { gate: Gate; segments: string[]; assignments: Assignment[]; rules: string[] };
  elements: (ElementChoice & { products: string[] | null })[];
  confidence: number | null;
  lift: ExpectedLift;
};
