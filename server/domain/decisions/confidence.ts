import type { ExpectedLift } from '#schemas/decision.ts';
import type { Beta } from '#server/domain/statistics/beta.ts';
import {
  chanceToBeBest,
  type PosteriorLift,
  posteriorLift,
} from '#server/domain/statistics/beta-binomial.ts';
import type { Goal } from './goals.ts';
import { memory } from './memory.ts';
import type { Posterior } from './posterior.ts';

const shapeKey = ({ alpha, beta }: Beta): string => `${alpha},${beta}`;

const rememberChances = memory<number[]>();
const rememberLift = memory<PosteriorLift>();

/**
 * For each shape the probability that it is the largest.
 * @example bestChances([{ alpha: 1, beta: 1 }, { alpha: 1, beta: 1 }]) // [0.5, 0.5]
 */
export const bestChances = (shapes: readonly Beta[]): number[] =>
  rememberChances(shapes.map(shapeKey).join(' '), () => chanceToBeBest(shapes));

/**
 * The confidence in each candidate: the posterior probability that it is the best of them. Null where nothing was
 * measured.
 * @example confidences(posteriors) // [0.93, 0.07, null]
 */
export const confidences = (posteriors: readonly Posterior[]): (number | null)[] => {
  if (posteriors.every(({ exposures }) => exposures === 0)) return posteriors.map(() => null);
  const shapes = posteriors.map(({ shape }) => shape);
  const chances = bestChances(shapes);
  return posteriors.map(({ exposures }, i) => (exposures === 0 ? null : chances[i]!));
};

const basisOf = (goals: readonly Goal[]): string =>
  goals.map(({ name, metric, share }) => `${Math.round(share * 100)}% ${name} by ${metric.key}`).join(', ');

/**
 * What choosing a variant instead of the default is expected to bring, as a fraction, with its 95% interval. Null
 * when one of them was never shown at random, or the default had no success to compare with.
 * @example liftOf({ chosen, standard, goals, isDefault: false })?.value // 0.12
 */
export const liftOf = ({
  chosen,
  standard,
  goals,
  isDefault,
}: {
  chosen: Posterior;
  standard: Posterior;
  goals: readonly Goal[];
  isDefault: boolean;
}): ExpectedLift => {
  if (chosen.exposures === 0 || standard.exposures === 0) return null;
  const basis = basisOf(goals);
  if (isDefault) return { value: 0, interval: [0, 0], basis, exposures: standard.exposures };
  const key = `${shapeKey(chosen.shape)} ${shapeKey(standard.shape)}`;
  const lift = rememberLift(key, () => posteriorLift({ variation: chosen.shape, control: standard.shape }));
  if (lift.state !== 'known') return null;
  return {
    value: lift.mean,
    interval: lift.interval,
    basis,
    exposures: chosen.exposures + standard.exposures,
  };
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

type Honest = { confidence: number | null; lift: ExpectedLift };

/** Independent elements: the distances from the mean add up in squares. */
const meanBound = (lifts: readonly NonNullable<ExpectedLift>[], side: 0 | 1): number => {
  const distances = lifts.map(({ value, interval }) => interval[side] - value);
  const distance = Math.sqrt(distances.reduce((sum, d) => sum + d * d, 0)) / lifts.length;
  return mean(lifts.map(({ value }) => value)) + (side === 0 ? -distance : distance);
};

/**
 * Confidence and lift of a whole experience: the mean over the elements where they are known, null where none is.
 * @example overall([{ confidence: 0.9, lift: null }, { confidence: null, lift: null }]).confidence // 0.9
 */
export const overall = (elements: readonly Honest[]): Honest => {
  const known = elements.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
  const lifts = elements.flatMap(({ lift }) => (lift === null ? [] : [lift]));
  const confidence = known.length === 0 ? null : mean(known);
  if (lifts.length === 0) return { confidence, lift: null };
  return {
    confidence,
    lift: {
      value: mean(lifts.map(({ value }) => value)),
      interval: [meanBound(lifts, 0), meanBound(lifts, 1)],
      basis: `mean over ${lifts.length} of ${elements.length} elements`,
      exposures: lifts.reduce((sum, { exposures }) => sum + exposures, 0),
    },
  };
};
