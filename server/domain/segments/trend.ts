import type { SegmentDay } from '#schemas/segment-report.ts';

type Changes = Omit<SegmentDay, 'customers'>;
type Input = {
  /** Who is in it now. */
  customers: number;
  /** Comings and goings by day; days without any may be absent. */
  changes: readonly Changes[];
  now: Date;
  days: number;
};

const dayMs = 86_400_000;

/** The first instant of the oldest of so many days (UTC), the last of which is today. */
export const firstDay = (now: Date, days: number): Date =>
  new Date((Math.floor(now.getTime() / dayMs) - days + 1) * dayMs);

/**
 * How many were in a segment at the end of each day (UTC), oldest first: counted back from those who are in it now by
 * who came and went since.
 * @example sizesByDay({ customers: 5, changes: [{ day: today, entered: 2, left: 0 }], now, days: 2 }).map(({ customers }) => customers) // [3, 5]
 */
export const sizesByDay = ({ customers, changes, now, days }: Input): SegmentDay[] => {
  const byDay = new Map(changes.map((change) => [change.day, change]));
  const first = firstDay(now, days).getTime();
  const sizes: SegmentDay[] = [];
  let size = customers;
  for (let index = days - 1; index >= 0; index -= 1) {
    const day = new Date(first + index * dayMs).toISOString().slice(0, 10);
    const { entered, left } = byDay.get(day) ?? { entered: 0, left: 0 };
    sizes.unshift({ day, customers: size, entered, left });
    size = Math.max(0, size - entered + left);
  }
  return sizes;
};
