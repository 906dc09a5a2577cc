import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { PrivacySection } from '../../admin/src/customers/PrivacySection.tsx';
import { daysLeft } from '../../admin/src/privacy/days-left.ts';
import { erasureOf } from '../../admin/src/privacy/erasure-of.ts';
import { RequestList } from '../../admin/src/privacy/RequestList.tsx';
import { RequestShow } from '../../admin/src/privacy/RequestShow.tsx';
import type { ErasureRecord } from '../../admin/src/privacy/types.ts';

afterEach(() => {
  cleanup();
  location.hash = '';
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

const by = 'ada@example.com';
const carriedOut = request({
  ...{ id: 'r3', state: 'carried_out', profileId: null },
  steps: [
    { at: '2026-03-01T12:00:00Z', by, what: 'received' },
    { at: '2026-03-02T12:00:01Z', by, what: 'carried_out' },
  ],
});
const erasure = (parts: object) => ({
  id: 'e1',
  state: 'done',
  step: 'purge',
  requestedAt: '2026-03-02T12:00:00Z',
  requestedBy: by,
  removed: { customer_profiles: 1, events: 1204 },
  error: null,
  completedAt: '2026-03-02T12:01:00Z',
  ...parts,
});
const showRequest = (asked: object, erasures: object[]) => {
  vi.stubGlobal(
    'fetch',
    answerWith({ 'GET privacy-requests/r3': { body: asked }, 'GET erasures': { body: erasures } }).fetch,
  );
  renderScreen(<RequestShow />, { path: '/:id', at: '/r3' });
};

test('one request says who asked for what, by which law, and what came of it', async () => {
  showRequest(carriedOut, [
    erasure({ id: 'e0', requestedBy: 'other@example.com', removed: {} }),
    erasure({}),
  ]);
  expect(await screen.findByRole('heading', { level: 1, name: 'Erasure request' })).toBeDefined();
  for (const text of [
    'no longer named: the person is erased',
    'GDPR',
    'It is carried out; the person has no answer yet.',
    'customer profiles',
    '1,204',
  ])
    expect(await screen.findByText(text)).toBeDefined();
  expect(screen.getByText(/^carried out by ada@example.com/)).toBeDefined();
});

test('an erasure under way says where it is, and why it stopped', async () => {
  showRequest(carriedOut, [
    erasure({ state: 'running', step: 'models', error: 'no space', completedAt: null }),
  ]);
  expect(await screen.findByText('Models learn anew, without this person.')).toBeDefined();
  expect(screen.getByText(/no space/)).toBeDefined();
  expect(screen.getByRole('progressbar', { name: 'Erasure' }).getAttribute('aria-valuenow')).toBe('50');
});

test.each([
  ['by somebody else', { requestedBy: 'other@example.com' }],
  ['after the step', { requestedAt: '2026-03-02T12:00:02Z' }],
  ['long before it', { requestedAt: '2026-03-02T11:00:00Z' }],
])('an erasure begun %s is not the one of a request', (_name, parts) => {
  expect(erasureOf(carriedOut, [erasure(parts) as ErasureRecord])).toBeUndefined();
});

test('a list says of each request how far it is', async () => {
  const states = ['open', 'carried_out', 'completed', 'refused'];
  const server = answerWith({
    'GET privacy-requests': listed(...states.map((state) => request({ id: state, state }))),
  });
  vi.stubGlobal('fetch', server.fetch);
  renderScreen(<RequestList />, { path: '/', at: '/' });
  const [head, ...rows] = await screen.findAllByRole('row', {}, { timeout: 10_000 });
  const column = within(head!)
    .getAllByRole('columnheader')
    .findIndex(({ textContent }) => textContent === 'State');
  const told = rows.map((row) => within(row).getAllByRole('cell')[column]?.textContent);
  expect(told).toEqual(['open', 'carried out', 'completed', 'refused']);
});

test('an erasure of a customer leads to its request', async () => {
  const { fetch, sent } = answerWith({
    'POST privacy-requests': { status: 201, body: request({ id: 'r3' }) },
    'POST privacy-requests/r3/carry-out': { body: carriedOut },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<PrivacySection id="customer_id:ada" identities={['customer_id:ada']} />, {
    path: '/',
    at: '/',
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Erase …' }));
  fireEvent.click(screen.getByRole('button', { name: 'Erase' }));
  await waitFor(() => expect(location.hash).toBe('#/privacy-requests/r3/show'));
  expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ type: 'erasure', customer_id: 'ada' });
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
