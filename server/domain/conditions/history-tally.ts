import { historyLimits, type Keeps, type Tally } from '#schemas/history.ts';
import { durationOf, instantOf } from './date-comparisons.ts';

/** A time up to now, counted in whole hours or whole UTC days. */
export type Window = { unit: keyof Keeps; ms: number };

/**
 * A counter as facts have it. A decision's record keeps the counts of its release's windows as of its time instead of
 * the days and hours; facts that somebody wrote may do the same.
 */
export type TallyFact = Partial<Tally> & { within?: Record<string, number> };

const unitMs: Readonly<Record<keyof Keeps, number>> = { hours: 3_600_000, days: 86_400_000 };
/** Of an ISO 8601 time in UTC: `2026-01-31T05`, `2026-01-31`. */
const nameLength: Readonly<Record<keyof Keeps, number>> = { hours: 13, days: 10 };

/**
 * The bucket that an instant falls into. Names sort as the times do.
 * @example bucketOf('hours', Date.UTC(2026, 0, 31, 5, 59)) // '2026-01-31T05'
 */
export const bucketOf = (unit: keyof Keeps, instant: number): string =>
  new Date(instant).toISOString().slice(0, nameLength[unit]);

/** The first bucket that still counts when so many are kept before the newest. */
export const oldestKept = (unit: keyof Keeps, newest: string, kept: number): string => {
  const start = Date.parse(unit === 'hours' ? `${newest}:00Z` : newest);
  return bucketOf(unit, start - kept * unitMs[unit]);
};

/**
 * The window of a duration, or null for none. What is written in hours, up to 48 of them, is counted by the hour,
 * everything else by the day.
 * @example windowOf('24h') // { unit: 'hours', ms: 86_400_000 }
 */
export const windowOf = (duration: string): Window | null => {
  const ms = durationOf(duration);
  if (Number.isNaN(ms)) return null;
  const isShort = duration.endsWith('h') && ms <= historyLimits.hours * unitMs.hours;
  return { unit: isShort ? 'hours' : 'days', ms };
};

/**
 * One name for all spellings of a window: hours up to 48 are those that are counted by the hour.
 * @example windowName({ unit: 'days', ms: 1_209_600_000 }) // '14d'
 */
export const windowName = ({ unit, ms }: Window): string =>
  unit === 'days' && ms % unitMs.days === 0 ? `${ms / unitMs.days}d` : `${ms / unitMs.hours}h`;

/** How many buckets before the newest it takes to answer a window at any later time. */
export const bucketsFor = ({ unit, ms }: Window): number => Math.ceil(ms / unitMs[unit]);

const isCounts = (value: unknown): value is Record<string, number> =>
  typeof value === 'object' && value !== null;

const sumBetween = (counts: Record<string, number>, first: string, last: string): number => {
  let sum = 0;
  for (const name in counts) if (name >= first && name <= last) sum += counts[name]!;
  return sum;
};

const countBuckets = (tally: TallyFact, window: Window, now: number): number | null => {
  const { unit } = window;
  const counts = tally[unit];
  const isKept = tally.keeps === undefined || tally.keeps[unit] >= bucketsFor(window);
  if (!isKept || !isCounts(counts) || Number.isNaN(now)) return null;
  // the edge that lies back is moved to where its hour or day begins
  return sumBetween(counts, bucketOf(unit, now - window.ms), bucketOf(unit, now));
};

/**
 * How often it happened in the window up to now, ever without a window; null where that was not counted. Every hour
 * or UTC day that the window touches counts whole, so it reaches back at most one hour or day further than it says.
 * @example countWithin({ total: 9, days: { '2026-01-30': 2 } }, windowOf('7d'), '2026-02-01T10:00:00Z') // 2
 */
export const countWithin = (tally: unknown, window: Window | null, now: unknown): number | null => {
  if (typeof tally !== 'object' || tally === null) return null;
  const fact = tally as TallyFact;
  if (window === null) return typeof fact.total === 'number' ? fact.total : null;
  const answer = isCounts(fact.within) ? fact.within[windowName(window)] : undefined;
  return typeof answer === 'number' ? answer : countBuckets(fact, window, instantOf(now));
};
