import type { Assignment } from '#schemas/decision-record.ts';
import type { Experiment } from '#schemas/experiment.ts';
import type { EvaluatedFlag, EvaluationContext } from '#schemas/ofrep.ts';
import type { DecidedElement, Matches } from '#server/domain/decisions/types.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { problem } from '#server/platform/problems.ts';
import { type Asked, askedFor } from './context.ts';
import { experimentFlag, placementFlag, settingFlag } from './flags.ts';
import { decisionIdOf, etagOf, isKnown, type State, stateOf } from './state.ts';

type Content = Record<string, unknown>;

/** A customer whose placements are decided one by one. */
type Opened = {
  matches: Matches;
  decide: (placement: string, id: string) => { element: DecidedElement; content: Content; token: string };
  signVariation: (experiment: Experiment, assignment: Assignment, id: string) => string;
};

type Considered = State & { release: CompiledRelease; open: () => Promise<Opened> };

type Dependencies = {
  release: () => CompiledRelease;
  /** Looks whether a newer release is in force. */
  refreshRelease: () => Promise<void>;
  /** Reads what a customer's flags depend on. */
  consider: (asked: Asked) => Promise<Considered>;
  /** Content without the shop's own numbers. */
  publicContent: (content: Content) => Content;
};

type Question = {
  context: EvaluationContext;
  /** May whoever asks see the shop's own numbers? */
  mayRead: boolean;
  /** The release that a client was told of, which another process may have noticed first. */
  toldOf: number | undefined;
  /** What a preview link carries, for whoever looks at drafts and variations before customers do. */
  preview: string | undefined;
};

/** A customer, and whoever asks for the flags. */
type About = Considered & { state: string; mayRead: boolean; customer: Opened };

type Answers = { etag: string; release: number; flags: EvaluatedFlag[] | null };

const flagKeys = ({ flags, experiments, placements }: CompiledRelease): string[] => [
  ...flags.keys(),
  ...experiments.map(({ key }) => key),
  ...placements.keys(),
];

const noSuchFlag = (key: string) =>
  problem('not-found', { detail: `No placement, experiment or setting in force is called "${key}".` });

/**
 * Placements, experiments and typed settings as flags. Each is evaluated by itself, so its value does not depend on
 * which others are asked for.
 */
export const ofrepService = ({ release, refreshRelease, consider, publicContent }: Dependencies) => {
  const flagOfExperiment = (experiment: Experiment, { customer, at }: About, id: string): EvaluatedFlag => {
    const assignment = customer.matches.assignments.find((one) => one.experiment === experiment.key);
    if (assignment === undefined) return experimentFlag(experiment, null, at);
    const token = customer.signVariation(experiment, assignment, id);
    return experimentFlag(experiment, { ...assignment, token }, at);
  };

  const flagOf = (key: string, about: About): EvaluatedFlag => {
    const { release, state, customer, mayRead } = about;
    const setting = release.flags.get(key);
    if (setting) return settingFlag(setting);
    const id = decisionIdOf(state, key);
    const experiment = release.experiments.find((one) => one.key === key);
    if (experiment) return flagOfExperiment(experiment, about, id);
    if (!release.placements.has(key)) throw noSuchFlag(key);
    const { element, content, token } = customer.decide(key, id);
    return placementFlag(element, mayRead ? content : publicContent(content), token);
  };

  const catchUp = async ({ toldOf }: Question): Promise<void> => {
    if (toldOf !== undefined && toldOf > release().number) await refreshRelease();
  };

  const considering = async ({ context, preview }: Question) => {
    const considered = await consider({ ...askedFor(context), ...(preview !== undefined && { preview }) });
    return { considered, state: stateOf(considered, context, preview) };
  };

  return {
    /**
     * One flag. A setting is the same for everyone, so it needs no targeting key.
     * @throws ProblemError 'not-found' for no flag, 'invalid-request' for a context without a targeting key, or a
     * preview that is over
     */
    one: async (key: string, question: Question): Promise<EvaluatedFlag> => {
      await catchUp(question);
      const { mayRead, preview } = question;
      const setting = preview === undefined ? release().flags.get(key) : undefined;
      if (setting) return settingFlag(setting);
      // a preview may show what is not in force yet
      if (preview === undefined && !flagKeys(release()).includes(key)) throw noSuchFlag(key);
      const { considered, state } = await considering(question);
      return flagOf(key, { ...considered, state, mayRead, customer: await considered.open() });
    },

    /**
     * All flags, or null when the client has them as they are: then nothing is decided.
     * @throws ProblemError 'invalid-request' for a context without a targeting key
     */
    all: async (question: Question, ifNoneMatch: string | undefined): Promise<Answers> => {
      await catchUp(question);
      const { considered, state } = await considering(question);
      const { mayRead, preview } = question;
      const etag = etagOf(state, mayRead);
      const { number } = considered.release;
      // drafts change under the same preview, so what it shows is always told anew
      if (preview === undefined && isKnown(ifNoneMatch, etag)) return { etag, release: number, flags: null };
      const about = { ...considered, state, mayRead, customer: await considered.open() };
      const flags = flagKeys(considered.release).map((key) => flagOf(key, about));
      return { etag, release: number, flags };
    },
  };
};

export type OfrepService = ReturnType<typeof ofrepService>;
