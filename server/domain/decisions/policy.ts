import type { Policy } from '#schemas/placement.ts';
import { fnv1a32 } from '#server/domain/assignment/hash.ts';
import { seededRandom } from '#server/domain/random.ts';

/** What a policy chooses from: in order, with the default among them or not. */
export type PolicyInput = {
  policy: Policy;
  /** The candidates' blended scores, in 0–1. */
  scores: readonly number[];
  /** The probability that each candidate's score is the highest: what Thompson sampling draws with, and it alone. */
  chances: readonly number[];
  /** Was anything measured on this placement yet? Until then every policy explores. */
  measured: boolean;
  floor: number;
  /** Candidates below the confidence threshold: what the policy would give them goes to the default. */
  heldBack: readonly boolean[];
  defaultIndex: number | null;
};

const highest = (scores: readonly number[], defaultIndex: number | null): number => {
  const top = Math.max(...scores);
  if (defaultIndex !== null && scores[defaultIndex] === top) return defaultIndex;
  return scores.indexOf(top);
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const normalized = (values: readonly number[]): number[] => {
  const total = sum(values);
  return values.map((value) => value / total);
};

const preferences = ({ policy, scores, chances, defaultIndex }: PolicyInput): number[] => {
  if (policy === 'thompson') return normalized(chances);
  const best = highest(scores, defaultIndex);
  return scores.map((_, i) => (i === best ? 1 : 0));
};

/** What the policy wants, before exploration. */
const exploited = (input: PolicyInput): number[] => {
  const { heldBack, defaultIndex } = input;
  const wanted = preferences(input);
  if (defaultIndex === null) return wanted;
  const moved = sum(wanted.filter((_, i) => heldBack[i]));
  return wanted.map((share, i) => (i === defaultIndex ? share + moved : heldBack[i] ? 0 : share));
};

const floorOf = ({ policy, measured, floor }: PolicyInput): number =>
  policy === 'best' && measured ? 0 : floor;

/**
 * The probability with which each candidate is drawn; they sum to 1. `best` takes the highest score (ties go to the
 * default), `epsilon_greedy` too, `thompson` draws each with the chance that it is the best. A share `floor` is
 * spread evenly on top, so that nothing is given up for good; `best` explores only until something was measured.
 * The threshold moves what the policy wants, not the floor: a draw by chance was not chosen by the model.
 * @example policyProbabilities({ policy: 'best', scores: [0.2, 0.3], measured: true, … }) // [0, 1]
 */
export const policyProbabilities = (input: PolicyInput): number[] => {
  const floor = floorOf(input);
  const count = input.scores.length;
  return normalized(exploited(input).map((share) => (1 - floor) * share + floor / count));
};

/**
 * The candidate that the policy wants most when it does not explore, held back or not.
 * @example preferredIndex(input) // 1
 */
export const preferredIndex = (input: PolicyInput): number => {
  const wanted = preferences(input);
  return wanted.indexOf(Math.max(...wanted));
};

/**
 * Whether only exploration could have drawn a candidate.
 * @example isExploration(input, 2) // true
 */
export const isExploration = (input: PolicyInput, index: number): boolean => exploited(input)[index] === 0;

/**
 * Draws one index with the given probabilities. Each placement of a decision has its own stream, so that the order
 * of elements changes nothing.
 * @example draw({ probabilities: [0, 1], seed: 7, stream: 'hero_banner' }) // 1
 */
export const draw = ({
  probabilities,
  seed,
  stream,
}: {
  probabilities: readonly number[];
  seed: number;
  stream: string;
}): number => {
  const position = seededRandom(fnv1a32(`${seed}/${stream}`))();
  let end = 0;
  const index = probabilities.findIndex((probability) => {
    end += probability;
    return position < end;
  });
  // rounding may leave the last end just below 1
  return index === -1 ? probabilities.findLastIndex((probability) => probability > 0) : index;
};
