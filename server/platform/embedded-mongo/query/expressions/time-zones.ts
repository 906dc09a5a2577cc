import { location } from '../../errors.ts';
import type { Value } from '../../values/types.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
    return format;
  } catch {
    throw location(40485, `unrecognized time zone identifier: "${zone}"`);
  }
}

/** Milliseconds that a time zone is ahead of UTC at an instant; `zone` is a name or an offset such as `+02:00`. */
export function zoneOffset(zone: Value, at: Date): number {
  if (zone === 'UTC' || zone === 'GMT') return 0;
  if (typeof zone !== 'string') throw location(40517, 'timezone must evaluate to a string');
  const fixed = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (fixed) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3] ?? 0);
    return (fixed[1] === '-' ? -1 : 1) * minutes * 60_000;
  }
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at.getTime() / 1000) * 1000;
}

/** The instant at which clocks in a zone show a local time (given as if it were UTC). */
export function fromLocal(zone: Value, local: number): Date {
  const guess = local - zoneOffset(zone, new Date(local));
  return new Date(local - zoneOffset(zone, new Date(guess)));
}
