export type Root = {
  /** Increasing; the root is where it crosses zero. */
  f: (x: number) => number;
  derivative: (x: number) => number;
  low: number;
  high: number;
  start: number;
  /** The relative change of x at which it stops; to the last digits when absent. */
  tolerance?: number;
};

const MAXIMUM_STEPS = 200;
const TOLERANCE = 4 * 2 ** -53;

/** By magnitude where the bracket spans several: halving 1e150 would take too long to come back. */
const middle = (left: number, right: number): number =>
  left > 0 && right > 4 * left ? Math.sqrt(left) * Math.sqrt(right) : (left + right) / 2;

/**
 * The root of an increasing function by Newton's method, kept inside a bracket by bisection.
 * @example solveIncreasing({ f: (x) => x * x - 2, derivative: (x) => 2 * x, low: 0, high: 2, start: 1 }) // √2
 */
export const solveIncreasing = ({ f, derivative, low, high, start, tolerance = TOLERANCE }: Root): number => {
  let [left, right] = [low, high];
  let x = start > low && start < high ? start : (low + high) / 2;
  for (let i = 0; i < MAXIMUM_STEPS; i++) {
    const value = f(x);
    if (value === 0) return x;
    if (value < 0) left = x;
    else right = x;
    const newton = x - value / derivative(x);
    // a step too small to see may lie on the bracket's edge: that is the root, not a reason to bisect
    if (Math.abs(newton - x) <= tolerance * Math.abs(x)) return x;
    const next = newton > left && newton < right ? newton : middle(left, right);
    if (Math.abs(next - x) <= tolerance * Math.abs(next)) return next;
    x = next;
  }
  return x;
};
