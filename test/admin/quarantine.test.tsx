import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen, type SentRequest } from '#test/support/admin.tsx';
import { QuarantineList } from '../../admin/src/quarantine/QuarantineList.tsx';

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

const queryOf = ({ path }: SentRequest) => new URLSearchParams(path.split('?')[1]);

const show = () => {
  const server = answerWith({
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
