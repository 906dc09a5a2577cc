const ORDER = 16;

/** The Legendre polynomial of the order at x, and its derivative. */
const legendre = (x: number): { value: number; slope: number } => {
  let [previous, value] = [1, x];
  for (let k = 2; k <= ORDER; k++)
    [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
  return { value, slope: (ORDER * (x * value - previous)) / (x * x - 1) };
};

const node = (i: number): { position: number; weight: number } => {
  let position = Math.cos((Math.PI * (i + 0.75)) / (ORDER + 0.5));
  for (let step = 0; step < 10; step++) {
    const { value, slope } = legendre(position);
    position -= value / slope;
  }
  const { slope } = legendre(position);
  return { position, weight: 2 / ((1 - position * position) * slope * slope) };
};

const nodes = Array.from({ length: ORDER }, (_, i) => node(i));

/** A point at which to evaluate an integrand, and what its value counts for. */
export type WeightedPoint = { x: number; weight: number };

/**
 * The points of a Gauss–Legendre rule of order 16 in every panel between sorted breakpoints: an integral is
 * the sum of weight · f(x). Exact for polynomials of degree 31 in each panel. Source: Abramowitz and Stegun 25.4.29.
 * @example quadraturePoints([0, 1]).reduce((sum, { x, weight }) => sum + weight * x * x, 0) // 1/3
 */
export const quadraturePoints = (breakpoints: readonly number[]): WeightedPoint[] =>
  breakpoints.slice(1).flatMap((right, i) => {
    const left = breakpoints[i]!;
    const half = (right - left) / 2;
    return nodes.map(({ position, weight }) => ({ x: left + half * (1 + position), weight: half * weight }));
  });
