import { localTime } from '#server/domain/decisions/local-time.ts';

/** Clocks of all time zones differ by multiples of it. */
const quarter = 15 * 60_000;
const quartersOfADay = 4 * 25;

type Shown = ReturnType<typeof localTime>;

const nextWhere = (
  at: Date,
  zones: readonly string[],
  differs: (now: Shown, then: Shown) => boolean,
): number => {
  const now = localTime(at, zones);
  let instant = (Math.floor(at.getTime() / quarter) + 1) * quarter;
  for (let tried = 1; tried < quartersOfADay; tried += 1, instant += quarter)
    if (differs(now, localTime(new Date(instant), zones))) return instant;
  return instant;
};

// customers of one time zone ask for the same answer
const remembered = new Map<string, number>();
const mostRemembered = 1000;

const once = (name: string, at: Date, zones: readonly string[], find: () => number): number => {
  const key = `${name} ${Math.floor(at.getTime() / quarter)} ${zones.join(' ')}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= mostRemembered) remembered.clear();
  const found = find();
  remembered.set(key, found);
  return found;
};

/**
 * The instant at which a clock in the first of the zones that exists shows another hour.
 * @example nextHour(new Date('2026-01-01T09:20:00Z'), ['Asia/Kolkata']) // Date.UTC(2026, 0, 1, 9, 30)
 */
export const nextHour = (at: Date, zones: readonly string[]): number =>
  once('hour', at, zones, () => nextWhere(at, zones, (now, then) => now.hour !== then.hour));

/** The instant at which a calendar in the first of the zones that exists shows another day. */
export const nextDay = (at: Date, zones: readonly string[]): number =>
  once('day', at, zones, () => nextWhere(at, zones, (now, then) => now.weekday !== then.weekday));
