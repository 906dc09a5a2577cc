import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { TopBar } from '../../admin/src/layout/TopBar.tsx';
import { answerWith, renderScreen } from '../support/admin.tsx';

const demo = { body: { loaded: true } };

/** A window on which exactly the queries for narrow ones hold. */
const showAt = (narrow: boolean) => {
  const matchMedia = (media: string) => ({
    media,
    matches: narrow && media.includes('max-width'),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  });
  vi.stubGlobal('matchMedia', matchMedia);
  vi.stubGlobal('fetch', answerWith({ 'GET demo': demo }).fetch);
  renderScreen(<TopBar />, { path: '/', at: '/' });
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('a phone leaves the room to the environment, the refresh and the account', async () => {
  showAt(true);
  expect(await screen.findByRole('combobox', { name: /Environment/ })).toBeDefined();
  expect(screen.getByRole('button', { name: 'Account' })).toBeDefined();
  expect(screen.getByRole('button', { name: /refresh/i })).toBeDefined();
  expect(screen.queryByText('Attune')).toBeNull();
  expect(screen.queryByText('Demo data')).toBeNull();
});

test('a wide window has the name of the product and says that the data are made up', async () => {
  showAt(false);
  expect(await screen.findByText('Demo data')).toBeDefined();
  expect(screen.getByText('Attune')).toBeDefined();
});
