import type { Comparison } from './comparisons.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;
const ZONE = /(Z|[+-]\d{2}:\d{2})$/;

/**
 * The instant of an ISO 8601 date or time in milliseconds, or NaN for anything else. A date is its midnight in UTC,
 * and a time without a zone is in UTC: the answer must not depend on where the server stands.
 * @example instantOf('2026-01-01T01:00:00+01:00') // Date.UTC(2026, 0, 1)
 */
export const instantOf = (value: unknown): number => {
  if (typeof value !== 'string') return Number.NaN;
  if (DATE.test(value)) return Date.parse(value);
  if (!TIME.test(value)) return Number.NaN;
  return Date.parse(ZONE.test(value) ? value : `${value}Z`);
};

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DURATION = /^(\d{1,6})([mhdw])$/;

/**
 * A duration in milliseconds, from a whole number of minutes, hours, days or weeks; NaN for anything else.
 * @example durationOf('36h') // 129_600_000
 */
export const durationOf = (value: unknown): number => {
  const match = typeof value === 'string' ? DURATION.exec(value) : null;
  return match === null ? Number.NaN : Number(match[1]) * unitMs[match[2]!]!;
};

/** Dates as instants. A comparison with NaN is false, so what is no date is neither before nor after. */
export const dateComparisons = {
  before: (actual, expected) => instantOf(actual) < instantOf(expected),
  after: (actual, expected) => instantOf(actual) > instantOf(expected),
  withinLast: (actual, expected, now) => {
    const ago = instantOf(now) - instantOf(actual);
    return ago >= 0 && ago <= durationOf(expected);
  },
} satisfies Record<string, Comparison>;
