import { type Beta, betaCdf, betaDensity, betaMean, betaStandardDeviation, betaUpperTail } from './beta.ts';
import { quadraturePoints, type WeightedPoint } from './quadrature.ts';
import { type Root, solveIncreasing } from './roots.ts';

/** Where the panels of an integral meet, in standard deviations from each mean: dense where the mass is. */
const OFFSETS = [0, 0.75, 1.5, 2.5, 4, 6, 9, 14, 22, 40, 70];

const uniformPrior: Beta = { alpha: 1, beta: 1 };

/**
 * What is known of a probability after some successes in some trials; by default every probability was as
 * likely before.
 * @example betaPosterior({ successes: 3, trials: 10 }) // { alpha: 4, beta: 8 }
 */
export const betaPosterior = ({
  successes,
  trials,
  prior = uniformPrior,
}: {
  successes: number;
  trials: number;
  prior?: Beta;
}): Beta => ({ alpha: prior.alpha + successes, beta: prior.beta + trials - successes });

const breakpoints = (posteriors: readonly Beta[]): number[] => {
  const closest = Math.min(...posteriors.map(betaStandardDeviation)) / 4;
  const candidates = posteriors.flatMap((posterior) => {
    const mean = betaMean(posterior);
    const deviation = betaStandardDeviation(posterior);
    return OFFSETS.flatMap((offset) => [mean - offset * deviation, mean + offset * deviation]);
  });
  const inside = candidates.filter((x) => x > closest && x < 1 - closest).sort((a, b) => a - b);
  const spaced: number[] = [0];
  for (const x of inside) if (x - spaced.at(-1)! >= closest) spaced.push(x);
  return [...spaced, 1];
};

const integrate = (points: readonly WeightedPoint[], f: (x: number, index: number) => number): number =>
  points.reduce((sum, { x, weight }, index) => sum + weight * f(x, index), 0);

/** The product of all numbers but the i-th. */
const productWithout = (numbers: readonly number[], i: number): number =>
  numbers.reduce((product, number, j) => (j === i ? product : product * number), 1);

/**
 * For each posterior, the probability that it is the largest of all. Deterministic: by quadrature.
 * @example chanceToBeBest([{ alpha: 1, beta: 1 }, { alpha: 1, beta: 1 }]) // [0.5, 0.5]
 */
export const chanceToBeBest = (posteriors: readonly Beta[]): number[] => {
  if (posteriors.length < 2) return posteriors.map(() => 1);
  const points = quadraturePoints(breakpoints(posteriors));
  const below = points.map(({ x }) => posteriors.map((posterior) => betaCdf(posterior, x)));
  const chances = posteriors.map((posterior, i) =>
    integrate(points, (x, index) => betaDensity(posterior, x) * productWithout(below[index]!, i)),
  );
  // one of them is the best: shapes below 1 have infinite densities, which the quadrature undercounts alike
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  return chances.map((chance) => chance / total);
};

/**
 * For each posterior, how much is expected to be lost by choosing it when another is larger, in the unit of the
 * probability itself. Deterministic: by quadrature.
 * @example expectedLoss([{ alpha: 1, beta: 1 }, { alpha: 1, beta: 1 }]) // [1/6, 1/6]
 */
export const expectedLoss = (posteriors: readonly Beta[]): number[] => {
  const points = quadraturePoints(breakpoints(posteriors));
  const above = points.map(({ x }) => posteriors.map((posterior) => betaUpperTail(posterior, x)));
  // E max(M − θ, 0) = ∫ P(θ ≤ x) · P(M > x) dx, M being the largest of the others
  const anotherAbove = (index: number, i: number): number =>
    -Math.expm1(above[index]!.reduce((sum, tail, j) => (j === i ? sum : sum + Math.log1p(-tail)), 0));
  return posteriors.map((posterior, i) =>
    integrate(points, (x, index) => betaCdf(posterior, x) * anotherAbove(index, i)),
  );
};

export type PosteriorLift =
  | { state: 'known'; mean: number; interval: [number, number] }
  | { state: 'no-baseline'; reason: string };

const LARGEST_RATIO = 1e12;

const relativeSpread = (posterior: Beta): number => betaStandardDeviation(posterior) / betaMean(posterior);

type Distribution = Pick<Root, 'f' | 'derivative'>;

/** P(variation ÷ control ≤ ratio) and its density, integrating over the control. */
const ratioOverControl = (variation: Beta, control: Beta): Distribution => {
  const points = quadraturePoints(breakpoints([control]));
  const densities = points.map(({ x }) => betaDensity(control, x));
  return {
    f: (ratio) => integrate(points, (x, i) => densities[i]! * betaCdf(variation, Math.min(1, ratio * x))),
    derivative: (ratio) => integrate(points, (x, i) => densities[i]! * x * betaDensity(variation, ratio * x)),
  };
};

/** The same, integrating over the variation. */
const ratioOverVariation = (variation: Beta, control: Beta): Distribution => {
  const points = quadraturePoints(breakpoints([variation]));
  const densities = points.map(({ x }) => betaDensity(variation, x));
  const scaled = (x: number, ratio: number): number => (x / ratio) * betaDensity(control, x / ratio);
  return {
    f: (ratio) => integrate(points, (x, i) => densities[i]! * betaUpperTail(control, Math.min(1, x / ratio))),
    derivative: (ratio) => integrate(points, (x, i) => (densities[i]! * scaled(x, ratio)) / ratio),
  };
};

/** The ratio variation ÷ control that is undercut with probability p. */
const ratioQuantile = (variation: Beta, control: Beta): ((p: number) => number) => {
  // integrating over the sharper one leaves the smoother one to evaluate
  const sharper = relativeSpread(control) < relativeSpread(variation) ? ratioOverControl : ratioOverVariation;
  const { f, derivative } = sharper(variation, control);
  const start = betaMean(variation) / betaMean(control);
  return (p) =>
    solveIncreasing({ f: (ratio) => f(ratio) - p, derivative, low: 0, high: LARGEST_RATIO, start });
};

/**
 * The relative lift of a variation over the control, variation ÷ control − 1, as a fraction: posterior mean and
 * central interval. Without a baseline (a control that may well be zero) there is none.
 * @example posteriorLift({ variation: { alpha: 26, beta: 76 }, control: { alpha: 16, beta: 86 } })
 */
export const posteriorLift = ({
  variation,
  control,
  level = 0.95,
}: {
  variation: Beta;
  control: Beta;
  level?: number;
}): PosteriorLift => {
  // E[1 / control] is infinite
  if (control.alpha <= 1) return { state: 'no-baseline', reason: 'the control has no success yet' };
  const inverseControl = (control.alpha + control.beta - 1) / (control.alpha - 1);
  const quantile = ratioQuantile(variation, control);
  const tail = (1 - level) / 2;
  return {
    state: 'known',
    mean: betaMean(variation) * inverseControl - 1,
    interval: [quantile(tail) - 1, quantile(1 - tail) - 1],
  };
};
