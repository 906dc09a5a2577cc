import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { CountersReport } from '#schemas/history.ts';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { Counters } from '../../admin/src/releases/Counters.tsx';

const counter = {
  key: '0123456789abcdef',
  description: 'searched',
  usedBy: ['rule/again', 'segment/curious'],
  keeps: { days: 7, hours: 0 },
  since: '2026-03-01T12:00:00.000Z',
  counted: 1250,
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const show = (counters: CountersReport['counters']): void => {
  const body: CountersReport = { release: 3, most: 64, customers: 5000, counters };
  vi.stubGlobal('fetch', answerWith({ 'GET counters': { body } }).fetch);
  renderScreen(<Counters />, { path: '/', at: '/' });
};

test('each counter says who asks for it and how far counting has come', async () => {
  show([counter]);
  expect(await screen.findByText('1 of at most 64')).toBeDefined();
  expect(screen.getByRole('link', { name: 'curious' }).getAttribute('href')).toContain('/segments/curious');
  const progress = screen.getByRole('progressbar', { name: 'Customers counted: searched' });
  expect([progress.getAttribute('aria-valuenow'), progress.getAttribute('aria-valuetext')]).toEqual([
    '25',
    '1,250 of 5,000',
  ]);
});

test('what was counted for all needs no bar', async () => {
  show([{ ...counter, counted: 5000 }]);
  expect(await screen.findByText('5,000 of 5,000')).toBeDefined();
  expect(screen.queryByRole('progressbar')).toBeNull();
});
