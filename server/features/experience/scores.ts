import type { Facts } from '#schemas/facts.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { LATE, within } from '#server/platform/deadline.ts';

type Question = {
  release: CompiledRelease;
  evidence: Evidence;
  profile: Profile | null;
  facts: Facts;
  at: Date;
};

/** A model that predicts outcomes, in 0–1 by `placement/variant`, for one customer. It may be remote and slow. */
export type Scorer = { name: string; score: (question: Question) => Promise<Record<string, number>> };

type Gathered = { scores: Record<string, number>; missing: string[] };

const ask = async ({ name, score }: Scorer, question: Question, milliseconds: number): Promise<Gathered> => {
  try {
    const scores = await within(score(question), milliseconds);
    return scores === LATE ? { scores: {}, missing: [`${name}: out of time`] } : { scores, missing: [] };
  } catch {
    return { scores: {}, missing: [`${name}: failed`] };
  }
};

/**
 * Asks all models at once and waits no longer than the time that is left: whoever is late or fails is named under
 * `missing` and the decision goes out without it. Where two models score one variant the later in the list counts.
 */
export const gatherScores = async (
  scorers: readonly Scorer[],
  question: Question,
  milliseconds: number,
): Promise<Gathered> => {
  const answers = await Promise.all(scorers.map((scorer) => ask(scorer, question, milliseconds)));
  return {
    scores: Object.assign({}, ...answers.map(({ scores }) => scores)),
    missing: answers.flatMap(({ missing }) => missing),
  };
};
