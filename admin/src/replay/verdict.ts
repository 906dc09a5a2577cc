import type { ReplayValue } from '#schemas/replay.ts';
import type { Estimate, Verdict } from '#server/domain/statistics/types.ts';

type Estimated = Extract<ReplayValue['report'], { state: 'estimated' }>;
export type Method = 'ips' | 'snips' | 'doublyRobust';

export const methods: readonly (readonly [Method, string])[] = [
  ['doublyRobust', 'doubly robust'],
  ['snips', 'self-normalized (SNIPS)'],
  ['ips', 'inverse propensity (IPS)'],
];

/**
 * Whether a change is for the better, when its whole interval says so.
 * @example verdictOn({ value: 2, interval: [1, 3] }, 'increase') // 'better'
 */
export const verdictOn = (
  { interval: [low, high] }: Estimate,
  direction: ReplayValue['direction'],
): Verdict => {
  if (low <= 0 && high >= 0) return 'unclear';
  return low > 0 === (direction === 'increase') ? 'better' : 'worse';
};

/**
 * A change as a fraction of what was recorded; null where nothing came of the recorded decisions.
 * @example relativeChange({ logged: { value: 0.1, … }, snips: { change: { value: 0.01, … } }, … }, 'snips')?.value // 0.1
 */
export const relativeChange = (report: Estimated, method: Method): Estimate | null => {
  const base = Math.abs(report.logged.value);
  if (base === 0) return null;
  const { value, interval } = report[method].change;
  return { value: value / base, interval: [interval[0] / base, interval[1] / base] };
};
