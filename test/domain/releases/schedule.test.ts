import { expect, test } from 'vitest';
import { Experiment } from '#schemas/experiment.ts';
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
