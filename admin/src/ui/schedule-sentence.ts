import type { DateRange, Schedule, WeeklyHours } from '#schemas/schedule.ts';
import { formatTime } from './format.ts';

const titled = (day: string): string => `${day.slice(0, 1).toUpperCase()}${day.slice(1, 3)}`;

const hoursPhrase = ({ days, from, until }: WeeklyHours): string => {
  const allDay = from === '00:00' && until === '24:00';
  return `${days.map(titled).join(', ')}${allDay ? '' : ` ${from}–${until}`}`;
};

const datesPhrase = ({ from, until }: DateRange): string => (from === until ? from : `${from} to ${until}`);

/**
 * When something applies, in words.
 * @example scheduleSentence({ weekly: [{ days: ['friday'], from: '18:00', until: '24:00' }] }) // 'Fri 18:00–24:00 (UTC)'
 */
export const scheduleSentence = (schedule: Schedule | undefined): string => {
  const { from, until, timeZone = 'UTC', weekly, dates } = schedule ?? {};
  const recurring = [weekly?.map(hoursPhrase).join(' or '), dates?.map(datesPhrase).join(' or ')];
  const recurs = recurring.filter(Boolean).join(', on ');
  const parts = [
    from && `from ${formatTime(from)}`,
    until && `until ${formatTime(until)}`,
    recurs && `${recurs} (${timeZone})`,
  ].filter(Boolean);
  return parts.length === 0 ? 'always' : parts.join(' ');
};
