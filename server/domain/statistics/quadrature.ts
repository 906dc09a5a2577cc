const ORDER = 16;

/** The Legendre polynomials of degree 0 to the order at x. */
const legendrePolynomials = (x: number): number[] => {
  const values = [1, x];
  for (let k = 2; k <= ORDER; k++)
    values.push(((2 * k - 1) * x * values[k - 1]! - (k - 1) * values[k - 2]!) / k);
  return values;
};

/** The Legendre polynomial of the order at x, and its derivative. */
const legendre = (x: number): { value: number; slope: number } => {
  const polynomials = legendrePolynomials(x);
  const value = polynomials[ORDER]!;
  return { value, slope: (ORDER * (x * value - polynomials[ORDER - 1]!)) / (x * x - 1) };
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
const polynomialsAt = nodes.map(({ position }) => legendrePolynomials(position));

/** What the value at node j counts for in the integral from −1 to node i: ∫ Pₙ = (Pₙ₊₁ − Pₙ₋₁) / (2n + 1). */
const partialWeight = (i: number, j: number): number => {
  const [atI, atJ] = [polynomialsAt[i]!, polynomialsAt[j]!];
  let sum = 1 + nodes[i]!.position;
  for (let n = 1; n < ORDER; n++) sum += atJ[n]! * (atI[n + 1]! - atI[n - 1]!);
  return (nodes[j]!.weight / 2) * sum;
};

const partialWeights = nodes.map((_, i) => nodes.map((_, j) => partialWeight(i, j)));

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

const sumProduct = (values: readonly number[], from: number, weights: readonly number[]): number => {
  let sum = 0;
  for (let j = 0; j < ORDER; j++) sum += values[from + j]! * weights[j]!;
  return sum;
};

const nodeWeights = nodes.map(({ weight }) => weight);

/**
 * The integral from the first breakpoint to each point, of a function that is not negative, from its values at the
 * points: in each panel that of the polynomial of degree 15 through them.
 * @example runningIntegral([0, 1], quadraturePoints([0, 1]).map(() => 1)) // each point's own x
 */
export const runningIntegral = (breakpoints: readonly number[], values: readonly number[]): number[] => {
  let before = 0;
  return breakpoints.slice(1).flatMap((right, panel) => {
    const half = (right - breakpoints[panel]!) / 2;
    const from = panel * ORDER;
    const start = before;
    before += half * sumProduct(values, from, nodeWeights);
    // rounding may take a tail below zero
    return partialWeights.map((weights) => Math.max(0, start + half * sumProduct(values, from, weights)));
  });
};
