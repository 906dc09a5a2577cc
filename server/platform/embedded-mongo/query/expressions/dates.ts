import { ObjectId, Timestamp } from 'bson';
import { failure, location } from '../../errors.ts';
import { wholeNumber } from '../../values/numbers.ts';
import { typeName } from '../../values/type-names.ts';
import { isDoc, type Value } from '../../values/types.ts';
import { isNullish, type Operator, onNamed } from './operands.ts';
import { fromLocal, zoneOffset } from './time-zones.ts';

const DAY = 86_400_000;
const UNIT_MS: Record<string, number> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
};
const UNIT_MONTHS: Record<string, number> = { month: 1, quarter: 3, year: 12 };
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function instant(value: Value): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  throw location(16006, `can't convert from BSON type ${typeName(value)} to Date`);
}

/** The local wall clock of an instant, readable by the UTC getters. */
function localClock(value: Value, zone: Value): Date {
  const at = instant(value);
  return new Date(at.getTime() + zoneOffset(zone, at));
}

/** A part of a date: `{ $year: '$at' }` or `{ $year: { date: '$at', timezone: 'Europe/Paris' } }`. */
const datePart =
  (part: (local: Date) => number): Operator =>
  (operand, compile, name) => {
    const single = Array.isArray(operand) && operand.length === 1 ? operand[0] : operand;
    const withZone = isDoc(single) && single.has('date');
    const date = compile(withZone ? single.get('date') : single);
    const zone = compile(withZone ? single.get('timezone') : null);
    if (Array.isArray(single)) throw location(40536, `${name} accepts exactly one argument`);
    return (scope) => {
      const value = date(scope);
      return isNullish(value) ? null : part(localClock(value, zone(scope)));
    };
  };

const dayOfYear = (local: Date): number =>
  Math.floor(
    (Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()) -
      Date.UTC(local.getUTCFullYear(), 0, 1)) /
      DAY,
  ) + 1;

const isoWeekday = (local: Date): number => local.getUTCDay() || 7;

const thursdayOf = (local: Date): Date => new Date(local.getTime() + (4 - isoWeekday(local)) * DAY);

const isoWeek = (local: Date): number => Math.ceil(dayOfYear(thursdayOf(local)) / 7);

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const FORMATS: Record<string, (local: Date) => string> = {
  Y: (local) => pad(local.getUTCFullYear(), 4),
  m: (local) => pad(local.getUTCMonth() + 1, 2),
  d: (local) => pad(local.getUTCDate(), 2),
  H: (local) => pad(local.getUTCHours(), 2),
  M: (local) => pad(local.getUTCMinutes(), 2),
  S: (local) => pad(local.getUTCSeconds(), 2),
  L: (local) => pad(local.getUTCMilliseconds(), 3),
  j: (local) => pad(dayOfYear(local), 3),
  w: (local) => String(local.getUTCDay() + 1),
  u: (local) => String(isoWeekday(local)),
  V: (local) => pad(isoWeek(local), 2),
  G: (local) => pad(thursdayOf(local).getUTCFullYear(), 4),
  '%': () => '%',
};

