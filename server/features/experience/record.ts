import type { ExperienceRequest } from '#schemas/decision.ts';
import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import { candidateKey } from '#server/domain/decisions/evidence.ts';
import type { DecidedElement, Decision, Matches } from '#server/domain/decisions/types.ts';

type Made = {
  decision: Decision;
  matches: Matches;
  facts: Facts;
  profile: Profile | null;
  held: Readonly<Record<string, string>> | undefined;
  profileId: string;
  subject: string;
  request: ExperienceRequest;
  scores: Record<string, number>;
  /** What was missing before the decision was made; products add theirs. */
  missing: string[];
};

const recordElement = ({
  content,
  products,
  ...choice
}: DecidedElement): DecisionRecord['elements'][number] => ({
  ...choice,
  products: products?.map(({ id }) => id) ?? null,
});

/** A profile is repeated at every decision, so only what decisions read is kept: facts hold the rest. */
const trimProfile = (whole: Profile, elements: readonly DecidedElement[]): Profile => {
  const { history: _, evidence: _evidence, patterns: _patterns, searches: _searches, ...profile } = whole;
  const seen = new Set(
    elements.flatMap(({ placement, candidates, rejected }) =>
      [...candidates, ...rejected].map(({ variant }) => candidateKey(placement, variant)),
    ),
  );
  return {
    ...profile,
    traits: {},
    experiments: {},
    exposures: Object.fromEntries(Object.entries(profile.exposures).filter(([key]) => seen.has(key))),
  };
};

const requestOf = (request: ExperienceRequest): DecisionRecord['request'] => ({
  page_type: request.page_type,
  ...(request.personalization_goals && { personalization_goals: request.personalization_goals }),
  ...(request.elements_to_personalize && { elements_to_personalize: request.elements_to_personalize }),
});

/**
 * What is kept of a decision: everything that `decide` was given, and what it answered.
 * @example queue.add(recordOf({ decision, matches, facts, profile, … }))
 */
export const recordOf = (made: Made): DecisionRecord => {
  const { decision, matches, profile } = made;
  const { experienceId, at, environment, release, evidence, seed, elements, confidence, lift } = decision;
  return {
    experienceId,
    profileId: made.profileId,
    subject: made.subject,
    at,
    environment,
    release,
    evidence,
    seed,
    request: requestOf(made.request),
    facts: made.facts,
    profile: profile && trimProfile(profile, elements),
    ...(made.held && { held: made.held }),
    scores: made.scores,
    missing: made.missing,
    matches: {
      gate: matches.gate,
      segments: matches.segments,
      assignments: matches.assignments,
      rules: matches.rules.map(({ key }) => key),
    },
    elements: elements.map(recordElement),
    confidence,
    lift,
  };
};
