import { type Beta, betaMean, betaStandardDeviation } from '#server/domain/statistics/beta.ts';
import { matchMoments } from './posterior.ts';

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * What rules and journeys make of a candidate, in 0–1: 0.5 without a word, half of the sum of boosts on top.
 * @example ruleScore(0.6) // 0.8
 */
export const ruleScore = (boosts: number): number => clamp(0.5 + boosts / 2);

/** `model` and `rules` are in 0–1, as is `ruleWeight`, the share of the rules. */
export type Scores = { model: number; rules: number; ruleWeight: number };

/**
 * A candidate's score: (1 − w) · model + w · rules.
 * @example blendScores({ model: 0.2, rules: 0.8, ruleWeight: 0.5 }) // 0.5
 */
export const blendScores = ({ model, rules, ruleWeight }: Scores): number =>
  (1 - ruleWeight) * model + ruleWeight * rules;

/**
 * The distribution of a candidate's score when its outcome is only known as a posterior: the shifted and narrowed
 * Beta, matched in mean and variance by another Beta. Needs a rule weight below 1, where chance is left.
 * @example blendPosterior({ shape: { alpha: 1, beta: 1 }, rules: 0.5, ruleWeight: 0 }) // { alpha: 1, beta: 1 }
 */
export const blendPosterior = ({
  shape,
  rules,
  ruleWeight,
}: {
  shape: Beta;
  rules: number;
  ruleWeight: number;
}): Beta =>
  matchMoments(
    blendScores({ model: betaMean(shape), rules, ruleWeight }),
    ((1 - ruleWeight) * betaStandardDeviation(shape)) ** 2,
  );
