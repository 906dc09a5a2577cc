import { type Beta, betaCdf, betaMean, betaStandardDeviation, betaUpperTail } from './beta.ts';
import { betaFactorOf, lowerBetaOf } from './incomplete-beta.ts';
import { logitBreakpoints, logitPoints } from './logit-grid.ts';
import { normalQuantile } from './normal.ts';
import { quadraturePoints, runningIntegral, type WeightedPoint } from './quadrature.ts';
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

/** For each of the rows the product of all others, point by point. */
const productsOfOthers = (rows: readonly number[][]): number[][] => {
  const before = rows[0]!.map(() => 1);
  const after = rows[0]!.map(() => 1);
  const products = rows.map((row) =>
    row.map((value, point) => {
      const product = before[point]!;
      before[point] = product * value;
      return product;
    }),
  );
  for (let i = rows.length - 1; i >= 0; i--)
    for (const [point, value] of rows[i]!.entries()) {
      products[i]![point]! *= after[point]!;
      after[point]! *= value;
    }
  return products;
};

/**
 * For each posterior, the probability that it is the largest of all. Deterministic: by quadrature on the scale of
 * logits. Each density is evaluated once a point, and its distribution is the running sum of that.
 * @example chanceToBeBest([{ alpha: 1, beta: 1 }, { alpha: 1, beta: 1 }]) // [0.5, 0.5]
 */
export const chanceToBeBest = (posteriors: readonly Beta[]): number[] => {
  if (posteriors.length < 2) return posteriors.map(() => 1);
  const panels = logitBreakpoints(posteriors);
  const points = logitPoints(panels);
  const densities = posteriors.map(({ alpha, beta }) => {
    const density = betaFactorOf(alpha, beta);
    return points.map(({ x, y }) => density(x, y));
  });
  const below = productsOfOthers(densities.map((density) => runningIntegral(panels, density)));
  const chances = densities.map((density, i) =>
    points.reduce((sum, { weight }, point) => sum + weight * density[point]! * below[i]![point]!, 0),
  );
  // one of them is the best: this takes out what rounding and the ends of the panels left
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
/** Points that carry less than this of the mass are left out. */
const NEGLIGIBLE = 1e-15;

const RATIO_TOLERANCE = 1e-13;

const relativeSpread = (posterior: Beta): number => betaStandardDeviation(posterior) / betaMean(posterior);

type Distribution = Pick<Root, 'f' | 'derivative'>;

/** Integrates what a shape's probabilities x below a limit carry; beyond it the other side is certain. */
const integralBelow = (shape: Beta): ((limit: number, f: (x: number) => number) => number) => {
  const panels = logitBreakpoints([shape]);
  const density = betaFactorOf(shape.alpha, shape.beta);
  const carried = (breakpoints: readonly number[]) =>
    logitPoints(breakpoints).map(({ x, y, weight }) => ({ x, mass: weight * density(x, y) }));
  const all = carried(panels).filter(({ mass }) => mass > NEGLIGIBLE);
  const within = (limit: number) => {
    const end = Math.log(limit / (1 - limit));
    return limit >= 1 || end >= panels.at(-1)! ? all : carried([...panels.filter((t) => t < end), end]);
  };
  return (limit, f) => within(limit).reduce((sum, { x, mass }) => sum + mass * f(x), 0);
};

/** P(variation ÷ control ≤ ratio) and its density, integrating over the control. */
const ratioOverControl = (variation: Beta, control: Beta): Distribution => {
  const integral = integralBelow(control);
  const below = lowerBetaOf(variation.alpha, variation.beta);
  const density = betaFactorOf(variation.alpha, variation.beta);
  return {
    f: (ratio) =>
      integral(1 / ratio, (x) => below(ratio * x, 1 - ratio * x)) +
      betaUpperTail(control, Math.min(1, 1 / ratio)),
    // x · the density at ratio · x, of which the factor lacks 1 / (v (1 − v))
    derivative: (ratio) =>
      integral(1 / ratio, (x) => density(ratio * x, 1 - ratio * x) / (1 - ratio * x)) / ratio,
  };
};

/** The same, integrating over the variation. */
const ratioOverVariation = (variation: Beta, control: Beta): Distribution => {
  const integral = integralBelow(variation);
  const above = lowerBetaOf(control.beta, control.alpha);
  const density = betaFactorOf(control.alpha, control.beta);
  return {
    f: (ratio) => integral(ratio, (x) => above(1 - x / ratio, x / ratio)),
    derivative: (ratio) =>
      integral(ratio, (x) => density(x / ratio, 1 - x / ratio) / (1 - x / ratio)) / ratio,
  };
};

/** The ratio variation ÷ control that is undercut with probability p. */
const ratioQuantile = (variation: Beta, control: Beta): ((p: number) => number) => {
  // integrating over the sharper one leaves the smoother one to evaluate
  const sharper = relativeSpread(control) < relativeSpread(variation) ? ratioOverControl : ratioOverVariation;
  const { f, derivative } = sharper(variation, control);
  const middle = betaMean(variation) / betaMean(control);
  const spread = Math.hypot(relativeSpread(variation), relativeSpread(control));
  return (p) =>
    solveIncreasing({
      f: (ratio) => f(ratio) - p,
      derivative,
      low: 0,
      high: LARGEST_RATIO,
      // as if the ratio were log-normal
      start: middle * Math.exp(normalQuantile(p) * spread),
      tolerance: RATIO_TOLERANCE,
    });
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
