import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Notification } from 'react-admin';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen, type SentRequest } from '#test/support/admin.tsx';
import { QuarantineList } from '../../admin/src/quarantine/QuarantineList.tsx';
import { QuarantineShow } from '../../admin/src/quarantine/QuarantineShow.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const total = 60;
const rows = Array.from({ length: total }, (_, index) => ({
  id: `q${index}`,
  door: 'segment',
  reason: `row ${index} has no type`,
  row: '{}',
  receivedAt: '2026-03-01T12:00:00Z',
  at: '2026-03-01T12:00:00Z',
}));

const noSettings = { 'GET settings': { body: [], headers: { 'Content-Range': 'settings */0' } } };

const queryOf = ({ path }: SentRequest) => new URLSearchParams(path.split('?')[1]);

const show = () => {
  const server = answerWith({
    ...noSettings,
    'GET quarantine': (request) => {
      const [from = 0, to = 24] = JSON.parse(queryOf(request).get('range') ?? '[]') as number[];
      return {
        body: rows.slice(from, to + 1),
        headers: { 'Content-Range': `quarantine ${from}-${Math.min(to, total - 1)}/${total}` },
      };
    },
    'POST quarantine/discard': { body: { discarded: total } },
  });
  vi.stubGlobal('fetch', server.fetch);
  renderScreen(<QuarantineList />, { path: '/', at: '/' });
  return server.sent;
};

