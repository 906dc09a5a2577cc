import { type KnownSummary, standardErrorOf } from './summary.ts';

export type Pair = { control: KnownSummary; variation: KnownSummary };
export type Effect = { value: number; standardError: number };
export type RelativeEffect =
  | ({ state: 'known' } & Effect)
  | { state: 'zero-baseline' | 'uncertain-baseline'; reason: string };

/** How many standard errors the control mean must be from zero for a ratio to it to be told. */
const CLEAR_BASELINE = 5;

/**
 * Variation − control, in the metric's own unit.
 * @example absoluteEffect({ control, variation }) // { value: 0.1, standardError: 0.056 }
 */
export const absoluteEffect = ({ control, variation }: Pair): Effect => ({
  value: variation.mean - control.mean,
  standardError: Math.hypot(standardErrorOf(control), standardErrorOf(variation)),
});

/**
 * (variation − control) ÷ |control|, as a fraction, with its standard error by the delta method. Told only when
 * the control mean is at least five standard errors from zero: nearer, the ratio's interval is not to be trusted.
 * @example relativeEffect({ control, variation }) // { state: 'known', value: 0.67, standardError: 0.49 }
 */
export const relativeEffect = ({ control, variation }: Pair): RelativeEffect => {
  const baseline = Math.abs(control.mean);
  if (baseline === 0) return { state: 'zero-baseline', reason: 'the control mean is zero' };
  const controlError = standardErrorOf(control);
  if (baseline < CLEAR_BASELINE * controlError)
    return {
      state: 'uncertain-baseline',
      reason: 'the control mean is too close to zero, for its uncertainty',
    };
  const ratio = variation.mean / control.mean;
  const value = (variation.mean - control.mean) / baseline;
  const standardError = Math.hypot(standardErrorOf(variation), ratio * controlError) / baseline;
  if (!Number.isFinite(value) || !Number.isFinite(standardError))
    return { state: 'zero-baseline', reason: 'the control mean is practically zero' };
  return { state: 'known', value, standardError };
};
