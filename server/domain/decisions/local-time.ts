const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const seasons = ['winter', 'spring', 'summer', 'autumn'] as const;

type LocalTime = {
  hour: number;
  weekday: (typeof weekdays)[number];
  weekend: boolean;
  month: number;
  season: (typeof seasons)[number];
};

const UTC = 'UTC';
// a formatter costs far more to make than to use
const formatters = new Map<string, Intl.DateTimeFormat>();

const createFormatter = (timeZone: string): Intl.DateTimeFormat | null => {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
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

const partsOf = (at: Date, formatter: Intl.DateTimeFormat): Record<string, number> =>
  Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]));

/**
 * The local hour (0–23), weekday, month (1–12) and meteorological season of the northern hemisphere in the first
 * of the IANA zones that exists; UTC when none does.
 * @example localTime(new Date('2026-01-01T23:30:00Z'), ['Europe/Paris']).weekday // 'friday'
 */
export const localTime = (at: Date, zones: readonly string[]): LocalTime => {
  const formatter = zones.map(formatterOf).find((candidate) => candidate !== null) ?? formatterOf(UTC)!;
  const parts = partsOf(at, formatter);
  const month = parts['month']!;
  const weekday = new Date(Date.UTC(parts['year']!, month - 1, parts['day']!)).getUTCDay();
  return {
    hour: parts['hour']!,
    weekday: weekdays[weekday]!,
    weekend: weekday === 0 || weekday === 6,
    month,
    season: seasons[Math.floor((month % 12) / 3)]!,
  };
};
