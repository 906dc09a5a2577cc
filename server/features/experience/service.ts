import type { ExperienceRequest, ExperienceResponse } from '#schemas/decision.ts';
import type { Assignment, DecisionRecord } from '#schemas/decision-record.ts';
import type { Experiment } from '#schemas/experiment.ts';
import { fnv1a32 } from '#server/domain/assignment/hash.ts';
import { decide, LATE_RECOMMENDATIONS } from '#server/domain/decisions/decide.ts';
import { explainDecision } from '#server/domain/decisions/explain.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import type { DecidedElement, Decision } from '#server/domain/decisions/types.ts';
import { withCondensedHistory } from '#server/domain/profiles/condensed-history.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { signToken } from '#server/platform/token.ts';
import type { Making } from './count-decision.ts';
import { type Choices, keptChoices, type NotKept, notKeptFor } from './kept-choices.ts';
import { createLook, type Look, type LookDependencies, type Situation, situationOf } from './look.ts';
import { contentOf, presentExperience } from './present.ts';
import type { Preview } from './preview.ts';
import { recordOf } from './record.ts';
import { gatherScores, missingText, type Scorer } from './scores.ts';
import { elementOfVariation, payloadOf, type Shown } from './token-payload.ts';

type Dependencies = LookDependencies & {
  scorers: readonly Scorer[];
  /** Keeps the record, some time soon. */
  record: (record: DecisionRecord) => void;
  onDecided: (decision: Decision, making: Making) => void;
  /** A new id for a decision: unique, and not to be guessed. */
  createId: () => string;
};

/** A misspelt page would otherwise get an empty answer without a word. */
const nothingOnPage = (request: ExperienceRequest, { placements }: CompiledRelease): string[] => {
  const { page_type: page, elements_to_personalize: asked } = request;
  if (asked !== undefined || [...placements.values()].some(({ pages }) => pages.includes(page))) return [];
  const pages = new Set([...placements.values()].flatMap((placement) => placement.pages));
  return [`page_type: no placement is on "${page}"; there are some on ${[...pages].sort().join(', ')}`];
};

/** One placement's decision, with what it renders and the token to tell of it. */
type DecidedAlone = { element: DecidedElement; content: Record<string, unknown>; token: string };

/** What was kept from before is null. */
type Kept = { kept: boolean; notKept: NotKept | null };

const latePrevents: NotKept = { because: 'late', message: 'a model or the time was missing' };

const isPreview = ({ preview }: { preview?: Preview['experiments'] | undefined }): boolean =>
  preview !== undefined;

/** Answers what a customer sees: one read, then pure functions, then a record behind the answer. */
export const experienceService = (dependencies: Dependencies) => {
  const { scorers, scope, secret } = dependencies;
  const look = createLook(dependencies);
  const kept = keptChoices();

  const prepare = async (seen: Look, situation: Situation) => {
    const matches = await matchAll(situation);
    const question = { ...situation, facts: matches.facts };
    const { scores, missing: models } = await gatherScores(scorers, question, seen.leftForModels());
    const late = seen.left() > 0 ? [] : [LATE_RECOMMENDATIONS];
    const missing = [...nothingOnPage(seen.request, seen.release), ...models.map(missingText), ...late];
    return {
      input: { ...situation, scores, missing },
      matches,
      models,
      complete: models.length + late.length === 0,
    };
  };
  type Prepared = Awaited<ReturnType<typeof prepare>>;

  /** An experience id is the seed as well. */
  const chooseAs = ({ input, matches }: Prepared, experienceId: string): Decision =>
    decide({ ...input, matches, experienceId, seed: fnv1a32(experienceId) });

  /** Has a decision kept and counted, unless it is a preview. */
  const tell = (decision: Decision, { input, matches, models }: Prepared, making: Kept): Decision => {
    if (isPreview(input)) return decision;
    const facts = withCondensedHistory(input.facts, input.release.history.uses);
    dependencies.record(recordOf({ ...input, decision, matches, facts }));
    dependencies.onDecided(decision, { ...making, missing: models });
    return decision;
  };

  /** What was chosen before for the same, under a new id and at another time. */
  const chooseAgain = (
    { decision, matches, scores, missing }: Choices,
    situation: Situation,
    experienceId: string,
  ) => {
    const { facts, at } = situation;
    const profile = { ...facts.profile, segments: matches.segments };
    const { experiments } = matches.facts;
    const prepared: Prepared = {
      input: { ...situation, scores, missing },
      matches: { ...matches, facts: { ...facts, profile, experiments } },
      models: [],
      complete: true,
    };
    return { prepared, decision: { ...decision, experienceId, seed: fnv1a32(experienceId), at } };
  };

  const choose = async (seen: Look, experienceId: string) => {
    const situation = situationOf(seen);
    const notKept = notKeptFor(seen);
    const known = notKept === null ? kept.find(situation) : undefined;
    if (known !== undefined)
      return { ...chooseAgain(known, situation, experienceId), making: { kept: true, notKept: null } };
    const prepared = await prepare(seen, situation);
    const decision = chooseAs(prepared, experienceId);
    const { matches, input } = prepared;
    const { scores, missing } = input;
    const choices = { decision, matches, scores, missing };
    const keep = () => (prepared.complete ? kept.keep(situation, choices) : latePrevents);
    return { prepared, decision, making: { kept: false, notKept: notKept ?? keep() } };
  };

  const sign = (shown: Shown, { input }: Prepared): string => {
    const { identity } = input;
    return signToken(payloadOf(shown, { scope, identity, preview: isPreview(input) }), secret);
  };

  /** The same for one placement or variation at a time. */
  const oneByOne = (seen: Look, prepared: Prepared) => ({
    matches: prepared.matches,

    decide: (placement: string, experienceId: string): DecidedAlone => {
      const request = { ...seen.request, elements_to_personalize: [placement] };
      const alone = { ...prepared, input: { ...prepared.input, request } };
      const decision = tell(chooseAs(alone, experienceId), alone, { kept: false, notKept: null });
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
      const { prepared, decision, making } = await choose(await look(request), dependencies.createId());
      tell(decision, prepared, making);
      const { input, matches, models } = prepared;
      const { experienceId, seed } = decision;
      const trace = explain ? (await explainDecision({ ...input, experienceId, seed })).trace : undefined;
      const { release, profile } = input;
      return presentExperience({
        decision,
        release,
        matches,
        profile,
        token: sign(decision, prepared),
        preview: isPreview(input),
        late: models.map(missingText),
        ...(trace && { trace: { ...trace, keeping: making } }),
      });
    },

    /** Choices that are kept for a customer are made anew. */
    forget: kept.forget,

    /** What a customer's flags depend on, read once; they are decided by themselves, each when it is asked for. */
    consider: async (request: Omit<ExperienceRequest, 'elements_to_personalize'>) => {
      const seen = await look({ ...request, elements_to_personalize: [] });
      const { release, evidence, profile, at } = seen;
      return {
        release,
        evidence: evidence.number,
        profile,
        at,
        open: async () => oneByOne(seen, await prepare(seen, situationOf(seen))),
      };
    },
  };
};

export type ExperienceService = ReturnType<typeof experienceService>;
