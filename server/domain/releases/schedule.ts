import type { Experiment } from '#schemas/experiment.ts';
import { type DateRange, type Schedule, type WeeklyHours, weekdays } from '#schemas/schedule.ts';
import { type WallClock, wallClock } from './wall-clock.ts';

const UTC = 'UTC';

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const isDay = ({ days }: WeeklyHours, { weekday }: WallClock, daysAgo: number): boolean =>
  days.includes(weekdays[(weekdays.indexOf(weekday) + weekdays.length - daysAgo) % weekdays.length]!);

/** Hours that run past midnight belong to the day on which they begin. */
const inHours = (hours: WeeklyHours, clock: WallClock): boolean => {
  const [from, until] = [minutesOf(hours.from), minutesOf(hours.until)];
  if (from < until) return isDay(hours, clock, 0) && clock.minutes >= from && clock.minutes < until;
  return (
    (isDay(hours, clock, 0) && clock.minutes >= from) || (isDay(hours, clock, 1) && clock.minutes < until)
  );
};

const onDates = ({ from, until }: DateRange, { date }: WallClock): boolean => from <= date && date <= until;

const recurs = ({ timeZone = UTC, weekly, dates }: Schedule, at: Date): boolean => {
  if (weekly === undefined && dates === undefined) return true;
  const clock = wallClock(at, timeZone);
  if (clock === null) return false;
  return (
    (weekly?.some((hours) => inHours(hours, clock)) ?? true) &&
    (dates?.some((range) => onDates(range, clock)) ?? true)
  );
};

/**
 * Whether a time lies in a schedule: from its beginning on, until just before its end, and inside its hours and on
 * its dates by the clock of its zone. Clock time is compared with clock time, so hours stay what they are when clocks
 * are changed: one that is skipped is not there, one that comes twice counts twice. No schedule is always.
 * @example isScheduled({ until: '2026-01-01T00:00:00Z' }, new Date('2025-12-31')) // true
 */
export const isScheduled = (schedule: Schedule | undefined, at: Date): boolean => {
  if (schedule === undefined) return true;
  const { from, until } = schedule;
  if (from !== undefined && at.getTime() < Date.parse(from)) return false;
  if (until !== undefined && at.getTime() >= Date.parse(until)) return false;
  return recurs(schedule, at);
};

/**
 * Whether an experiment assigns customers at this time.
 * @example isRunning({ ...experiment, status: 'stopped' }, at) // false
 */
export const isRunning = ({ status, schedule }: Experiment, at: Date): boolean =>
  status === 'running' && isScheduled(schedule, at);
