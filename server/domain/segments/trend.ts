import type { SegmentDay } from '#schemas/segment-report.ts';

type Changes = { day: string; entered: number; left: number };
type Input = {
  /** Who is in it now. */
  customers: number;
  /** Comings and goings by day; days without any may be absent. */
  changes: readonly Changes[];
  /** When the oldest change is that is kept; null where there is none. */
  keptSince: Date | null;
  now: Date;
  days: number;
};

const dayMs = 86_400_000;

/** The first instant of the oldest of so many days (UTC), the last of which is today. */
export const firstDay = (now: Date, days: number): Date =>
  new Date((Math.floor(now.getTime() / dayMs) - days + 1) * dayMs);

/**
 * How many were in a segment at the end of each day (UTC), oldest first: counted back from those who are in it now by
 * who came and went since. Of days that had ended before anything was kept nothing is known but the day; of today it is.
 * @example sizesByDay({ customers: 5, changes: [{ day: today, entered: 2, left: 0 }], keptSince, now, days: 2 }).map(({ customers }) => customers) // [3, 5]
 */
export const sizesByDay = ({ customers, changes, keptSince, now, days }: Input): SegmentDay[] => {
  const byDay = new Map(changes.map((change) => [change.day, change]));
  const first = firstDay(now, days).getTime();
  const known = Math.min(keptSince?.getTime() ?? Number.POSITIVE_INFINITY, now.getTime());
  const sizes: SegmentDay[] = [];
  let size = customers;
  for (let index = days - 1; index >= 0; index -= 1) {
    const begin = first + index * dayMs;
    const day = new Date(begin).toISOString().slice(0, 10);
    if (begin + dayMs <= known) {
      sizes.unshift({ day, customers: null, entered: null, left: null });
      continue;
    }
    const { entered, left } = byDay.get(day) ?? { entered: 0, left: 0 };
    sizes.unshift({ day, customers: size, entered, left });
    size = Math.max(0, size - entered + left);
  }
  return sizes;
};
