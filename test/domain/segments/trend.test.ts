import { describe, expect, test } from 'vitest';
import { sizesByDay } from '#server/domain/segments/trend.ts';

const now = new Date('2026-03-05T10:00:00Z');
const changes = [
  { day: '2026-03-03', entered: 4, left: 0 },
  { day: '2026-03-05', entered: 2, left: 1 },
];
const sizes = (keptSince: string | null) =>
  sizesByDay({
    ...{ customers: 5, changes: keptSince === null ? [] : changes, now, days: 4 },
    keptSince: keptSince === null ? null : new Date(keptSince),
  }).map(({ customers }) => customers);

describe('sizes by day', () => {
  test.each<[string, string | null, (number | null)[]]>([
    ['are counted back from now', '2026-02-01T00:00:00Z', [0, 4, 4, 5]],
    ['are known of the day on which the first change is kept', '2026-03-03T23:59:59Z', [null, 4, 4, 5]],
    ['are not known of a day that ended just then', '2026-03-04T00:00:00Z', [null, null, 4, 5]],
    ['are known of now alone where nothing is kept', null, [null, null, null, 5]],
  ])('%s', (_name, keptSince, expected) => {
    expect(sizes(keptSince)).toEqual(expected);
  });

  test('say who came and went, and nothing of days that are not known', () => {
    const keptSince = new Date('2026-03-05T08:00:00Z');
    expect(sizesByDay({ customers: 5, changes, keptSince, now, days: 2 })).toEqual([
      { day: '2026-03-04', customers: null, entered: null, left: null },
      { day: '2026-03-05', customers: 5, entered: 2, left: 1 },
    ]);
  });
});
