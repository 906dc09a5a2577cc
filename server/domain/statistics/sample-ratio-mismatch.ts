import { chiSquaredUpperTail } from './chi-squared.ts';

export type SampleRatioInput = {
  /** Units seen in each variation. */
  observed: readonly number[];
  /** The share each should have; only the proportions matter, and a share of zero leaves a variation out. */
  expected: readonly number[];
  threshold?: number;
};
export type SampleRatio =
  | { state: 'ok' | 'mismatch'; statistic: number; degreesOfFreedom: number; pValue: number }
  | { state: 'too-few'; reason: string };

/** Below it the χ² distribution does not describe a cell. */
const FEWEST_EXPECTED = 5;
const THRESHOLD = 0.001;

/**
 * Whether the units split as the weights ask, by a χ² test. A mismatch means that the groups cannot be compared.
 * @example sampleRatioMismatch({ observed: [5000, 5400], expected: [0.5, 0.5] }) // mismatch, p 8.8e-5
 */
export const sampleRatioMismatch = ({
  observed,
  expected,
  threshold = THRESHOLD,
}: SampleRatioInput): SampleRatio => {
  const arms = expected.flatMap((share, i) => (share > 0 ? [{ share, seen: observed[i] ?? 0 }] : []));
  if (arms.length < 2) return { state: 'too-few', reason: 'fewer than two variations get traffic' };
  const shares = arms.reduce((sum, { share }) => sum + share, 0);
  const total = arms.reduce((sum, { seen }) => sum + seen, 0);
  const cells = arms.map(({ share, seen }) => ({ seen, due: (total * share) / shares }));
  if (cells.some(({ due }) => due < FEWEST_EXPECTED))
    return { state: 'too-few', reason: 'too few units to check the split' };
  const statistic = cells.reduce((sum, { seen, due }) => sum + (seen - due) ** 2 / due, 0);
  const degreesOfFreedom = cells.length - 1;
  const pValue = chiSquaredUpperTail(statistic, degreesOfFreedom);
  return { state: pValue < threshold ? 'mismatch' : 'ok', statistic, degreesOfFreedom, pValue };
};
