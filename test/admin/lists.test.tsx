import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { ApiKeyList } from '../../admin/src/api-keys/ApiKeyList.tsx';
import { DecisionList } from '../../admin/src/decisions/DecisionList.tsx';
import { Login } from '../../admin/src/login/Login.tsx';
import { RuleList } from '../../admin/src/rules/RuleList.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const none = { body: [], headers: { 'Content-Range': 'any */0' } };
const open = (answers: Parameters<typeof answerWith>[0]): void => {
  vi.stubGlobal('fetch', answerWith({ 'GET placements': none, ...answers }).fetch);
};

test.each([
  ['rules', <RuleList key="r" />, 'No rules here', /New rule/],
  ['decisions', <DecisionList key="d" />, 'No decisions yet', /Open the API docs/],
  ['api-keys', <ApiKeyList key="k" />, 'No keys yet', /New key/],
])('an empty list of %s says what is missing and what to do', async (resource, list, title, action) => {
  open({ [`GET ${resource}`]: none });
  renderScreen(list, { path: '/', at: '/' });
  expect(await screen.findByText(title)).toBeDefined();
  expect(screen.getAllByText(action).length).toBeGreaterThan(0);
});

test('a list that could not be read offers to try again', async () => {
  // react-admin also logs what it shows
  vi.spyOn(console, 'error').mockImplementation(() => {});
  open({ 'GET rules': { status: 503, body: { title: 'Not ready yet', code: 'unavailable', status: 503 } } });
  renderScreen(<RuleList />, { path: '/', at: '/' });
  expect(await screen.findByText('Not ready yet')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined();
});

test('a row has a link for the keyboard, and a checkbox with a name', async () => {
  const body = { key: 'vip', name: 'VIP' };
  const rule = {
    id: 'vip',
    key: 'vip',
    kind: 'rule',
    name: 'VIP',
    body,
    live: null,
    draft: null,
    status: 'draft',
  };
  open({ 'GET rules': { body: [rule], headers: { 'Content-Range': 'rules 0-0/1' } } });
  renderScreen(<RuleList />, { path: '/', at: '/' });
  const link = await screen.findByRole('link', { name: 'VIP' });
  expect(link.getAttribute('href')).toBe('/rules/vip/show');
  expect(screen.getByRole('checkbox', { name: 'Choose VIP' })).toBeDefined();
});

test('the login is labelled for people and for password managers', () => {
  renderScreen(<Login />, { path: '/', at: '/' });
  expect(screen.getByLabelText(/E-mail/).getAttribute('autocomplete')).toBe('username');
  expect(screen.getByLabelText(/Password/).getAttribute('autocomplete')).toBe('current-password');
});
