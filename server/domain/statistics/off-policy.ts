import { normalQuantile } from './normal.ts';
import type { Estimate } from './types.ts';

/** One logged action with what came of it, seen from another policy. */
export type LoggedReward = {
  /** Whose it is: what belongs to one customer is not independent. Those of one unit come one after the other. */
  unit: string;
  /** Probability with which the logged action was drawn, above 0. */
  propensity: number;
  /** Probability that the other policy gives the same action. */
  target: number;
  /** Probability that the other policy gives to actions that the log could not hold. */
  unsupported: number;
  reward: number;
  /** What a model that has not seen this reward expects: of the logged action, and of what the other policy does. */
  expected: { logged: number; target: number };
};

/** How much of the log speaks for the other policy. */
export type Overlap = {
  decisions: number;
  units: number;
  /** Units that an unweighted sample of the same precision would have: (Σw)² / Σw² over units. */
  effective: number;
  largestWeight: number;
  /** Mean probability that the other policy gives to what the log could not hold. */
  unsupported: number;
};

/** The other policy's mean reward, and how far it lies from that of the log. */
export type PolicyValue = { value: Estimate; change: Estimate };

export type OffPolicyReport =
  | { state: 'refused'; reason: string; overlap: Overlap }
  | {
      state: 'estimated';
      overlap: Overlap;
      logged: Estimate;
      ips: PolicyValue;
      snips: PolicyValue;
      doublyRobust: PolicyValue;
    };

/** Below these an estimate rests on a handful of customers, or is silent about part of the policy. */
export const overlapBounds = { effective: 100, effectiveShare: 0.01, unsupported: 0.01 } as const;

const CONFIDENCE = 0.95;

/** What is added up of each unit, as positions in a vector. */
const parts = ['decisions', 'weight', 'weighted', 'reward', 'robust'] as const;
type Part = (typeof parts)[number];
const at = (part: Part): number => parts.indexOf(part);

/** Sums over units, and sums of products of two parts. */
type Moments = { units: number; sums: number[]; products: number[][] };

const zeros = (): number[] => parts.map(() => 0);

const addUnit = (moments: Moments, unit: readonly number[]): void => {
  moments.units += 1;
  for (const [i, a] of unit.entries()) {
    moments.sums[i]! += a;
    for (const [j, b] of unit.entries()) moments.products[i]![j]! += a * b;
  }
};

/** A ratio of two sums with its first-order dependence on the units: the delta method. */
type Ratio = { value: number; gradient: number[] };

const ratio = ({ sums }: Moments, of: Part, over: Part): Ratio => {
  const value = sums[at(of)]! / sums[at(over)]!;
  const gradient = zeros();
  gradient[at(of)]! += 1 / sums[at(over)]!;
  gradient[at(over)]! -= value / sums[at(over)]!;
  return { value, gradient };
};

const difference = (a: Ratio, b: Ratio): Ratio => ({
  value: a.value - b.value,
  gradient: a.gradient.map((slope, i) => slope - b.gradient[i]!),
});

/** Σ over units of (gradient · unit)², whose mean is 0, with the correction for few units. */
const varianceOf = ({ units, products }: Moments, { gradient }: Ratio): number => {
  const sum = gradient.reduce(
    (total, a, i) => total + gradient.reduce((row, b, j) => row + a * b * products[i]![j]!, 0),
    0,
  );
  return (Math.max(0, sum) * units) / (units - 1);
};

const estimate = (moments: Moments, found: Ratio): Estimate => {
  const reach = normalQuantile(1 - (1 - CONFIDENCE) / 2) * Math.sqrt(varianceOf(moments, found));
  return { value: found.value, interval: [found.value - reach, found.value + reach] };
};

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

const refusal = ({ units, effective, unsupported }: Overlap): string | null => {
  if (units === 0) return 'no showing was reported';
  const wanted = Math.max(overlapBounds.effective, overlapBounds.effectiveShare * units);
  if (effective < wanted)
    return `overlap too small: ${units === 1 ? 'the one customer counts' : `the ${units} customers count`} as ${effective.toFixed(1)}, and ${Math.ceil(wanted)} are needed`;
  if (unsupported > overlapBounds.unsupported)
    return `overlap too small: ${percent(unsupported)} of what would be shown was never drawn, and ${percent(overlapBounds.unsupported)} is allowed`;
  return null;
};

const weigh = ({ propensity, target, reward, expected }: LoggedReward): number[] => {
  if (!(propensity > 0 && propensity <= 1))
    throw new RangeError(`a logged action has a propensity in (0, 1], not ${propensity}`);
  const weight = target / propensity;
  return [1, weight, weight * reward, reward, expected.target + weight * (reward - expected.logged)];
};

/**
 * What another policy would have brought, from a log of actions drawn with known probabilities. Three estimates of
 * its mean reward: IPS weighs each reward by target / propensity (Horvitz and Thompson 1952); SNIPS divides by the
 * sum of the weights (Swaminathan and Joachims 2015, the self-normalized estimator), at a small bias for a smaller
 * variance; the doubly robust one adds the weighted error of a model to what the model expects (Dudík, Langford and
 * Li 2011). Intervals are 95%, by the delta method over units, so that a customer with many decisions counts once.
 * It refuses where the overlap is below `overlapBounds`.
 * @throws RangeError for a propensity outside (0, 1]
 * @example const log = offPolicy(); log.add(reward); log.report().state // 'refused', of one reward
 */
export const offPolicy = () => {
  const moments: Moments = { units: 0, sums: zeros(), products: parts.map(zeros) };
  let open: { unit: string; sums: number[] } | null = null;
  let [largestWeight, unsupported] = [0, 0];

  const close = (): void => {
    if (open) addUnit(moments, open.sums);
    open = null;
  };

  const overlapOf = (): Overlap => {
    const weight = at('weight');
    const [decisions, squares] = [moments.sums[at('decisions')]!, moments.products[weight]![weight]!];
    return {
      decisions,
      units: moments.units,
      effective: squares === 0 ? 0 : moments.sums[weight]! ** 2 / squares,
      largestWeight,
      unsupported: decisions === 0 ? 0 : unsupported / decisions,
    };
  };

  return {
    add: (logged: LoggedReward): void => {
      const values = weigh(logged);
      if (open?.unit !== logged.unit) {
        close();
        open = { unit: logged.unit, sums: zeros() };
      }
      for (const [i, value] of values.entries()) open.sums[i]! += value;
      largestWeight = Math.max(largestWeight, values[at('weight')]!);
      unsupported += logged.unsupported;
    },

    /** Call it once everything is added. */
    report: (): OffPolicyReport => {
      close();
      const overlap = overlapOf();
      const reason = refusal(overlap);
      if (reason !== null) return { state: 'refused', reason, overlap };
      const logged = ratio(moments, 'reward', 'decisions');
      const valued = (of: Part, over: Part): PolicyValue => {
        const value = ratio(moments, of, over);
        return {
          value: estimate(moments, value),
          change: estimate(moments, difference(value, logged)),
        };
      };
      return {
        state: 'estimated',
        overlap,
        logged: estimate(moments, logged),
        ips: valued('weighted', 'decisions'),
        snips: valued('weighted', 'weight'),
        doublyRobust: valued('robust', 'decisions'),
      };
    },
  };
};
