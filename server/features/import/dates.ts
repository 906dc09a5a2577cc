const tokens: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{1,2})',
};

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const patternOf = (format: string): RegExp => {
  const parts = format.split(/(yyyy|MM|dd|HH|mm|ss)/);
  return new RegExp(`^${parts.map((part) => tokens[part] ?? escapeRegExp(part)).join('')}$`);
};

const formatterOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

/** How far a zone is ahead of UTC at a time, in milliseconds. */
const offsetAt = (formatter: Intl.DateTimeFormat, time: number): number => {
  const parts = Object.fromEntries(formatter.formatToParts(time).map(({ type, value }) => [type, +value]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
};

const quarterHour = 15 * 60 * 1000;
/** Since then every zone changes its clocks at a whole quarter of an hour, UTC. */
const wholeQuartersSince = Date.UTC(1973, 0, 1);
const rememberedQuarters = 100_000;

/** Offsets of a zone; remembered, because asking for one costs more than reading the rest of a line. */
const offsetsOf = (timeZone: string): ((time: number) => number) => {
  const formatter = formatterOf(timeZone);
  const known = new Map<number, number>();
  return (time) => {
    if (time < wholeQuartersSince) return offsetAt(formatter, time);
    const quarter = Math.floor(time / quarterHour);
    const found = known.get(quarter);
    if (found !== undefined) return found;
    const offset = offsetAt(formatter, time);
    if (known.size >= rememberedQuarters) known.clear();
    known.set(quarter, offset);
    return offset;
  };
};

const toUtc = (timeZone: string): ((local: number) => number) => {
  if (timeZone === 'UTC') return (local) => local;
  const offset = offsetsOf(timeZone);
  // near a change of the clocks the first guess may have used the offset of the other side
  return (local) => local - offset(local - offset(local));
};

/** Null for a date that the calendar lacks, such as 30 February. */
const localTime = (groups: Record<string, string>): number | null => {
  const { year = '1970', month = '1', day = '1', hour = '0', minute = '0', second = '0' } = groups;
  const time = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second);
  const date = new Date(time);
  const exists =
    date.getUTCMonth() === +month - 1 &&
    date.getUTCDate() === +day &&
    +hour < 24 &&
    +minute < 60 &&
    +second < 60;
  return exists ? time : null;
};

const fromIso = (text: string): number | null => {
  const time = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
};

const fromNumber =
  (unit: number) =>
  (text: string): number | null =>
    /^-?\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * unit) : null;

export type ReadDate = (text: string) => Date | null;

const timeReader = (format: string, timeZone: string): ((text: string) => number | null) => {
  if (format === 'iso') return fromIso;
  if (format === 'unix') return fromNumber(1000);
  if (format === 'unix_ms') return fromNumber(1);
  const pattern = patternOf(format);
  const utc = toUtc(timeZone);
  return (text) => {
    const groups = pattern.exec(text)?.groups;
    const local = groups ? localTime(groups) : null;
    return local === null ? null : utc(local);
  };
};

/**
 * Makes a reader of dates in one format: `iso` (with an offset), `unix`, `unix_ms` or a pattern of yyyy MM dd HH mm ss,
 * whose times are local to the zone. The reader answers null for a text that is no such date.
 * @throws RangeError for an unknown time zone
 * @example dateReader('dd.MM.yyyy', 'Europe/Berlin')('01.07.2026') // 2026-06-30T22:00:00Z
 */
export const dateReader = (format: string, timeZone: string): ReadDate => {
  const read = timeReader(format, timeZone);
  return (text) => {
    const time = read(text.trim());
    return time === null ? null : new Date(time);
  };
};
