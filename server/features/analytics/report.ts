import type { AnalyticsReport, Figures } from '#schemas/analytics.ts';

/** Counts of one variant in one placement on one day. */
export type DailyRow = {
  day: string;
  placement: string;
  variant: string;
  decisions: number;
  exposures: number;
  clicks: number;
  conversions: number;
};
type Counts = Pick<DailyRow, 'decisions' | 'exposures' | 'clicks' | 'conversions'>;

const nothing: Counts = { decisions: 0, exposures: 0, clicks: 0, conversions: 0 };

const add = (a: Counts, b: Counts): Counts => ({
  decisions: a.decisions + b.decisions,
  exposures: a.exposures + b.exposures,
  clicks: a.clicks + b.clicks,
  conversions: a.conversions + b.conversions,
});

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** Imported exposures come without decisions: a share of what was not recorded would mean nothing. */
const exposureRate = ({ exposures, decisions }: Counts): number | null =>
  exposures > decisions ? null : share(exposures, decisions);

const figuresOf = (rows: readonly DailyRow[]): Figures => {
  const counts = rows.reduce<Counts>(add, nothing);
  return {
    ...counts,
    exposure_rate: exposureRate(counts),
    click_rate: share(counts.clicks, counts.exposures),
    conversion_rate: share(counts.conversions, counts.exposures),
  };
};

const groupBy = (
  rows: readonly DailyRow[],
  field: 'day' | 'placement' | 'variant',
): [string, DailyRow[]][] => {
  const groups = new Map<string, DailyRow[]>();
  for (const row of rows) {
    const group = groups.get(row[field]);
    if (group) group.push(row);
    else groups.set(row[field], [row]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
};

/** What was taken back, as with the demo shop, leaves rows in which nothing is counted. */
const hasCounts = ({ decisions, exposures, clicks, conversions }: Counts): boolean =>
  [decisions, exposures, clicks, conversions].some((count) => count !== 0);

/** Sums daily counts per placement, variant and day, with their rates. */
export const analyticsReport = (all: readonly DailyRow[]): Omit<AnalyticsReport, 'from' | 'to'> => {
  const rows = all.filter(hasCounts);
  return {
    totals: figuresOf(rows),
    placements: groupBy(rows, 'placement').map(([placement, own]) => ({
      placement,
      ...figuresOf(own),
      variants: groupBy(own, 'variant').map(([variant, some]) => ({ variant, ...figuresOf(some) })),
    })),
    days: groupBy(rows, 'day').map(([day, own]) => ({ day, ...figuresOf(own) })),
  };
};
