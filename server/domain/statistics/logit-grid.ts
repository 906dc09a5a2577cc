import type { Beta } from './beta.ts';
import { quadraturePoints } from './quadrature.ts';

/** Where a Beta distribution lies on the scale of logits t = ln(x / (1 − x)). */
type Extent = { center: number; spread: number; low: number; high: number };

/** So many spreads, and so many e-folds of a slow tail, hold all but 1e-15 of the mass. */
const SPREADS = 10;
const FOLDS = 35;
/** A panel's width: in spreads near a center, as a share of the distance far from it. */
const NEAR = 2;
const FAR = 0.45;

const extentOf = ({ alpha, beta }: Beta): Extent => {
  const center = Math.log(alpha / beta);
  const spread = Math.sqrt(1 / alpha + 1 / beta);
  // for x → 0 the density falls like e^(alpha · t), for x → 1 like e^(−beta · t)
  const low = center - SPREADS * spread - FOLDS / alpha;
  const high = center + SPREADS * spread + FOLDS / beta;
  return { center, spread, low, high };
};

/** How wide a panel from t on may be to follow one distribution. */
const widthFrom = (t: number, { center, spread, low, high }: Extent): number => {
  if (t >= high) return Number.POSITIVE_INFINITY;
  if (t < low) return low - t;
  return Math.max(NEAR * spread, FAR * Math.abs(t - center));
};

/**
 * Where panels meet that follow the densities of all shapes on the scale of logits, on which every Beta density is
 * smooth and falls off at least exponentially, whatever its shapes.
 * @example logitBreakpoints([{ alpha: 4, beta: 8 }]) // [−14.8…, …, 10.6…]
 */
export const logitBreakpoints = (shapes: readonly Beta[]): number[] => {
  const extents = shapes.map(extentOf);
  const end = Math.max(...extents.map(({ high }) => high));
  const breakpoints = [Math.min(...extents.map(({ low }) => low))];
  for (let t = breakpoints[0]!; t < end; ) {
    const from = t;
    t = Math.min(end, from + Math.min(...extents.map((extent) => widthFrom(from, extent))));
    breakpoints.push(t);
  }
  return breakpoints;
};

/** A probability, its complement and what the values of a density on the scale of logits count for there. */
type LogitPoint = { x: number; y: number; weight: number };

/**
 * The points of the panels between breakpoints, as probabilities.
 * @example logitPoints([-1, 1]).length // 16
 */
export const logitPoints = (breakpoints: readonly number[]): LogitPoint[] =>
  quadraturePoints(breakpoints).map(({ x: t, weight }) => ({
    x: 1 / (1 + Math.exp(-t)),
    y: 1 / (1 + Math.exp(t)),
    weight,
  }));
