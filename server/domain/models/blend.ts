import type { Algorithm } from '#schemas/recommendation.ts';
import type { Part } from './types.ts';

export type WeightedPart = { algorithm: Algorithm; weight: number; part: Part };
export type Blended = {
  score: number;
  /** Each algorithm's share of the score; the shares sum to 1. */
  algorithms: Record<string, number>;
  reasons: string[];
};

/** Min–max over the candidates of all parts; a part whose scores do not differ gives 1 to those it has. */
const scaler = (part: Part, candidates: ReadonlySet<string>) => {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const id of candidates) {
    const score = part.scores.get(id) ?? 0;
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  return (id: string): number => {
    const score = part.scores.get(id) ?? 0;
    return high > low ? (score - low) / (high - low) : Number(score > 0);
  };
};

type Contribution = { algorithm: Algorithm; weight: number; value: number };

const sharesOf = (contributions: Contribution[], score: number): Record<string, number> => {
  // The lowest of all scales to 0 everywhere: then the weights of those who proposed it are its shares.
  const amount = ({ value, weight }: Contribution): number => (score > 0 ? value : weight);
  const total = contributions.reduce((sum, contribution) => sum + amount(contribution), 0);
  return Object.fromEntries(
    contributions.map((contribution) => [contribution.algorithm, amount(contribution) / total]),
  );
};

/**
 * Joins the candidates of several algorithms: each part scaled to 0–1 within this request, then the weighted sum.
 * The weights are normalized over the parts given; one without candidates takes no weight.
 * @example blend([{ algorithm: 'popularity', weight: 1, part }]).get('p1') // { score: 1, … }
 */
export const blend = (parts: readonly WeightedPart[]): Map<string, Blended> => {
  const present = parts.filter(({ part, weight }) => weight > 0 && part.scores.size > 0);
  const total = present.reduce((sum, { weight }) => sum + weight, 0);
  const candidates = new Set(present.flatMap(({ part }) => [...part.scores.keys()]));
  const scaled = present.map((one) => ({ ...one, scale: scaler(one.part, candidates) }));

  const join = (id: string): Blended => {
    const own = scaled.filter(({ part }) => part.scores.has(id));
    const contributions = own.map(({ algorithm, weight, scale }) => ({
      algorithm,
      weight,
      value: (weight / total) * scale(id),
    }));
    const score = contributions.reduce((sum, { value }) => sum + value, 0);
    return {
      score,
      algorithms: sharesOf(contributions, score),
      reasons: own.map(({ part }) => part.reason(id)),
    };
  };
  return new Map([...candidates].map((id) => [id, join(id)]));
};
