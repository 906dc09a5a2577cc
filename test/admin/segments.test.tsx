import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { progressPhrase } from '../../admin/src/segments/progress-phrase.ts';
import { SizeChart } from '../../admin/src/segments/SizeChart.tsx';
import { SizeTab } from '../../admin/src/segments/SizeTab.tsx';
import { TrendLine } from '../../admin/src/segments/TrendLine.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test.each([
  ['of days that are all known', [3, 4, 5], 'VIP: 3 customers 2 days ago, 5 now', 3],
  ['of days from some on', [null, 4, 5], 'VIP: 4 customers yesterday, 5 now', 2],
  ['of today alone', [null, null, 5], 'VIP: 5 customers now, not known before', 1],
])('a trend %s draws those, and no zero for another', (_name, trend, told, points) => {
  render(<TrendLine name="VIP" trend={trend} />);
  const line = screen.getByRole('img', { name: told }).querySelector('polyline')!;
  expect(line.getAttribute('points')!.split(' ')).toHaveLength(points);
});

const unknown = (day: string) => ({ day, customers: null, entered: null, left: null });
const today = { day: '2026-03-03', customers: 5, entered: 2, left: 1 };

test('a chart begins where sizes are known, and says so', () => {
  const known = { day: '2026-03-02', customers: 4, entered: 4, left: 0 };
  render(<SizeChart name="VIP" days={[unknown('2026-03-01'), known, today]} />);
  const chart = screen.getByRole('img', { name: /^VIP by day: 4 customers on 2026-03-02, 5 on 2026-03-03/ });
  expect(chart.querySelector('polyline')!.getAttribute('points')!.split(' ')).toHaveLength(2);
  expect(screen.getByText('Today 2 came in and 1 left. Days before 2026-03-02 are not known.')).toBeDefined();
});

test.each([
  ['at the start', { done: 0, total: 200 }, 'recomputing, 0%'],
  ['on the way', { done: 80, total: 200 }, 'recomputing, 40%'],
  ['of nobody', { done: 0, total: 0 }, 'recomputing, 100%'],
  [
    'while histories are counted',
    { done: 0, total: 200, counting: { done: 50, total: 100 } },
    'counting histories, 50%',
  ],
])('progress %s', (_name, progress, phrase) => {
  expect(progressPhrase(progress)).toBe(phrase);
});

const running = {
  ...{ state: 'running', release: 2, startedAt: '2026-03-03T10:00:00Z', endedAt: null },
  ...{ done: 80, total: 200, changes: 9 },
};
const showSize = (detail: object, recompute: object | null) => {
  const body = {
    ...{ key: 'vip', name: 'VIP', source: 'conditions', uploaded: null, kept_since: null, usedBy: [] },
    ...{ days: [unknown('2026-03-02'), today], recompute },
    ...detail,
  };
  const { fetch } = answerWith({
    'GET segments/vip/size': { body },
    'GET segment-recompute': { body: { recompute } },
    'GET segments': { body: [], headers: { 'Content-Range': 'segments */0' } },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<SizeTab record={{ key: 'vip', live: 1 } as never} />, { path: '/', at: '/' });
};

test.each([
  ['once everyone is computed', { customers: 7, customers_before: null }, null, '7'],
  [
    'while everyone is computed anew',
    { customers: 7, customers_before: 12 },
    running,
    '12recomputing, 40%, 7 so far',
  ],
  ['while nothing has changed yet', { customers: 12, customers_before: 12 }, running, '12recomputing, 40%'],
  [
    'of a segment that is new',
    { customers: 7, customers_before: null },
    running,
    '–recomputing, 40%, 7 so far',
  ],
])('the size %s', async (_name, detail, recompute, shown) => {
  showSize(detail, recompute);
  const label = await screen.findByText('Customers now', {}, { timeout: 10_000 });
  expect(label.nextElementSibling?.textContent).toBe(shown);
});
