import type { ExperienceRequest, ExperienceResponse } from '#schemas/decision.ts';
import type { Assignment, DecisionRecord } from '#schemas/decision-record.ts';
import type { Experiment } from '#schemas/experiment.ts';
import type { Profile } from '#schemas/profile.ts';
import { fnv1a32 } from '#server/domain/assignment/hash.ts';
import { heldByEither } from '#server/domain/assignment/held.ts';
import { decide, LATE_RECOMMENDATIONS } from '#server/domain/decisions/decide.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { explainDecision } from '#server/domain/decisions/explain.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import type { DecidedElement, Decision } from '#server/domain/decisions/types.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import { signToken } from '#server/platform/token.ts';
import { checkRequest } from './check-request.ts';
import { contentOf, presentExperience } from './present.ts';
import { type Preview, readPreview } from './preview.ts';
import { recordOf } from './record.ts';
import { gatherScores, type Scorer } from './scores.ts';
import { elementOfVariation, payloadOf, type Shown } from './token-payload.ts';

type Dependencies = {
  release: () => CompiledRelease;
  /** The release in force with these documents as they are drafted. */
  releaseWithDrafts: (documents: readonly string[]) => Promise<CompiledRelease>;
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

/** What was found out about a customer before anything is matched: one read, or two at once. */
type Look = {
  request: ExperienceRequest;
  preview: Preview | null;
  release: CompiledRelease;
  evidence: Evidence;
  profile: Profile | null;
  /** What experiments have shown whoever was anonymous until now; undefined where the profile tells all. */
  held: Readonly<Record<string, string>> | undefined;
  identity: string;
  at: Date;
  /** Milliseconds that are left to decide in. */
  left: () => number;
};

/** One placement's decision, with what it renders and the token to tell of it. */
type DecidedAlone = { element: DecidedElement; content: Record<string, unknown>; token: string };

const isPreview = ({ preview }: { preview?: Preview['experiments'] | undefined }): boolean =>
  preview !== undefined;

/** Answers what a customer sees: one read, then pure functions, then a record behind the answer. */
export const experienceService = (dependencies: Dependencies) => {
  const { scorers, clock, stopwatch, scope, secret } = dependencies;

  const releaseFor = async (preview: Preview | null): Promise<CompiledRelease> =>
    preview === null || preview.drafts.length === 0
      ? dependencies.release()
      : dependencies.releaseWithDrafts(preview.drafts);

  /** Whoever names both ids may have been somebody else until now. */
  const readVisitor = async ({ customer_id, anonymous_id }: ExperienceRequest): Promise<Profile | null> =>
    customer_id === undefined || anonymous_id === undefined
      ? null
      : dependencies.readProfile(`anonymous_id:${anonymous_id}`);

  const look = async (request: ExperienceRequest): Promise<Look> => {
    const started = stopwatch();
    const at = clock();
    const preview = readPreview(request.preview, { scope, secret, at });
    const release = await releaseFor(preview);
    const evidence = dependencies.evidence();
    checkRequest(request, release);
    const budget = release.settings.performance_optimization.max_processing_time_ms;
    const left = (): number => budget - (stopwatch() - started);
    const identity = identityOf(request);
    const [profile, visitor] = await Promise.all([dependencies.readProfile(identity), readVisitor(request)]);
    const held = visitor === null ? undefined : heldByEither(profile, visitor);
    return { request, preview, release, evidence, profile, held, identity, at, left };
  };

  const prepare = async ({ request, preview, identity, left, ...seen }: Look) => {
    const { release, evidence, profile, held, at } = seen;
    const subject = subjectOf(request, profile);
    const context = { ...request.context, page_type: request.page_type };
    const facts = buildFacts({ profile, identity, context, release, evidence, at });
    const forced = preview?.experiments;
    const situation = { release, evidence, profile, held, facts, subject, preview: forced, at };
    const matches = await matchAll(situation);
    const gathered = await gatherScores(scorers, { ...situation, facts: matches.facts }, Math.max(0, left()));
    const late = left() > 0 ? [] : [LATE_RECOMMENDATIONS];
    const missing = [...nothingOnPage(request, release), ...gathered.missing, ...late];
    const input = { ...situation, request, scores: gathered.scores, missing };
    return { input, matches, profileId: profile?.id ?? identity };
  };

  type Prepared = Awaited<ReturnType<typeof prepare>>;

  /** Decides under an id, which is its seed as well, and has the decision kept unless it is a preview. */
  const make = ({ input, matches, profileId }: Prepared, experienceId: string): Decision => {
    const decision = decide({ ...input, matches, experienceId, seed: fnv1a32(experienceId) });
    const { profile, held, subject, facts, scores, missing, request } = input;
    const made = { decision, matches, facts, profile, held, profileId, subject, request, scores, missing };
    if (isPreview(input)) return decision;
    dependencies.record(recordOf(made));
    dependencies.onDecided(decision);
    return decision;
  };

  const sign = (shown: Shown, { profileId, input }: Prepared): string =>
    signToken(payloadOf(shown, { scope, profileId, preview: isPreview(input) }), secret);

  /** The same for one placement or variation at a time. */
  const oneByOne = (seen: Look, prepared: Prepared) => ({
    matches: prepared.matches,

    decide: (placement: string, experienceId: string): DecidedAlone => {
      const request = { ...seen.request, elements_to_personalize: [placement] };
      const decision = make({ ...prepared, input: { ...prepared.input, request } }, experienceId);
      const [element] = decision.elements as [DecidedElement];
      return { element, content: contentOf(element), token: sign(decision, prepared) };
    },

    /** A token by which an experiment that no placement is part of can be told of its exposures. */
    signVariation: (experiment: Experiment, assignment: Assignment, experienceId: string): string => {
      const { release, evidence, at } = prepared.input;
      const elements = [elementOfVariation(experiment, assignment)];
      const shown = { release: release.number, evidence: evidence.number, at, experienceId, elements };
      return sign(shown, prepared);
    },
  });

  return {
    /**
     * @throws ProblemError 'invalid-request' for a placement or goal that the release does not have, or a preview
     * that is over
     */
    decide: async (
      request: ExperienceRequest,
      { explain = false }: { explain?: boolean } = {},
    ): Promise<ExperienceResponse> => {
      const prepared = await prepare(await look(request));
      const { input, matches } = prepared;
      const decision = make(prepared, dependencies.createId());
      const { experienceId, seed } = decision;
      const token = sign(decision, prepared);
      const trace = explain ? (await explainDecision({ ...input, experienceId, seed })).trace : undefined;
      const { release, profile } = input;
      const preview = isPreview(input);
      return presentExperience({
        decision,
        release,
        matches,
        profile,
        token,
        preview,
        ...(trace && { trace }),
      });
    },

    /** What a customer's flags depend on, read once; they are decided by themselves, each when it is asked for. */
    consider: async (request: Omit<ExperienceRequest, 'elements_to_personalize'>) => {
      const seen = await look({ ...request, elements_to_personalize: [] });
      const { release, evidence, profile, at } = seen;
      return {
        release,
        evidence: evidence.number,
        profile,
        at,
        open: async () => oneByOne(seen, await prepare(seen)),
      };
    },
  };
};

export type ExperienceService = ReturnType<typeof experienceService>;
