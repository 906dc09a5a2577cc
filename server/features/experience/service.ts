import type { ExperienceRequest, ExperienceResponse } from '#schemas/decision.ts';
import type { DecisionRecord } from '#schemas/decision-record.ts';
import type { Profile } from '#schemas/profile.ts';
import { fnv1a32 } from '#server/domain/assignment/hash.ts';
import { decide, LATE_RECOMMENDATIONS } from '#server/domain/decisions/decide.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { explainDecision } from '#server/domain/decisions/explain.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import type { Decision } from '#server/domain/decisions/types.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import { signToken } from '#server/platform/token.ts';
import { checkRequest } from './check-request.ts';
import { presentExperience } from './present.ts';
import { recordOf } from './record.ts';
import { gatherScores, type Scorer } from './scores.ts';
import { payloadOf } from './token-payload.ts';

type Dependencies = {
  release: () => CompiledRelease;
  evidence: () => Evidence;
  readProfile: (id: string) => Promise<Profile | null>;
  scorers: readonly Scorer[];
  /** Keeps the record, some time soon. */
  record: (record: DecisionRecord) => void;
  onDecided: (decision: Decision) => void;
  scope: string;
  secret: string;
  clock: Clock;
  /** Milliseconds that only ever grow, to measure how long something takes. */
  stopwatch: () => number;
  /** A new id for a decision: unique, and not to be guessed. */
  createId: () => string;
};

const identityOf = ({ customer_id, anonymous_id }: ExperienceRequest): string =>
  customer_id === undefined ? `anonymous_id:${anonymous_id}` : `customer_id:${customer_id}`;

const subjectOf = ({ customer_id, anonymous_id }: ExperienceRequest, profile: Profile | null): string =>
  profile?.subject ?? customer_id ?? anonymous_id!;

/** A misspelt page would otherwise get an empty answer without a word. */
const nothingOnPage = (request: ExperienceRequest, { placements }: CompiledRelease): string[] => {
  const { page_type: page, elements_to_personalize: asked } = request;
  const isEmpty = ![...placements.values()].some(({ pages }) => pages.includes(page));
  return asked === undefined && isEmpty ? [`page_type: no placement is on "${page}"`] : [];
};

/** Answers what a customer sees: one read, then pure functions, then a record behind the answer. */
export const experienceService = (dependencies: Dependencies) => {
  const { scorers, clock, stopwatch, scope, secret } = dependencies;

  const prepare = async (request: ExperienceRequest) => {
    const started = stopwatch();
    const release = dependencies.release();
    const evidence = dependencies.evidence();
    checkRequest(request, release);
    const at = clock();
    const identity = identityOf(request);
    const profile = await dependencies.readProfile(identity);
    const subject = subjectOf(request, profile);
    const context = { ...request.context, page_type: request.page_type };
    const facts = buildFacts({ profile, identity, context, release, evidence, at });
    const situation = { release, evidence, profile, facts, subject, at };
    const matches = await matchAll(situation);
    const budget = release.settings.performance_optimization.max_processing_time_ms;
    const left = (): number => budget - (stopwatch() - started);
    const gathered = await gatherScores(scorers, { ...situation, facts: matches.facts }, Math.max(0, left()));
    const late = left() > 0 ? [] : [LATE_RECOMMENDATIONS];
    const missing = [...nothingOnPage(request, release), ...gathered.missing, ...late];
    const experienceId = dependencies.createId();
    const seed = fnv1a32(experienceId);
    const input = { ...situation, request, scores: gathered.scores, missing, experienceId, seed };
    return { input, matches, profileId: profile?.id ?? identity };
  };

  return {
    /**
     * @throws ProblemError 'invalid-request' for a placement or goal that the release does not have
     */
    decide: async (
      request: ExperienceRequest,
      { explain = false }: { explain?: boolean } = {},
    ): Promise<ExperienceResponse> => {
      const { input, matches, profileId } = await prepare(request);
      const decision = decide({ ...input, matches });
      const { profile, subject, facts, scores, missing, release } = input;
      const made = { decision, matches, facts, profile, profileId, subject, request, scores, missing };
      dependencies.record(recordOf(made));
      dependencies.onDecided(decision);
      const token = signToken(payloadOf(decision, { scope, profileId }), secret);
      const trace = explain ? (await explainDecision(input)).trace : undefined;
      return presentExperience({ decision, release, matches, profile, token, ...(trace && { trace }) });
    },
  };
};

export type ExperienceService = ReturnType<typeof experienceService>;