test('what matches is chosen beyond the page, and discarded at once', async () => {
  const sent = show();
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Choose all rows of this page' }));
  const toolbar = screen.getByRole('toolbar', { name: 'Chosen rows' });
  expect(within(toolbar).getByText('25 chosen')).toBeDefined();
  await userEvent.click(within(toolbar).getByRole('button', { name: 'Choose all 60 that match' }));
  await within(toolbar).findByText('60 chosen');
  await userEvent.click(within(toolbar).getByRole('button', { name: 'Discard' }));
  const dialog = await screen.findByRole('dialog', { name: 'Discard 60 rows?' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Discard' }));
  await waitFor(() =>
    expect(sent).toContainEqual(
      expect.objectContaining({
        path: 'quarantine/discard',
        body: { ids: rows.map(({ id }) => id) },
      }),
    ),
  );
});

test('one row is discarded once it is confirmed', async () => {
  const { fetch, sent } = answerWith({
    'GET quarantine/q0': { body: rows[0] },
    'POST quarantine/discard': { body: { discarded: 1 } },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<QuarantineShow />, { path: '/:id', at: '/q0' });
  await userEvent.click(await screen.findByRole('button', { name: 'Discard' }));
  expect(sent.every(({ method }) => method === 'GET')).toBe(true);
  const dialog = await screen.findByRole('dialog', { name: 'Discard this row?' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Discard' }));
  await waitFor(() => expect(sent.at(-1)?.body).toEqual({ ids: ['q0'] }));
});

test('what was discarded is undone at once', async () => {
  const { fetch, sent } = answerWith({
    ...noSettings,
    'GET quarantine': { body: rows.slice(0, 1), headers: { 'Content-Range': 'quarantine 0-0/1' } },
    'POST quarantine/discard': { body: { discarded: 1 } },
    'POST quarantine/restore': { body: { restored: 1 } },
  });
  vi.stubGlobal('fetch', fetch);
  const list = (
    <>
      <QuarantineList />
      <Notification />
    </>
  );
  renderScreen(list, { path: '/', at: '/' });
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Choose all rows of this page' }));
  await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
  const dialog = await screen.findByRole('dialog', { name: 'Discard 1 row?' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Discard' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  const restored = expect.objectContaining({ path: 'quarantine/restore', body: { ids: ['q0'] } });
  await waitFor(() => expect(sent).toContainEqual(restored));
});

test('the list says for how long the settings keep what was stopped', async () => {
  const body = { retention: { quarantine: 14 } };
  const { fetch } = answerWith({
    'GET quarantine': { body: [], headers: { 'Content-Range': 'quarantine */0' } },
    'GET settings': {
      body: [{ id: 'settings', key: 'settings', live: { body } }],
      headers: { 'Content-Range': 'settings 0-0/1' },
    },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<QuarantineList />, { path: '/', at: '/' });
  expect(await screen.findByText(/They stay for 14 days\./)).toBeDefined();
});

test('rows are narrowed by reason, door and source', async () => {
  const sent = show();
  await screen.findAllByRole('row');
  await userEvent.type(screen.getByLabelText('Reason'), 'no type');
  for (const [facet, choice] of [
    ['At', 'Shopify'],
    ['Source', 'webhook'],
  ] as const) {
    await userEvent.click(screen.getByRole('combobox', { name: facet }));
    await userEvent.click(await screen.findByRole('option', { name: choice }));
  }
  const wanted = { reason: 'no type', door: 'shopify', source: 'webhook' };
  await waitFor(() => expect(JSON.parse(queryOf(sent.at(-1)!).get('filter') ?? '{}')).toEqual(wanted));
});

test('a chosen row that is gone is no longer chosen, and one of another page still is', async () => {
  let kept = rows.slice(0, 30);
  const { fetch } = answerWith({
    ...noSettings,
    'GET quarantine': (request) => {
      const [from = 0, to = 24] = JSON.parse(queryOf(request).get('range') ?? '[]') as number[];
      const page = kept.slice(from, to + 1);
      return {
        body: page,
        headers: { 'Content-Range': `quarantine ${from}-${from + page.length - 1}/${kept.length}` },
      };
    },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<QuarantineList />, { path: '/', at: '/' });
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Choose all rows of this page' }));
  const toolbar = screen.getByRole('toolbar', { name: 'Chosen rows' });
  await userEvent.click(within(toolbar).getByRole('button', { name: 'Choose all 30 that match' }));
  await within(toolbar).findByText('30 chosen');
  kept = kept.filter(({ id }) => id !== 'q0');
  await userEvent.click(screen.getByRole('button', { name: /next/ }));
  expect(await screen.findByText('29 chosen')).toBeDefined();
});

test('a row set right is sent at the first click, and its field is as high before, while and after', async () => {
  const { fetch, sent } = answerWith({
    'GET quarantine/q0': { body: { ...rows[0], row: '{"type":1}' } },
    'POST quarantine/q0/resend': { body: { sent: 1, failed: [] } },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<QuarantineShow />, { path: '/:id', at: '/q0' });
  const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Row as JSON' });
  const shape = () => ({
    lines: field.rows,
    hasLineBelow: document.getElementById(field.getAttribute('aria-describedby') ?? '') !== null,
  });
  const asHigh = { lines: 12, hasLineBelow: true };
  expect(shape()).toEqual(asHigh);
  await userEvent.clear(field);
  await userEvent.type(field, '{{"type":');
  expect(shape()).toEqual(asHigh);
  await userEvent.type(field, '"viewed"}');
  expect(shape()).toEqual(asHigh);
  await userEvent.click(screen.getByRole('button', { name: 'Send again' }));
  expect(shape()).toEqual(asHigh);
  const posted = sent.filter(({ method }) => method === 'POST');
  expect(posted.map(({ body }) => body)).toEqual([{ row: { type: 'viewed' } }]);
});

test('discarded rows are listed by their state and restored, not sent', async () => {
  const discarded = { ...rows[0], discardedAt: '2026-03-02T12:00:00Z' };
  const { fetch, sent } = answerWith({
    ...noSettings,
    'GET quarantine': { body: [discarded], headers: { 'Content-Range': 'quarantine 0-0/1' } },
    'POST quarantine/restore': { body: { restored: 1 } },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<QuarantineList />, { path: '/', at: '/' });
  await userEvent.click(await screen.findByRole('combobox', { name: 'State' }));
  await userEvent.click(await screen.findByRole('option', { name: 'discarded' }));
  await waitFor(() =>
    expect(JSON.parse(queryOf(sent.at(-1)!).get('filter') ?? '{}')).toEqual({ state: 'discarded' }),
  );
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Choose all rows of this page' }));
  const toolbar = within(screen.getByRole('toolbar', { name: 'Chosen rows' }));
  expect(toolbar.queryByRole('button', { name: 'Send again' })).toBeNull();
  await userEvent.click(toolbar.getByRole('button', { name: 'Restore' }));
  const restored = expect.objectContaining({ path: 'quarantine/restore', body: { ids: ['q0'] } });
  await waitFor(() => expect(sent).toContainEqual(restored));
});
