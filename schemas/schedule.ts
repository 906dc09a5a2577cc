import { z } from 'zod';
import { TimeZone } from './time-zone.ts';

export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
const Weekday = z.enum(weekdays);
export type Weekday = z.infer<typeof Weekday>;

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:30');
const clockEnd = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time such as 09:30, or 24:00');

/** Hours of some days of the week, by the clock of the schedule's zone. */
export const WeeklyHours = z
  .strictObject({
    days: z.array(Weekday).min(1).max(7).describe('the days on which the hours begin'),
    from: clockTime.default('00:00'),
    until: clockEnd
      .default('24:00')
      .describe('an end before the beginning is on the day after: 22:00 to 02:00'),
  })
  .refine(({ from, until }) => from !== until, { message: 'ends when it begins', path: ['until'] });
export type WeeklyHours = z.infer<typeof WeeklyHours>;

/** Whole days by the calendar of the schedule's zone, the last one included. */
export const DateRange = z
  .strictObject({ from: z.iso.date(), until: z.iso.date() })
  .refine(({ from, until }) => from <= until, { message: 'ends before it begins', path: ['until'] });
export type DateRange = z.infer<typeof DateRange>;

/** When something applies: all parts that are given must hold. A missing end is open. */
export const Schedule = z
  .strictObject({
    from: z.iso.datetime().optional(),
    until: z.iso.datetime().optional(),
    timeZone: TimeZone.optional().describe('IANA zone of the hours and dates; UTC when absent'),
    weekly: z.array(WeeklyHours).min(1).max(20).optional().describe('inside any of these hours'),
    dates: z.array(DateRange).min(1).max(50).optional().describe('on any of these days'),
  })
  .refine(({ from, until }) => !from || !until || from < until, {
    message: 'ends before it begins',
    path: ['until'],
  });
export type Schedule = z.infer<typeof Schedule>;
