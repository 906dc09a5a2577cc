import type { Experiment } from '#schemas/experiment.ts';
import type { Schedule } from '#schemas/schedule.ts';

/**
 * Whether a time lies in a schedule: from its beginning on, until just before its end. No schedule is always.
 * @example isScheduled({ until: '2026-01-01T00:00:00Z' }, new Date('2025-12-31')) // true
 */
export const isScheduled = (schedule: Schedule | undefined, at: Date): boolean => {
  const { from, until } = schedule ?? {};
  if (from !== undefined && at.getTime() < Date.parse(from)) return false;
  return until === undefined || at.getTime() < Date.parse(until);
};

/**
 * Whether an experiment assigns customers at this time.
 * @example isRunning({ ...experiment, status: 'stopped' }, at) // false
 */
export const isRunning = ({ status, schedule }: Experiment, at: Date): boolean =>
  status === 'running' && isScheduled(schedule, at);
