import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { daysLeft } from '../../admin/src/privacy/days-left.ts';
import { RequestList } from '../../admin/src/privacy/RequestList.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const at = new Date('2026-03-01T12:00:00Z');

test.each([
  ['open', '2026-03-31T12:00:00Z', '30 days left', 'default'],
  ['open', '2026-03-08T12:00:00Z', '7 days left', 'warning'],
  ['carried_out', '2026-03-02T12:00:00Z', '1 day left', 'error'],
  ['open', '2026-03-01T12:00:00Z', 'due today', 'error'],
  ['open', '2026-02-26T12:00:00Z', '3 days late', 'error'],
  ['completed', '2026-02-26T12:00:00Z', 'completed', 'success'],
  ['refused', '2026-02-26T12:00:00Z', 'refused', 'default'],
] as const)('a request that is %s and due at %s says "%s"', (state, dueAt, text, color) => {
  expect(daysLeft({ state, dueAt }, at)).toEqual({ text, color });
});

const request = (parts: object) => ({
  id: 'r1',
  type: 'erasure',
  law: 'gdpr',
  source: 'admin',
  profileId: 'customer_id:ada',
  state: 'open',
  receivedAt: '2026-03-01T12:00:00Z',
  dueAt: '2126-04-01T12:00:00Z',
  extended: false,
  completedAt: null,
  steps: [],
  ...parts,
});
const listed = (...rows: object[]) => ({
  body: rows,
  headers: { 'Content-Range': `privacy-requests 0-${rows.length - 1}/${rows.length}` },
});

test('an erasure is carried out once it is confirmed', async () => {
  const server = answerWith({
    'GET privacy-requests': listed(request({})),
    'POST privacy-requests/r1/carry-out': { body: request({ state: 'carried_out' }) },
  });
  vi.stubGlobal('fetch', server.fetch);
  renderScreen(<RequestList />, { path: '/', at: '/' });
  const carryOut = { name: 'Carry out: Erasure' };
  fireEvent.click(await screen.findByRole('button', carryOut, { timeout: 10_000 }));
  expect(screen.getByText(/cannot be undone/)).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Carry out' }));
  const posted = { method: 'POST', path: 'privacy-requests/r1/carry-out', body: {} };
  await waitFor(() => expect(server.sent).toContainEqual(expect.objectContaining(posted)));
});

test('an access request offers the download, and an answered one nothing', async () => {
  const answered = request({ id: 'r2', type: 'opt_out', state: 'completed' });
  vi.stubGlobal(
    'fetch',
    answerWith({ 'GET privacy-requests': listed(request({ type: 'access' }), answered) }).fetch,
  );
  renderScreen(<RequestList />, { path: '/', at: '/' });
  const link = await screen.findByRole('link', { name: 'Download' });
  expect(link.getAttribute('href')).toBe(
    '/api/admin/customers/customer_id%3Aada/export?environment=production',
  );
  expect(screen.queryByRole('button', { name: 'Complete: Opt-out' })).toBeNull();
});

test('an empty list says what is missing and what to do', async () => {
  vi.stubGlobal(
    'fetch',
    answerWith({
      'GET privacy-requests': { body: [], headers: { 'Content-Range': 'privacy-requests */0' } },
    }).fetch,
  );
  renderScreen(<RequestList />, { path: '/', at: '/' });
  expect(await screen.findByText('Nobody has asked for anything yet')).toBeDefined();
  expect(screen.getAllByRole('button', { name: 'New request' }).length).toBeGreaterThan(0);
});