const dateToString = onNamed(
  ['date'],
  ['format', 'timezone', 'onNull'],
  ({ date, format, timezone, onNull }) => {
    if (isNullish(date)) return onNull ?? null;
    const local = localClock(date, timezone);
    const pattern = format ?? (isNullish(timezone) ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L');
    if (typeof pattern !== 'string') throw location(18533, '$dateToString requires a format string');
    return pattern.replace(/%(.?)/g, (_, letter: string) => {
      const print = FORMATS[letter];
      if (!print) throw location(18536, `Invalid format character '%${letter}' in format string`);
      return print(local);
    });
  },
);

function unitOf(unit: Value): string {
  if (typeof unit === 'string' && (unit in UNIT_MS || unit in UNIT_MONTHS)) return unit;
  throw failure('FailedToParse', `unknown time unit value: ${String(unit)}`);
}

const monthsOf = (local: Date): number => local.getUTCFullYear() * 12 + local.getUTCMonth();

/** Truncates a local clock to whole bins counted from 2000-01-01, as MongoDB does. */
function truncateLocal(local: Date, unit: string, bin: number, weekStart: number): number {
  const months = UNIT_MONTHS[unit];
  if (months !== undefined) {
    const size = months * bin;
    return Date.UTC(2000, Math.floor((monthsOf(local) - 24_000) / size) * size, 1);
  }
  const size = (UNIT_MS[unit] ?? 1) * bin;
  const reference = Date.UTC(2000, 0, 1) + (unit === 'week' ? ((weekStart - 6 + 7) % 7) * DAY : 0);
  return reference + Math.floor((local.getTime() - reference) / size) * size;
}

const dateTrunc = onNamed(['date', 'unit'], ['binSize', 'timezone', 'startOfWeek'], (named) => {
  const { date, timezone } = named;
  if (isNullish(date)) return null;
  const bin = named['binSize'] === undefined ? 1 : wholeNumber(named['binSize']);
  if (bin === undefined || bin < 1)
    throw location(5439017, '$dateTrunc requires binSize to be a positive whole number');
  const startOfWeek = String(named['startOfWeek'] ?? 'sunday').toLowerCase();
  const weekStart = WEEKDAYS.findIndex((day) => day === startOfWeek || day.slice(0, 3) === startOfWeek);
  if (weekStart < 0) throw location(5439015, `$dateTrunc: unknown day of week value: ${startOfWeek}`);
  return fromLocal(
    timezone,
    truncateLocal(localClock(date, timezone), unitOf(named['unit']), bin, weekStart),
  );
});

function shift(sign: 1 | -1): Operator {
  return onNamed(['startDate', 'unit', 'amount'], ['timezone'], ({ startDate, unit, amount, timezone }) => {
    if ([startDate, unit, amount].some(isNullish)) return null;
    const count = wholeNumber(amount);
    if (count === undefined) throw location(5166405, 'expects integer amount of time units');
    const name = unitOf(unit);
    const local = localClock(startDate, timezone);
    const months = UNIT_MONTHS[name];
    if (months === undefined)
      return new Date(instant(startDate).getTime() + sign * count * (UNIT_MS[name] ?? 1));
    return fromLocal(timezone, addMonths(local, sign * count * months));
  });
}

/** Adds months; a day that the month lacks becomes its last. */
function addMonths(local: Date, count: number): number {
  const target = monthsOf(local) + count;
  const [year, month] = [Math.floor(target / 12), ((target % 12) + 12) % 12];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(local).setUTCFullYear(year, month, Math.min(local.getUTCDate(), lastDay));
}

const dateDiff = onNamed(
  ['startDate', 'endDate', 'unit'],
  ['timezone'],
  ({ startDate, endDate, unit, timezone }) => {
    if ([startDate, endDate, unit].some(isNullish)) return null;
    const name = unitOf(unit);
    const [from, to] = [localClock(startDate, timezone), localClock(endDate, timezone)];
    const months = UNIT_MONTHS[name];
    if (months !== undefined)
      return BigInt(Math.floor(monthsOf(to) / months) - Math.floor(monthsOf(from) / months));
    const starts = [to, from].map((local) => truncateLocal(local, name, 1, 0));
    return BigInt(Math.round(((starts[0] ?? 0) - (starts[1] ?? 0)) / (UNIT_MS[name] ?? 1)));
  },
);

export const DATES: Record<string, Operator> = {
  $year: datePart((local) => local.getUTCFullYear()),
  $month: datePart((local) => local.getUTCMonth() + 1),
  $dayOfMonth: datePart((local) => local.getUTCDate()),
  $dayOfWeek: datePart((local) => local.getUTCDay() + 1),
  $dayOfYear: datePart(dayOfYear),
  $isoDayOfWeek: datePart(isoWeekday),
  $isoWeek: datePart(isoWeek),
  $isoWeekYear: datePart((local) => thursdayOf(local).getUTCFullYear()),
  $hour: datePart((local) => local.getUTCHours()),
  $minute: datePart((local) => local.getUTCMinutes()),
  $second: datePart((local) => local.getUTCSeconds()),
  $millisecond: datePart((local) => local.getUTCMilliseconds()),
  $dateToString: dateToString,
  $dateTrunc: dateTrunc,
  $dateAdd: shift(1),
  $dateSubtract: shift(-1),
  $dateDiff: dateDiff,
};
