import { z } from 'zod';
import { Key } from './key.ts';

const Day = z.iso.date().describe('a UTC day such as 2026-01-31');

/** Which days and which placement to count; the last 30 days when absent. */
export const AnalyticsQuery = z
  .strictObject({ from: Day.optional(), to: Day.optional(), placement: Key.optional() })
  .refine(({ from, to }) => !from || !to || from <= to, { message: 'ends before it begins', path: ['to'] });
export type AnalyticsQuery = z.infer<typeof AnalyticsQuery>;

const count = z.number().int();
const rate = z.number().nullable().describe('a fraction; null where there is nothing to divide by');
const figures = {
  decisions: count,
  exposures: count,
  clicks: count,
  conversions: count,
  exposure_rate: rate.describe('exposures over decisions; null also where exposures came without decisions'),
  click_rate: rate.describe('clicks over exposures'),
  conversion_rate: rate.describe('conversions over exposures'),
};

const Figures = z.strictObject(figures);
export type Figures = z.infer<typeof Figures>;

export const AnalyticsReport = z.strictObject({
  from: Day,
  to: Day,
  totals: Figures,
  placements: z.array(
    z.strictObject({
      placement: z.string(),
      ...figures,
      variants: z.array(z.strictObject({ variant: z.string(), ...figures })),
    }),
  ),
  days: z.array(z.strictObject({ day: Day, ...figures })),
});
export type AnalyticsReport = z.infer<typeof AnalyticsReport>;
