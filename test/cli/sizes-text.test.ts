import { expect, test } from 'vitest';
import type { Recompute, SegmentSizes } from '#schemas/segment-report.ts';
import { sizesText } from '#server/cli/sizes-text.ts';

const size = (key: string, customers: number, before: number | null): SegmentSizes['segments'][number] => ({
  ...{ key, name: key, source: 'conditions', customers, customers_before: before },
  ...{ uploaded: null, trend: [], kept_since: null },
});

const computing: Recompute = {
  ...{ state: 'running', release: 2, startedAt: new Date(0), endedAt: null },
  ...{ done: 40, total: 100, changes: 3 },
};
const counting: Recompute = { ...computing, done: 0, counting: { done: 7, total: 100 } };
const done: Recompute = { ...computing, state: 'done', done: 100 };

const listed = (recompute: Recompute | null): string[] => {
  const segments = [size('vip', 5, 9), size('lapsed', 4, 4), size('new', 2, null)];
  return sizesText({ release: 2, customers: 100, segments, recompute }).split('\n');
};
const cells = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => line.match(/conditions +(.+?) *$/)?.[1] ?? []);

test.each([
  ['computed once', null],
  ['computed anew', done],
])('sizes of segments that were %s are those of now', (_, recompute) => {
  expect(cells(listed(recompute))).toEqual(['5', '4', '2']);
  expect(listed(recompute).at(-1)).toBe('100 customers in all.');
});

test.each([
  ['computed', computing, 'Everyone is being recomputed: 40 of 100. Sizes are those of before.'],
  ['counted', counting, 'Histories are being counted: 7 of 100. Sizes are those of before.'],
])('while everyone is %s anew, the last complete sizes stand, with how far it is', (_, recompute, told) => {
  expect(cells(listed(recompute))).toEqual(['9 (5 so far)', '4', '– (2 so far)']);
  expect(listed(recompute).at(-1)).toBe(told);
});
