import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { AuditList } from '../../admin/src/audit/AuditList.tsx';
import { detailText } from '../../admin/src/audit/words.ts';

afterEach(() => {
  cleanup();
  location.hash = '';
  vi.unstubAllGlobals();
});

const exported = {
  id: 'e1',
  at: '2026-03-01T12:00:00Z',
  actor: 'key:Shop server',
  action: 'customer.exported',
  subject: 'subject:0d2c',
  customer: 'customer_id:ada',
  detail: { door: 'api' },
};
const { customer: _, ...erased } = { ...exported, id: 'e2', action: 'customer.erased', detail: undefined };
const published = { ...erased, id: 'e3', action: 'release.published', subject: 'release/7' };

const show = (...rows: object[]) => {
  const last = rows.length === 0 ? '*' : `0-${rows.length - 1}`;
  const server = answerWith({
    'GET settings': { body: [], headers: { 'Content-Range': 'settings */0' } },
    'GET audit': { body: rows, headers: { 'Content-Range': `audit ${last}/${rows.length}` } },
  });
  vi.stubGlobal('fetch', server.fetch);
  renderScreen(<AuditList />, { path: '/', at: '/' });
  return server.sent;
};

test('an entry says when, who, what in words, about whom, and more', async () => {
  show(exported, erased, published);
  const [, first, second, third] = await screen.findAllByRole('row');
  for (const text of ['key:Shop server', 'exported a customer’s data', 'door: api'])
    expect(within(first!).getByText(text)).toBeDefined();
  expect(within(first!).getByRole('link', { name: 'ada' }).getAttribute('href')).toContain('customers');
  expect(within(second!).getByText('someone who was erased')).toBeDefined();
  expect(within(third!).getByText('release/7')).toBeDefined();
});

test('entries are narrowed by what, who, whom and when', async () => {
  const sent = show(exported);
  await screen.findAllByRole('row');
  await userEvent.click(screen.getByLabelText('What'));
  await userEvent.click(await screen.findByRole('option', { name: 'exported a segment' }));
  await userEvent.type(screen.getByLabelText('Who'), 'cli');
  await userEvent.type(screen.getByLabelText('About'), 'vip');
  await userEvent.type(screen.getByLabelText('From'), '2026-03-01');
  await userEvent.type(screen.getByLabelText('To'), '2026-03-01');
  const wanted = {
    ...{ action: 'segment.exported', actor: 'cli', subject: 'vip' },
    since: new Date('2026-03-01T00:00:00').toISOString(),
    until: new Date('2026-03-02T00:00:00').toISOString(),
  };
  await waitFor(() => {
    const { path } = sent.findLast(({ path }) => path.startsWith('audit'))!;
    expect(JSON.parse(new URLSearchParams(path.split('?')[1]).get('filter')!)).toEqual(wanted);
  });
});

test('an empty log says what it is for', async () => {
  show();
  expect(await screen.findByText('Nothing is on record yet')).toBeDefined();
});

test('of a long list five are named, and how many more there are', () => {
  const documents = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  expect(detailText({ documents })).toBe('documents: a, b, c, d, e and 2 more');
});

test('a detail is told in one line, without what is empty', () => {
  const detail = { door: 'cli', reason: '', purposes: { analytics: false, profiling: true }, documents: [] };
  expect(detailText(detail)).toBe('door: cli; purposes: analytics no, profiling yes');
});
