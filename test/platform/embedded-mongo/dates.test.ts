import { ObjectId } from 'bson';
import { expect, test } from 'vitest';
import { codeOf, collectionOf, testDatabase } from './database.ts';

const database = testDatabase();

const at = new Date('2024-02-29T13:45:30.123Z');
const summer = new Date('2024-07-01T05:30:00Z');
const id = new ObjectId('64b000000000000000000001');

// An expression over the instants above, and its value.
const expressions: [unknown, unknown][] = [
  [{ $year: '$at' }, 2024],
  [{ $month: '$at' }, 2],
  [{ $dayOfMonth: { date: '$at', timezone: '+12:00' } }, 1],
  [{ $hour: { date: '$at', timezone: 'America/New_York' } }, 8],
  [{ $minute: '$at' }, 45],
  [{ $second: '$at' }, 30],
  [{ $millisecond: '$at' }, 123],
  [{ $dayOfWeek: '$at' }, 5],
  [{ $dayOfYear: '$at' }, 60],
  [{ $dateToString: { date: '$at', format: '%Y-%m-%d' } }, '2024-02-29'],
  [{ $dateToString: { date: '$at' } }, '2024-02-29T13:45:30.123Z'],
  [{ $dateTrunc: { date: '$at', unit: 'day' } }, new Date('2024-02-29')],
  [{ $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 'monday' } }, new Date('2024-02-26')],
  [{ $dateTrunc: { date: '$at', unit: 'hour', binSize: 6 } }, new Date('2024-02-29T12:00:00Z')],
  [
    { $dateTrunc: { date: '$at', unit: 'day', timezone: 'America/New_York' } },
    new Date('2024-02-29T05:00:00Z'),
  ],
  [{ $dateTrunc: { date: '$at', unit: 'quarter' } }, new Date('2024-01-01')],
  [{ $year: '$nil' }, null],
  [{ $year: '$id' }, 2023],
  [{ $month: { date: '$at', timezone: '$nil' } }, null],
  [{ $isoDayOfWeek: new Date('2024-03-03') }, 7],
  [{ $dayOfYear: new Date('2024-12-31T23:59:59Z') }, 366],
  [{ $hour: { date: '$summer', timezone: 'America/New_York' } }, 1],
  [{ $dateToString: { date: '$at', timezone: 'Europe/Paris' } }, '2024-02-29T14:45:30.123'],
  [
    { $dateToString: { date: '$at', format: '%d.%m.%Y %H:%M:%S.%L %j %u %w %%', timezone: '-05:30' } },
    '29.02.2024 08:15:30.123 060 4 5 %',
  ],
  [{ $dateToString: { date: '$nil', onNull: 'none' } }, 'none'],
  [{ $dateTrunc: { date: '$at', unit: 'week' } }, new Date('2024-02-25')],
  [{ $dateTrunc: { date: '$at', unit: 'month', binSize: 5 } }, new Date('2023-10-01')],
  [{ $dateTrunc: { date: '$at', unit: 'year', timezone: 'Europe/Paris' } }, new Date('2023-12-31T23:00:00Z')],
  [{ $dateTrunc: { date: '$at', unit: 'minute', binSize: 15 } }, new Date('2024-02-29T13:45:00Z')],
  [
    { $dateTrunc: { date: '$summer', unit: 'day', timezone: 'America/New_York' } },
    new Date('2024-07-01T04:00:00Z'),
  ],
  [
    { $dateTrunc: { date: '$summer', unit: 'hour', binSize: 6, timezone: 'America/New_York' } },
    new Date('2024-07-01T05:00:00Z'),
  ],
  [{ $dateTrunc: { date: '$nil', unit: 'day' } }, null],
];

async function resultOf(expression: unknown): Promise<unknown> {
  const collection = await collectionOf(database, [{ at, summer, id, nil: null, s: 'text' }]);
  const [found] = await collection.aggregate([{ $replaceWith: { value: expression } }]).toArray();
  return found?.['value'];
}

test.each(expressions)('%j is %j', async (expression, value) => {
  expect(await resultOf(expression)).toEqual(value);
});

// Codes as the sources of MongoDB give them.
test.each([
  ['a part of a text', { $year: '$s' }, 16006],
  ['an unknown time zone', { $year: { date: '$at', timezone: 'Mars/Olympus' } }, 40485],
  ['an unknown letter of a format', { $dateToString: { date: '$at', format: '%q' } }, 18536],
  ['a bin of no size', { $dateTrunc: { date: '$at', unit: 'day', binSize: 0 } }, 5439018],
  ['an unknown unit', { $dateTrunc: { date: '$at', unit: 'eon' } }, 9],
])('%s is refused', async (_name, expression, code) => {
  expect(await codeOf(resultOf(expression))).toBe(code);
});
