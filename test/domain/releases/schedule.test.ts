import { describe, expect, test } from 'vitest';
import { Experiment } from '#schemas/experiment.ts';
import { Schedule } from '#schemas/schedule.ts';
import { isRunning, isScheduled } from '#server/domain/releases/schedule.ts';
import { experiment } from './shop.ts';

const at = new Date('2026-03-01T12:00:00Z');

test.each([
  ['no schedule', undefined, true],
  ['one that begins now', { from: '2026-03-01T12:00:00Z' }, true],
  ['one that ends now', { until: '2026-03-01T12:00:00Z' }, false],
  ['one that is over', { from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' }, false],
  ['one that is to come', { from: '2026-04-01T00:00:00Z' }, false],
])('what has %s: %o applies at noon: %s', (_, schedule, expected) => {
  expect(isScheduled(schedule, at)).toBe(expected);
  expect(isRunning(Experiment.parse(experiment('e', { schedule }).body), at)).toBe(expected);
});

test('a stopped experiment does not run, whatever its schedule', () => {
  expect(isRunning(Experiment.parse(experiment('e', { status: 'stopped' }).body), at)).toBe(false);
});

const berlin = { timeZone: 'Europe/Berlin' };
const newYork = { timeZone: 'America/New_York' };
const everyDay = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const isOn = (schedule: object, time: string): boolean =>
  isScheduled(Schedule.parse(schedule), new Date(time));

describe('weekly hours', () => {
  // 2026-03-13 is a Friday; Berlin is an hour ahead of UTC in winter
  const friday = { ...berlin, weekly: [{ days: ['friday'], from: '18:00', until: '22:00' }] };
  const night = { ...berlin, weekly: [{ days: ['friday'], from: '22:00', until: '02:00' }] };
  const office = {
    weekly: [
      { days: ['monday', 'tuesday'], from: '09:00', until: '17:00' },
      { days: ['saturday'], from: '10:00' },
    ],
  };
  test.each([
    ['just before they begin', friday, '2026-03-13T16:59:59Z', false],
    ['when they begin', friday, '2026-03-13T17:00:00Z', true],
    ['just before they end', friday, '2026-03-13T20:59:59Z', true],
    ['when they end', friday, '2026-03-13T21:00:00Z', false],
    ['on another day', friday, '2026-03-12T18:00:00Z', false],
    ['a week later', friday, '2026-03-20T18:00:00Z', true],
    ['past midnight, in the evening', night, '2026-03-13T21:30:00Z', true],
    ['past midnight, the morning after', night, '2026-03-14T00:59:59Z', true],
    ['past midnight, when they end', night, '2026-03-14T01:00:00Z', false],
    ['past midnight, the morning before', night, '2026-03-13T00:30:00Z', false],
    ['past midnight, the evening after', night, '2026-03-14T21:30:00Z', false],
    ['of any of several, in UTC where no zone is said', office, '2026-03-10T09:00:00Z', true],
    ['of several, until the day ends', office, '2026-03-14T23:59:59Z', true],
    ['of several, in none', office, '2026-03-11T12:00:00Z', false],
  ])('%s', (_name, schedule, time, expected) => {
    expect(isOn(schedule, time)).toBe(expected);
  });
});

describe('dates', () => {
  const sale = { ...newYork, dates: [{ from: '2026-11-27', until: '2026-11-30' }] };
  test.each([
    ['just before the first day begins there', sale, '2026-11-27T04:59:59Z', false],
    ['when it begins there', sale, '2026-11-27T05:00:00Z', true],
    ['until the last day ends there', sale, '2026-12-01T04:59:59Z', true],
    ['not after', sale, '2026-12-01T05:00:00Z', false],
  ])('%s', (_name, schedule, time, expected) => {
    expect(isOn(schedule, time)).toBe(expected);
  });

  test('with hours: both must hold, and the ends too', () => {
    const schedule = {
      ...sale,
      from: '2026-11-28T00:00:00Z',
      weekly: [{ days: ['friday', 'saturday'], from: '20:00', until: '24:00' }],
    };
    expect(isOn(schedule, '2026-11-28T01:30:00Z')).toBe(true);
    expect(isOn(schedule, '2026-11-28T00:30:00Z')).toBe(false);
    expect(isOn(schedule, '2026-11-21T01:30:00Z')).toBe(false);
    expect(isOn({ ...schedule, from: '2026-11-28T02:00:00Z' }, '2026-11-28T01:30:00Z')).toBe(false);
  });
});

/** How many minutes of the 24 hours up to a day's noon in UTC a schedule holds. */
const minutesOn = (schedule: object, day: string): number => {
  const parsed = Schedule.parse(schedule);
  const noonBefore = Date.parse(`${day}T12:00:00Z`) - 24 * 3_600_000;
  return Array.from({ length: 24 * 60 }, (_, minute) => new Date(noonBefore + minute * 60_000)).filter(
    (time) => isScheduled(parsed, time),
  ).length;
};

describe('when clocks are changed', () => {
  const daily = (zone: object, from: string, until: string) => ({
    ...zone,
    weekly: [{ days: everyDay, from, until }],
  });
  // IANA: Berlin 2026-03-29 01:00Z to +02:00, 2026-10-25 01:00Z to +01:00; New York 2026-03-08 07:00Z to −04:00,
  // 2026-11-01 06:00Z to −05:00
  test.each([
    ['nine is nine before the spring', daily(berlin, '09:00', '10:00'), '2026-03-28T08:00:00Z', true],
    ['nine is nine after the spring', daily(berlin, '09:00', '10:00'), '2026-03-29T07:00:00Z', true],
    ['and not an hour later', daily(berlin, '09:00', '10:00'), '2026-03-29T08:00:00Z', false],
    ['nine is nine after the autumn', daily(berlin, '09:00', '10:00'), '2026-10-25T08:00:00Z', true],
    ['New York has its own spring', daily(newYork, '09:00', '10:00'), '2026-03-08T13:00:00Z', true],
    ['New York has its own autumn', daily(newYork, '09:00', '10:00'), '2026-11-01T14:00:00Z', true],
    [
      'an hour begun before the skipped one ends after it',
      daily(berlin, '01:30', '03:30'),
      '2026-03-29T01:29:59Z',
      true,
    ],
    ['on time', daily(berlin, '01:30', '03:30'), '2026-03-29T01:30:00Z', false],
    ['the hour that comes twice holds once', daily(berlin, '02:00', '03:00'), '2026-10-25T00:30:00Z', true],
    ['and again', daily(berlin, '02:00', '03:00'), '2026-10-25T01:30:00Z', true],
    ['until it is over', daily(berlin, '02:00', '03:00'), '2026-10-25T02:00:00Z', false],
  ])('%s', (_name, schedule, time, expected) => {
    expect(isOn(schedule, time)).toBe(expected);
  });

  test.each([
    ['an hour that is skipped is not there', '2026-03-29', '02:00', '03:00', 0],
    ['two hours around it are one', '2026-03-29', '01:30', '03:30', 60],
    ['an hour that comes twice is two', '2026-10-25', '02:00', '03:00', 120],
    ['on any other day it is one', '2026-06-15', '02:00', '03:00', 60],
  ])('%s', (_name, day, from, until, expected) => {
    expect(minutesOn(daily(berlin, from, until), day)).toBe(expected);
  });

  test.each([
    ['of spring', '2026-03-29', 23],
    ['of autumn', '2026-10-25', 25],
  ])('a day %s is as long as it is there', (_name, date, hours) => {
    const schedule = { ...berlin, dates: [{ from: date, until: date }] };
    const dayAfter = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
    expect(minutesOn(schedule, date) + minutesOn(schedule, dayAfter)).toBe(hours * 60);
  });
});

test.each([
  ['an unknown zone', { timeZone: 'Mars/Base' }, 'timeZone'],
  ['no days', { weekly: [{ days: [] }] }, 'weekly.0.days'],
  ['a time that clocks do not show', { weekly: [{ days: ['monday'], from: '25:00' }] }, 'weekly.0.from'],
  [
    'hours that end when they begin',
    { weekly: [{ days: ['monday'], from: '09:00', until: '09:00' }] },
    'weekly.0.until',
  ],
  ['a date that is none', { dates: [{ from: '2026-02-30', until: '2026-03-01' }] }, 'dates.0.from'],
  [
    'dates that end before they begin',
    { dates: [{ from: '2026-03-02', until: '2026-03-01' }] },
    'dates.0.until',
  ],
])('a schedule with %s is refused', (_name, schedule, path) => {
  const { error } = Schedule.safeParse(schedule);
  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
