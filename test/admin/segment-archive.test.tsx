import { cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { DocumentActions } from '../../admin/src/document/DocumentActions.tsx';
import type { DocumentRecord } from '../../admin/src/document/types.ts';
import { segmentNoun } from '../../admin/src/segments/noun.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const body = { key: 'club', name: 'Club', source: 'upload' };
const live = { revision: 1, author: 'ada@example.com', publishedAt: '2026-03-01T12:00:00Z', body };
const record: DocumentRecord = {
  ...{ id: 'club', key: 'club', kind: 'segment', name: 'Club', body, live, draft: null },
  ...{ status: 'live', updatedAt: live.publishedAt, author: live.author },
};

const askToArchive = async (usedBy: string[]): Promise<HTMLElement> => {
  vi.stubGlobal('fetch', answerWith({ 'GET segments/club/size': { body: { usedBy } } }).fetch);
  renderScreen(<DocumentActions noun={segmentNoun} record={record} />, { path: '/', at: '/' });
  await userEvent.click(screen.getByRole('button', { name: 'Archive' }));
  return screen.findByRole('dialog', { name: 'Archive of “Club”?' });
};

test('whoever archives a segment reads first what names it', async () => {
  const dialog = within(await askToArchive(['segment/nested', 'rule/vip-hero']));
  expect((await dialog.findByRole('link', { name: 'vip-hero' })).getAttribute('href')).toContain(
    '/rules/vip-hero/show',
  );
  expect(dialog.getByRole('link', { name: 'nested' })).toBeDefined();
});

test('a segment that nothing names is archived without a warning', async () => {
  const dialog = within(await askToArchive([]));
  await vi.waitFor(() => expect(dialog.queryByRole('status')).toBeNull());
  expect(dialog.queryByText(/cannot be published/)).toBeNull();
});
