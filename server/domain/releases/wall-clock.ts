import { type Weekday, weekdays } from '#schemas/schedule.ts';

/** What clock and calendar on a wall show. */
export type WallClock = {
  /** `2026-03-29` */
  date: string;
  weekday: Weekday;
  month: number;
  hour: number;
  /** Since the day began, as the clock shows it: 0–1439. */
  minutes: number;
};

// a formatter costs far more to make than to use
const formatters = new Map<string, Intl.DateTimeFormat>();

const createFormatter = (timeZone: string): Intl.DateTimeFormat | null => {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  } catch {
    return null;
  }
};

const formatterOf = (timeZone: string): Intl.DateTimeFormat | null => {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = createFormatter(timeZone);
  // a zone that does not exist is not remembered, so that callers cannot fill the memory
  if (made !== null) formatters.set(timeZone, made);
  return made;
};

/** The weekday of a local calendar date. */
const weekdayOf = (year: number, month: number, day: number): Weekday =>
  weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]!;

const readClock = (at: Date, formatter: Intl.DateTimeFormat): WallClock => {
  const shown = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, value]));
  const [year, month, day] = [shown.get('year')!, shown.get('month')!, shown.get('day')!];
  const hour = Number(shown.get('hour'));
  return {
    date: `${year}-${month}-${day}`,
    weekday: weekdayOf(Number(year), Number(month), Number(day)),
    month: Number(month),
    hour,
    minutes: hour * 60 + Number(shown.get('minute')),
  };
};

// decisions ask for the same second again and again, and no zone is a fraction of one away from another
const newest = new Map<string, { second: number; clock: WallClock }>();

/**
 * What a clock on a wall in an IANA zone shows at an instant; null for a zone that does not exist. Where clocks are
 * put forward an hour is never shown, and where they are put back one is shown twice.
 * @example wallClock(new Date('2026-03-29T01:00:00Z'), 'Europe/Berlin')?.hour // 3
 */
export const wallClock = (at: Date, timeZone: string): WallClock | null => {
  const second = Math.floor(at.getTime() / 1000);
  const known = newest.get(timeZone);
  if (known?.second === second) return known.clock;
  const formatter = formatterOf(timeZone);
  if (formatter === null) return null;
  const clock = readClock(at, formatter);
  newest.set(timeZone, { second, clock });
  return clock;
};
