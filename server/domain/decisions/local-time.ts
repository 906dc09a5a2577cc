import type { Weekday } from '#schemas/schedule.ts';
import { type WallClock, wallClock } from '#server/domain/releases/wall-clock.ts';

const seasons = ['winter', 'spring', 'summer', 'autumn'] as const;

type LocalTime = {
  hour: number;
  weekday: Weekday;
  weekend: boolean;
  month: number;
  season: (typeof seasons)[number];
};

const UTC = 'UTC';

const clockIn = (zones: readonly string[], at: Date): WallClock => {
  for (const zone of zones) {
    const clock = wallClock(at, zone);
    if (clock !== null) return clock;
  }
  return wallClock(at, UTC)!;
};

/**
 * The local hour (0–23), weekday, month (1–12) and meteorological season of the northern hemisphere in the first
 * of the IANA zones that exists; UTC when none does.
 * @example localTime(new Date('2026-01-01T23:30:00Z'), ['Europe/Paris']).weekday // 'friday'
 */
export const localTime = (at: Date, zones: readonly string[]): LocalTime => {
  const { hour, weekday, month } = clockIn(zones, at);
  return {
    hour,
    weekday,
    weekend: weekday === 'sunday' || weekday === 'saturday',
    month,
    season: seasons[Math.floor((month % 12) / 3)]!,
  };
};
