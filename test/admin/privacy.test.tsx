import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { PrivacySection } from '../../admin/src/customers/PrivacySection.tsx';
import { daysLeft } from '../../admin/src/privacy/days-left.ts';
import { RequestList } from '../../admin/src/privacy/RequestList.tsx';
import { RequestShow } from '../../admin/src/privacy/RequestShow.tsx';

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
  ['erased', '2026-02-26T12:00:00Z', 'person erased', 'default'],
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
const noSettings = { 'GET settings': { body: [], headers: { 'Content-Range': 'settings */0' } } };
const listed = (...rows: object[]) => ({
  body: rows,
  headers: { 'Content-Range': `privacy-requests 0-${rows.length - 1}/${rows.length}` },
});

test('an erasure is carried out once it is confirmed', async () => {
  const server = answerWith({
    ...noSettings,
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
    answerWith({ ...noSettings, 'GET privacy-requests': listed(request({ type: 'access' }), answered) })
      .fetch,
  );
  renderScreen(<RequestList />, { path: '/', at: '/' });
  const link = await screen.findByRole('link', { name: 'Download' });
  expect(link.getAttribute('href')).toBe(
    '/api/admin/customers/customer_id%3Aada/export?environment=production',
  );
  expect(screen.queryByRole('button', { name: 'Complete: Opt-out' })).toBeNull();
});

test('nothing is offered that would be refused', async () => {
  const rows = [
    request({ id: 'r1', type: 'access' }),
    request({ id: 'r2', type: 'rectification', source: 'shopify' }),
    request({ id: 'r3', type: 'opt_out', law: 'ccpa' }),
    request({ id: 'r4', type: 'restriction', extended: true, profileId: null }),
    request({ id: 'r5', type: 'objection', state: 'erased', profileId: null }),
  ];
  vi.stubGlobal('fetch', answerWith({ ...noSettings, 'GET privacy-requests': listed(...rows) }).fetch);
  renderScreen(<RequestList />, { path: '/', at: '/' });
  await screen.findByRole('button', { name: 'Complete: Access' }, { timeout: 10_000 });
  const offered = (label: string): (string | null)[] =>
    screen
      .queryAllByRole('button', { name: new RegExp(`^${label}: `) })
      .map((button) => button.getAttribute('aria-label'));
  expect(offered('Extend')).toEqual(['Extend: Access']);
  expect(offered('Carry out')).toEqual(['Carry out: Rectification', 'Carry out: Opt-out']);
  expect(offered('Complete')).toHaveLength(4);
});

const by = 'ada@example.com';
const carriedOut = {
  ...request({ id: 'r3', state: 'carried_out', profileId: null }),
  erasureId: 'e1',
  steps: [
    { at: '2026-03-01T12:00:00Z', by, what: 'received' },
    { at: '2026-03-02T12:00:01Z', by, what: 'carried_out' },
  ],
};
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
const showRequest = (asked: object, erased: object) => {
  vi.stubGlobal(
    'fetch',
    answerWith({ 'GET privacy-requests/r3': { body: asked }, 'GET erasures/e1': { body: erased } }).fetch,
  );
  renderScreen(<RequestShow />, { path: '/:id', at: '/r3' });
};

test('one request says who asked for what, by which law, and what came of it', async () => {
  showRequest(carriedOut, erasure({}));
  expect(await screen.findByRole('heading', { level: 1, name: 'Erasure request' })).toBeDefined();
  for (const text of [
    'no longer named: the person is erased',
    'GDPR',
    'It is carried out; the person has no answer yet.',
    'e1',
    'customer profiles',
    '1,204',
  ])
    expect(await screen.findByText(text)).toBeDefined();
  expect(screen.getByText(/^carried out by ada@example.com/)).toBeDefined();
});

test('a request of somebody who was erased meanwhile says so, and by which erasure', async () => {
  showRequest({ ...carriedOut, type: 'access', state: 'erased' }, erasure({}));
  for (const text of [
    'person erased',
    'The person was erased before it was answered: nothing is left to do.',
    'customer profiles',
  ])
    expect(await screen.findByText(text)).toBeDefined();
  expect(screen.queryByRole('button', { name: /^Complete/ })).toBeNull();
});

test('an erasure under way says where it is, and why it stopped', async () => {
  showRequest(
    carriedOut,
    erasure({ state: 'running', step: 'models', error: 'no space', completedAt: null }),
  );
  expect(await screen.findByText('Models learn anew, without this person.')).toBeDefined();
  expect(screen.getByText(/no space/)).toBeDefined();
  expect(screen.getByRole('progressbar', { name: 'Erasure' }).getAttribute('aria-valuenow')).toBe('50');
});

test('of an erasure that was begun before it was put on record, nothing is guessed', async () => {
  const { erasureId: _, ...before } = carriedOut;
  showRequest(before, erasure({}));
  expect(await screen.findByText('Which erasure carried it out was not put on record.')).toBeDefined();
});

test('a list says of each request how far it is', async () => {
  const states = ['open', 'carried_out', 'completed', 'refused'];
  const server = answerWith({
    ...noSettings,
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

test('a restriction is told, and lifted', async () => {
  const { fetch, sent } = answerWith({
    'POST customers/customer_id%3Aada/restriction': { body: { restricted: false } },
  });
  vi.stubGlobal('fetch', fetch);
  const restrictedAt = '2026-03-01T12:00:00Z';
  const ada = { id: 'customer_id:ada', identities: ['customer_id:ada'], restrictedAt };
  renderScreen(<PrivacySection {...ada} />, { path: '/', at: '/' });
  expect(await screen.findByText(/^Restricted since/)).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Restrict …' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Lift the restriction …' }));
  expect(screen.getByText(/must be told before/)).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Lift the restriction' }));
  await waitFor(() => expect(sent.at(-1)?.body).toEqual({ restricted: false }));
});

test('a rectification says what it puts right, before it is carried out too', async () => {
  const traits = { city: 'Bonn', loyalty_tier: null };
  const asked = request({ id: 'r3', type: 'rectification', traits });
  showRequest(asked, []);
  expect(await screen.findByText('city: “Bonn”')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Carry out: Rectification' }));
  const dialog = screen.getByRole('dialog', { name: 'Carry out: Rectification' });
  expect(within(dialog).getByText('loyalty tier: removed')).toBeDefined();
});

test('a request takes its law and the day it came in', async () => {
  const { fetch, sent } = answerWith({
    ...noSettings,
    'GET privacy-requests': listed(request({})),
    'POST privacy-requests': { status: 201, body: request({}) },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<RequestList />, { path: '/', at: '/' });
  fireEvent.click(await screen.findByRole('button', { name: 'New request' }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.change(within(dialog).getByLabelText(/Customer id/), { target: { value: 'ada' } });
  fireEvent.mouseDown(within(dialog).getByRole('combobox', { name: 'Law' }));
  fireEvent.click(await screen.findByRole('option', { name: 'CCPA' }));
  fireEvent.change(within(dialog).getByLabelText('Received'), { target: { value: '2026-02-20' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Create' }));
  const body = { type: 'access', customer_id: 'ada', law: 'ccpa', received_at: '2026-02-20T00:00:00Z' };
  await waitFor(() => expect(sent.find(({ method }) => method === 'POST')?.body).toEqual(body));
});

test('what goes by itself is told with the days of the settings in force', async () => {
  const body = { event_retention_days: 400, retention: { consent: 2000 } };
  const { fetch } = answerWith({
    'GET privacy-requests': listed(request({})),
    'GET retention': {
      body: {
        last: { at: '2026-03-02T12:00:00Z', removed: {} },
        days: [{ day: '2026-03-01', removed: { events: 1200, quarantine: 1 } }],
      },
    },
    'GET settings': {
      body: [{ id: 'settings', key: 'settings', live: { body } }],
      headers: { 'Content-Range': 'settings 0-0/1' },
    },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<RequestList />, { path: '/', at: '/' });
  const told = within(await screen.findByRole('region', { name: 'What goes by itself' }));
  expect(told.getByText('after 400 days, from when they happened')).toBeDefined();
  expect(told.getByText('after 2,000 days, from each choice')).toBeDefined();
  expect(told.getByText('after 30 days, from when they were made')).toBeDefined();
  expect(await told.findByText(/Last looked after .*: nothing was due\./)).toBeDefined();
  expect(told.getByText('1,200 events, 1 row in quarantine')).toBeDefined();
});

test('an empty list says what is missing and what to do', async () => {
  vi.stubGlobal(
    'fetch',
    answerWith({
      ...noSettings,
      'GET privacy-requests': { body: [], headers: { 'Content-Range': 'privacy-requests */0' } },
    }).fetch,
  );
  renderScreen(<RequestList />, { path: '/', at: '/' });
  expect(await screen.findByText('Nobody has asked for anything yet')).toBeDefined();
  expect(screen.getAllByRole('button', { name: 'New request' }).length).toBeGreaterThan(0);
});
