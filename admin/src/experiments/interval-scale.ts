/** A linear scale that all interval bars of a table share. */
export type IntervalScale = {
  domain: readonly [number, number];
  ticks: readonly number[];
  /** The position of a value, clamped to the axis. */
  x: (value: number) => number;
};

type Interval = readonly [number, number];

/** 1, 2 or 5 times a power of ten: steps that people read at a glance. */
const niceStep = (span: number, steps: number): number => {
  const rough = span / steps;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * magnitude >= rough) ?? 10;
  return factor * magnitude;
};

/** The longest axis: wider intervals run off its end instead of squeezing the others to nothing. */
const widest = 2;

/** Below it there is nothing to see, and a step of it would be lost in rounding. */
const narrowest = 1e-6;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/**
 * An axis around zero that all intervals fit on, with round ticks, at most ±200% long.
 * @example intervalScale([[-0.02, 0.06]], 100).domain // [-0.02, 0.06]
 */
export const intervalScale = (intervals: readonly Interval[], width: number): IntervalScale => {
  const ends = intervals.flat().map((end) => clamp(end, -widest, widest));
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  const step = niceStep(high - low > narrowest ? high - low : 0.1, 4);
  // whole numbers of steps, because adding fractions up drifts
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step) || 1];
  const domain = [first * step, last * step] as const;
  const count = last - first + 1;
  return {
    domain,
    ticks: Array.from({ length: count }, (_, index) => (first + index) * step),
    x: (value) => clamp((value - domain[0]) / (domain[1] - domain[0]), 0, 1) * width,
  };
};
