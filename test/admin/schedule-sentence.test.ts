import { expect, test } from 'vitest';
import { Schedule } from '#schemas/schedule.ts';
import { scheduleSentence } from '../../admin/src/ui/schedule-sentence.ts';

const evenings = { days: ['friday', 'saturday'], from: '22:00', until: '02:00' };

test.each([
  ['always', {}],
  ['Fri, Sat 22:00–02:00 (Europe/Berlin)', { timeZone: 'Europe/Berlin', weekly: [evenings] }],
  ['Mon or Fri, Sat 22:00–02:00 (UTC)', { weekly: [{ days: ['monday'] }, evenings] }],
  [
    '2026-11-27 to 2026-11-30 or 2026-12-06 (UTC)',
    {
      dates: [
        { from: '2026-11-27', until: '2026-11-30' },
        { from: '2026-12-06', until: '2026-12-06' },
      ],
    },
  ],
  [
    'Mon, on 2026-11-27 (UTC)',
    { weekly: [{ days: ['monday'] }], dates: [{ from: '2026-11-27', until: '2026-11-27' }] },
  ],
])('“%s”', (sentence, schedule) => {
  expect(scheduleSentence(Schedule.parse(schedule))).toBe(sentence);
});

test('the ends come before what recurs', () => {
  const schedule = Schedule.parse({ from: '2026-11-01T00:00:00Z', weekly: [evenings] });
  expect(scheduleSentence(schedule)).toMatch(/^from .*2026.* Fri, Sat 22:00–02:00 \(UTC\)$/);
});

test('no schedule is always', () => {
  expect(scheduleSentence(undefined)).toBe('always');
});
