import { bucket } from './hash.ts';

/** Part of [0, 1): from `start`, up to but without `end`. */
export type Range = { start: number; end: number };
export type Allocation = { weights: readonly number[]; coverage: number };
export type AssignmentInput = Allocation & { seed: string; value: string };
/** An experiment's parts of an exclusion group, which hashes with the group's own seed. */
export type GroupParts = { seed: string; ranges: readonly Range[] };

const WEIGHT_TOLERANCE = 1e-6;

const within = ({ start, end }: Range, position: number): boolean => position >= start && position < end;

const requireAllocation = ({ weights, coverage }: Allocation): void => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (Math.abs(total - 1) > WEIGHT_TOLERANCE) throw new RangeError(`weights must sum to 1, not ${total}`);
  if (!(coverage >= 0 && coverage <= 1))
    throw new RangeError(`coverage must be within 0 and 1, not ${coverage}`);
};

/**
 * The range of buckets that each variation owns. Each starts where it would at full coverage,
 * so raising the coverage adds customers and moves nobody.
 * @throws RangeError when the weights do not sum to 1 or the coverage is outside 0–1
 * @example variationRanges({ weights: [0.5, 0.5], coverage: 0.2 }) // [{0, 0.1}, {0.5, 0.6}]
 */
export const variationRanges = ({ weights, coverage }: Allocation): Range[] => {
  requireAllocation({ weights, coverage });
  let start = 0;
  return weights.map((weight) => {
    const range = { start, end: start + coverage * weight };
    start += weight;
    return range;
  });
};

/**
 * Whether a value falls into one of an experiment's parts of an exclusion group.
 * @example inGroup({ seed: 'checkout', ranges: [{ start: 0, end: 0.3 }], value: 'customer-42' })
 */
export const inGroup = ({ seed, ranges, value }: GroupParts & { value: string }): boolean => {
  const position = bucket({ seed, value });
  return ranges.some((range) => within(range, position));
};

/**
 * The index of the variation that a value is assigned to, or null when its bucket lies outside the coverage.
 * @throws RangeError when the weights do not sum to 1 or the coverage is outside 0–1
 * @example assign({ seed: 'new-hero', value: 'customer-42', weights: [0.5, 0.5], coverage: 1 }) // 1
 */
export const assign = ({ seed, value, weights, coverage }: AssignmentInput): number | null => {
  const position = bucket({ seed, value });
  const index = variationRanges({ weights, coverage }).findIndex((owned) => within(owned, position));
  return index === -1 ? null : index;
};
