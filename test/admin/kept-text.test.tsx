import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderScreen } from '#test/support/admin.tsx';
import { useKeptText } from '../../admin/src/document/use-kept-text.ts';
import { useTextHistory } from '../../admin/src/document/use-text-history.ts';

const saved = '{}';

const Editor = ({ document }: { document: string }) => {
  const history = useTextHistory(saved);
  useKeptText(document, history, history.text !== saved);
  return (
    <textarea aria-label="JSON" value={history.text} onChange={({ target }) => history.write(target.value)} />
  );
};

const open = (document = 'segments/press'): HTMLTextAreaElement => {
  cleanup();
  renderScreen(<Editor document={document} />, { path: '/', at: '/' });
  return screen.getByRole('textbox', { name: 'JSON' });
};

const signIn = (): void => localStorage.setItem('attune.signed-in', 'yes');
const signOut = (): void => localStorage.removeItem('attune.signed-in');

beforeEach(signIn);
afterEach(() => {
  cleanup();
  localStorage.clear();
});

test('what was written when a session ended is back after signing in, once', () => {
  fireEvent.change(open(), { target: { value: '{"name":"Press"}' } });
  signOut();
  cleanup();
  signIn();
  expect(open('segments/other').value).toBe(saved);
  expect(open().value).toBe('{"name":"Press"}');
  expect(open().value).toBe(saved);
});

test('what somebody leaves on purpose is not kept', () => {
  fireEvent.change(open(), { target: { value: '{"name":"Press"}' } });
  expect(open().value).toBe(saved);
});
