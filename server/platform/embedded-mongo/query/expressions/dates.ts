import { ObjectId, Timestamp } from 'bson';
import { failure, location } from '../../errors.ts';
import { wholeNumber } from '../../values/numbers.ts';
import { typeName } from '../../values/type-names.ts';
import { doc, isDoc, type Value } from '../../values/types.ts';
import { isOperatorDoc } from '../match-operators.ts';
import { given, isNullish, namedOperands, type Operator, onNamed } from './operands.ts';
import { fromLocal, zoneOffset } from './time-zones.ts';

const DAY = 86_400_000;
const REFERENCE = Date.UTC(2000, 0, 1);
const CLOCK_MS: Record<string, number> = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000 };
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
    if (Array.isArray(single)) throw location(40536, `${name} accepts exactly one argument`);
    const named =
      isDoc(single) && !isOperatorDoc(single)
        ? namedOperands(single, name, ['date'], ['timezone'])
        : doc({ date: single });
    const date = compile(named.get('date'));
    const zone = compile(named.get('timezone') ?? (named.has('timezone') ? null : 'UTC'));
    return (scope) => {
      const [value, where] = [date(scope), zone(scope)];
      return isNullish(value) || isNullish(where) ? null : part(localClock(value, where));
    };
  };

const dayOfYear = (local: Date): number =>
  Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / DAY) + 1;

const isoWeekday = (local: Date): number => local.getUTCDay() || 7;

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
  '%': () => '%',
};

const dateToString = onNamed(['date'], ['format', 'timezone', 'onNull'], (named) => {
  const { date, onNull = null } = named;
  if (isNullish(date)) return onNull;
  const zone = given(named, 'timezone', 'UTC');
  const format = given(named, 'format', `%Y-%m-%dT%H:%M:%S.%L${zone === 'UTC' ? 'Z' : ''}`);
  if (zone === null || format === null) return null;
  if (typeof format !== 'string') throw location(18533, '$dateToString requires a format string');
  const local = localClock(date, zone);
  return format.replace(/%(.?)/g, (_, letter: string) => {
    const print = FORMATS[letter];
    if (!print) throw location(18536, `Invalid format character '%${letter}' in format string`);
    return print(local);
  });
});

function unitOf(unit: Value): string {
  if (typeof unit === 'string' && (unit in CLOCK_MS || unit in UNIT_MONTHS || ['day', 'week'].includes(unit)))
    return unit;
  throw failure('FailedToParse', `unknown time unit value: ${String(unit)}`);
}

/** Truncates a local clock to bins of months, weeks or days, counted from 2000-01-01 as MongoDB does. */
function truncateLocal(local: Date, unit: string, bin: number, weekStart: number): number {
  const months = UNIT_MONTHS[unit];
  if (months !== undefined) {
    const since2000 = (local.getUTCFullYear() - 2000) * 12 + local.getUTCMonth();
    return Date.UTC(2000, Math.floor(since2000 / (months * bin)) * months * bin, 1);
  }
  // 2000-01-01 was a Saturday, day 6
  const reference = REFERENCE + (unit === 'week' ? ((weekStart + 1) % 7) * DAY : 0);
  return binStart(local.getTime(), reference, (unit === 'week' ? 7 * DAY : DAY) * bin);
}

const binStart = (at: number, reference: number, size: number): number =>
  reference + Math.floor((at - reference) / size) * size;

/** The start of the bin of time that a date is in, by the clocks of a time zone. */
const dateTrunc = onNamed(['date', 'unit'], ['binSize', 'timezone', 'startOfWeek'], (named) => {
  const { date, unit } = named;
  const zone = given(named, 'timezone', 'UTC');
  const size = given(named, 'binSize', 1);
  const start = given(named, 'startOfWeek', 'sunday');
  if ([date, unit, zone, size, start].some(isNullish)) return null;
  const bin = wholeNumber(size);
  if (bin === undefined) throw location(5439017, '$dateTrunc requires binSize to be a whole number');
  if (bin < 1) throw location(5439018, '$dateTrunc requires binSize to be greater than 0');
  const first = String(start).toLowerCase();
  const weekStart = WEEKDAYS.findIndex((day) => day === first || day.slice(0, 3) === first);
  if (weekStart < 0) throw location(5439015, `$dateTrunc: unknown day of week value: ${first}`);
  const name = unitOf(unit);
  const ms = CLOCK_MS[name];
  // bins of hours and less are of the same length throughout, whatever clocks do in between
  if (ms !== undefined)
    return new Date(binStart(instant(date).getTime(), fromLocal(zone, REFERENCE).getTime(), ms * bin));
  return fromLocal(zone, truncateLocal(localClock(date, zone), name, bin, weekStart));
});

export const DATES: Record<string, Operator> = {
  $year: datePart((local) => local.getUTCFullYear()),
  $month: datePart((local) => local.getUTCMonth() + 1),
  $dayOfMonth: datePart((local) => local.getUTCDate()),
  $dayOfWeek: datePart((local) => local.getUTCDay() + 1),
  $dayOfYear: datePart(dayOfYear),
  $isoDayOfWeek: datePart(isoWeekday),
  $hour: datePart((local) => local.getUTCHours()),
  $minute: datePart((local) => local.getUTCMinutes()),
  $second: datePart((local) => local.getUTCSeconds()),
  $millisecond: datePart((local) => local.getUTCMilliseconds()),
  $dateToString: dateToString,
  $dateTrunc: dateTrunc,
};
