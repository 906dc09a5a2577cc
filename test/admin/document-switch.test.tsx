import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Link } from 'react-router';
import { afterEach, expect, test, vi } from 'vitest';
import { RuleEdit, RuleShow } from '../../admin/src/rules/RuleScreens.tsx';
import { answerWith, renderScreen } from '../support/admin.tsx';

const patience = { timeout: 15_000 };
const none = { body: [], headers: { 'Content-Range': 'any */0' } };
const lists = ['placements', 'variants', 'segments', 'conditions', 'experiments', 'journeys'];

const rule = (key: string) => {
  const body = {
    key,
    name: `Rule ${key}`,
    priority: 5,
    conditions: { all: [] },
    event: {
      type: 'personalize',
      params: { actions: [{ type: 'pin', placement: 'hero_banner', variant: key }] },
    },
  };
  return {
    body: {
      id: key,
      key,
      kind: 'rule',
      name: body.name,
      body,
      live: { revision: 1, body },
      draft: null,
      status: 'live',
    },
    headers: { ETag: '"e1"' },
  };
};

const open = () => {
  const { fetch } = answerWith({
    ...Object.fromEntries(lists.map((resource) => [`GET ${resource}`, none])),
    'GET rules/one': rule('one'),
    'GET rules/two': rule('two'),
    'POST rules/one/validate': { body: { faults: [] } },
    'POST rules/two/validate': { body: { faults: [] } },
  });
  vi.stubGlobal('fetch', fetch);
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('another document begins with its own text and nothing to undo', async () => {
  open();
  const editor = (
    <>
      <Link to="/rules/two">over</Link>
      <RuleEdit />
    </>
  );
  renderScreen(editor, { path: '/rules/:id', at: '/rules/one' });
  const name = await screen.findByRole('textbox', { name: 'Name' }, patience);
  await userEvent.type(name, '!');
  expect(screen.getByRole('button', { name: 'Undo' }).hasAttribute('disabled')).toBe(false);
  await userEvent.click(screen.getByRole('link', { name: 'over' }));
  expect(screen.queryByDisplayValue('Rule one!')).toBeNull();
  expect(await screen.findByDisplayValue('Rule two', {}, patience)).toBeDefined();
  expect(screen.getByRole('button', { name: 'Undo' }).hasAttribute('disabled')).toBe(true);
});

test.each([
  ['shown', <RuleShow key="show" />],
  ['edited', <RuleEdit key="edit" />],
])('a document that is not there and would be %s leads back to the list', async (_how, element) => {
  open();
  renderScreen(element, { path: '/rules/:id', at: '/rules/nope' });
  expect(await screen.findByRole('heading', { name: 'No such rule' }, patience)).toBeDefined();
  expect(screen.getByText(/“nope”/)).toBeDefined();
  expect(screen.getByRole('link', { name: 'Go to Rules' }).getAttribute('href')).toBe('/rules');
});
