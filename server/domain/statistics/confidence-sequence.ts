import type { Effect } from './effect.ts';
import type { Interval } from './welch.ts';

type SequenceInput = {
  effect: Effect;
  /** In both variations. */
  units: number;
  /** Inside 0–1, such as 0.95. */
  level: number;
  /** At how many units the interval is narrowest for its level. */
  tuning?: number;
};

/**
 * The interval of an effect that may be looked at as often as one likes: over all looks together it misses the truth
 * with a probability of at most 1 − level, for means of many units. Wider than an interval for one look.
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2023), Time-uniform central limit theory and asymptotic
 * confidence sequences.
 * @throws RangeError when the level is not inside 0–1
 * @example confidenceSequence({ effect: { value: 0.1, standardError: 0.02 }, units: 5000, level: 0.95 })
 */
export const confidenceSequence = ({ effect, units, level, tuning = 5000 }: SequenceInput): Interval => {
  if (!(level > 0 && level < 1)) throw new RangeError(`the level must be inside 0 and 1, not ${level}`);
  const alpha = 1 - level;
  const spread = -2 * Math.log(alpha);
  const rhoSquared = (spread + Math.log(spread + 1)) / tuning;
  const growth = units * rhoSquared + 1;
  const halfWidth =
    effect.standardError *
    Math.sqrt(((2 * growth) / (units * rhoSquared)) * Math.log(Math.sqrt(growth) / alpha));
  return [effect.value - halfWidth, effect.value + halfWidth];
};
