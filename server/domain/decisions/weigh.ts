import type { Candidate } from '#schemas/decision-record.ts';
import type { Placement } from '#schemas/placement.ts';
import type { Settings } from '#schemas/settings.ts';
import { type Beta, betaMean } from '#server/domain/statistics/beta.ts';
import { blendPosterior, blendScores, ruleScore } from './blend.ts';
import { bestChances, confidences } from './confidence.ts';
import { candidateKey } from './evidence.ts';
import type { Wishes } from './influence.ts';
import type { PolicyInput } from './policy.ts';
import type { Posterior } from './posterior.ts';

type WeighInput = {
  placement: Placement;
  settings: Settings;
  /** Eligible variants and, in the same order, what is known of each. */
  variants: readonly string[];
  posteriors: readonly Posterior[];
  wishes: Pick<Wishes, 'opinions'>;
  /** What models gave a candidate (`placement/variant`), in 0–1, in place of its mean outcome. */
  scores: Readonly<Record<string, number>>;
};

/** The candidates, probabilities still open, and what the policy needs to set them. */
export type Weighed = { candidates: Omit<Candidate, 'probability'>[]; policy: PolicyInput };

const MARGIN = 1e-6;

/** A model moves the mean; how sure we are stays what the exposures make it. */
const shapeAt = ({ alpha, beta }: Beta, score: number | undefined): Beta => {
  if (score === undefined) return { alpha, beta };
  const mean = Math.min(1 - MARGIN, Math.max(MARGIN, score));
  return { alpha: mean * (alpha + beta), beta: (1 - mean) * (alpha + beta) };
};

const topChances = (scores: readonly number[]): number[] => {
  const top = Math.max(...scores);
  const ties = scores.filter((score) => score === top).length;
  return scores.map((score) => (score === top ? 1 / ties : 0));
};

type Parts = { shapes: readonly Beta[]; rules: readonly number[]; scores: readonly number[]; weight: number };

/** The chance that each candidate's blended score is the highest. */
const scoreChances = ({ shapes, rules, scores, weight }: Parts): number[] => {
  if (weight >= 1) return topChances(scores);
  // where rules say nothing, the order of scores is that of outcomes
  const silent = weight === 0 || rules.every((rule) => rule === rules[0]);
  if (silent) return bestChances(shapes);
  const blended = shapes.map((shape, i) => blendPosterior({ shape, rules: rules[i]!, ruleWeight: weight }));
  return bestChances(blended);
};

/**
 * Scores the eligible variants of a placement: the expected outcome, the rules' boosts and their blend, with the
 * confidence in each.
 * @example weigh(input).candidates[0].score // 0.62
 */
export const weigh = (input: WeighInput): Weighed => {
  const { placement, settings, variants, posteriors, wishes } = input;
  const weight = placement.ruleWeight ?? settings.rule_weight;
  const threshold = placement.confidenceThreshold ?? settings.personalization_engine.confidence_threshold;
  const shapes = posteriors.map(({ shape }, i) =>
    shapeAt(shape, input.scores[candidateKey(placement.key, variants[i]!)]),
  );
  const known = confidences(posteriors);
  const rules = variants.map((variant) => ruleScore(wishes.opinions.get(variant)?.boost ?? 0));
  const candidates = variants.map((variant, i) => {
    const model = betaMean(shapes[i]!);
    const score = blendScores({ model, rules: rules[i]!, ruleWeight: weight });
    const { exposures } = posteriors[i]!;
    return { variant, model, rules: rules[i]!, score, confidence: known[i]!, exposures };
  });
  const scores = candidates.map(({ score }) => score);
  const index = variants.indexOf(placement.defaultVariant);
  const isHeldBack = ({ variant, confidence }: (typeof candidates)[number]): boolean =>
    variant !== placement.defaultVariant &&
    confidence !== null &&
    confidence < threshold &&
    (wishes.opinions.get(variant)?.supporters.length ?? 0) === 0;
  return {
    candidates,
    policy: {
      policy: placement.policy,
      scores,
      chances: placement.policy === 'thompson' ? scoreChances({ shapes, rules, scores, weight }) : [],
      measured: posteriors.some(({ exposures }) => exposures > 0),
      floor: settings.exploration_floor,
      heldBack: candidates.map(isHeldBack),
      defaultIndex: index === -1 ? null : index,
    },
  };
};
