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

/** A model that a decision went out without. */
export type MissingModel = { model: string; because: 'late' | 'failed' };

type Gathered = { scores: Record<string, number>; missing: MissingModel[] };

const words = { late: 'out of time', failed: 'failed' } as const;

/**
 * How a decision names a model that it was made without.
 * @example missingText({ model: 'churn', because: 'late' }) // 'churn: out of time'
 */
export const missingText = ({ model, because }: MissingModel): string => `${model}: ${words[because]}`;

const ask = async ({ name, score }: Scorer, question: Question, milliseconds: number): Promise<Gathered> => {
  const without = (because: MissingModel['because']): Gathered => ({
    scores: {},
    missing: [{ model: name, because }],
  });
  if (milliseconds <= 0) return without('late');
  try {
    const scores = await within(score(question), milliseconds);
    return scores === LATE ? without('late') : { scores, missing: [] };
  } catch {
    return without('failed');
  }
};

/**
 * Asks all models at once and waits no longer than the milliseconds that are left; with none left nobody is asked.
 * Whoever is late or fails is named under `missing` and the decision goes out without it. Where two models score one
 * variant the later in the list counts.
 */
export const gatherScores = async (
  scorers: readonly Scorer[],
  question: Question,
  milliseconds: number,
): Promise<Gathered> => {
  if (scorers.length === 0) return { scores: {}, missing: [] };
  const answers = await Promise.all(scorers.map((scorer) => ask(scorer, question, milliseconds)));
  return {
    scores: Object.assign({}, ...answers.map(({ scores }) => scores)),
    missing: answers.flatMap(({ missing }) => missing),
  };
};
