import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { significanceReport } from '#server/domain/statistics/report.ts';
import type { ReportTotals } from '#server/domain/statistics/types.ts';
import { formatDifference, formatValue } from '../../admin/src/experiments/format-value.ts';
import { MetricTable } from '../../admin/src/experiments/MetricTable.tsx';

afterEach(cleanup);

const totals = (variation: string, n: number, sum: number): ReportTotals => ({
  variation,
  metric: 'conversion',
  n,
  sum,
  sumOfSquares: sum,
});

const show = (...counted: ReportTotals[]) => {
  const report = significanceReport({
    experiment: 'hero',
    confidenceLevel: 0.95,
    variations: [
      { key: 'a', weight: 0.5, isControl: true },
      { key: 'b', weight: 0.5, isControl: false },
    ],
    metrics: [
      { key: 'conversion', name: 'Conversion', type: 'proportion', direction: 'increase', role: 'goal' },
    ],
    totals: counted,
  });
  render(
    <MetricTable report={{ ...report, currency: 'EUR' }} nameOf={(key) => (key === 'b' ? 'Hero B' : key)} />,
  );
  return within(screen.getByRole('row', { name: /Conversion · Hero B/ }));
};

test('a clear difference has its numbers, an interval that is said aloud, and a word', () => {
  const row = show(totals('a', 5000, 500), totals('b', 5000, 600));
  expect(row.getByText('10.00%')).toBeDefined();
  expect(row.getByText('12.00%')).toBeDefined();
  expect(row.getByText('+20.0%')).toBeDefined();
  expect(row.getByText('better')).toBeDefined();
  expect(row.getByRole('img', { name: /^\+20\.0%, between \+\d+\.\d% and \+\d+\.\d%$/ })).toBeDefined();
});

test('too little data is named instead of a number', () => {
  const row = show(totals('a', 0, 0), totals('b', 0, 0));
  expect(row.getAllByText('too little data').length).toBeGreaterThan(0);
  expect(row.queryByText(/NaN|Infinity/)).toBeNull();
});

test('a control of zero has no relative change, and says so', () => {
  const row = show(totals('a', 5000, 0), totals('b', 5000, 60));
  expect(row.getByText('the control is zero')).toBeDefined();
  expect(row.queryByRole('img')).toBeNull();
});

test('data without variation is named', () => {
  const row = show(totals('a', 5000, 0), totals('b', 5000, 0));
  expect(row.getByText('no variation in the data')).toBeDefined();
});

test.each([
  ['a share', { type: 'proportion' }, 'EUR', 0.1234, '12.34%'],
  ['an amount of money', { type: 'mean', unit: 'money' }, 'EUR', 1986.4, '€19.86'],
  ['money without a minor unit', { type: 'mean', unit: 'money' }, 'JPY', 1986.4, '¥1,986'],
  ['a plain mean', { type: 'mean' }, 'EUR', 1986, '1,986'],
] as const)('%s is written as such', (_name, metric, currency, value, written) => {
  expect(formatValue(metric, currency)(value)).toBe(written);
});

test('shares differ by percentage points, so that no one takes them for a relative change', () => {
  expect(formatDifference({ type: 'proportion' }, 'EUR')(0.0071)).toBe('0.71 pp');
  expect(formatDifference({ type: 'mean', unit: 'money' }, 'EUR')(446)).toBe('€4.46');
});
