import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import type { DocumentRecord } from '../../admin/src/document/types.ts';
import { csvOf } from '../../admin/src/rules/list/rules-csv.ts';
import { RuleList } from '../../admin/src/rules/RuleList.tsx';

const record = (key: string, name: string, priority: number): DocumentRecord => {
  const body = {
    key,
    name,
    priority,
    conditions: { all: [] },
    event: {
      type: 'personalize',
      params: { actions: [{ type: 'pin', placement: 'hero_banner', variant: 'a' }] },
    },
  };
  const live = { revision: 2, author: 'ada', publishedAt: '2026-03-01T00:00:00Z', body };
  const common = { id: key, key, kind: 'rule' as const, name, body, live, draft: null };
  return { ...common, status: 'live', updatedAt: live.publishedAt, author: 'ada' };
};
const rules = [record('first', 'First', 30), record('second', 'Second', 20), record('third', 'Third', 10)];
const hourly = [...new Array<number>(23).fill(0), 7];
const activity = {
  from: '2026-03-01T00:00:00.000Z',
  decisions: 9,
  rules: [{ rule: 'first', total: 7, hourly }],
};
const audiences = {
  sample: 4,
  population: 8,
  at: activity.from,
  rules: [
    { rule: 'first', matching: 1, unjudged: false },
    { rule: 'second', matching: 2, unjudged: true },
  ],
};

const open = () => {
  const { fetch, sent } = answerWith({
    'GET placements': { body: [], headers: { 'Content-Range': 'placements */0' } },
    'GET rules': { body: rules, headers: { 'Content-Range': 'rules 0-2/3' } },
    'GET rule-activity': { body: activity },
    'GET rule-audiences': { body: audiences },
    'PATCH rules': { body: [] },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<RuleList />, { path: '/', at: '/' });
  return () => sent.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
};

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('a rule is told with whom it reaches and how often it matched', async () => {
  open();
  const row = within(await screen.findByRole('row', { name: /First/ }));
  expect(await row.findByText('25.0%')).toBeDefined();
  expect(
    row.getByRole('img', { name: `Matches of First by hour, the oldest first: ${hourly.join(', ')}` }),
  ).toBeDefined();
  expect(row.getByText('7')).toBeDefined();
  expect(within(screen.getByRole('row', { name: /Second/ })).getByText('50.0%').textContent).toBe('≤ 50.0%');
  expect(screen.getByText(/a sample of 4 of 8 customers/)).toBeDefined();
});

test('a move changes as few priorities as it can, in one call, and is taken back', async () => {
  const patched = open();
  await userEvent.click(await screen.findByRole('button', { name: 'Move Third higher' }));
  expect(patched()).toEqual([{ rules: { third: { priority: 25 } } }]);
  await userEvent.click(await screen.findByRole('button', { name: 'Undo the move' }));
  expect(patched()[1]).toEqual({ rules: { third: { priority: 10 } } });
});

test('the first cannot move higher, and no rule moves where the order is another', async () => {
  open();
  const first = await screen.findByRole('button', { name: 'Move First higher' });
  expect(first.hasAttribute('disabled')).toBe(true);
  await userEvent.click(screen.getByRole('button', { name: 'Name' }));
  const third = () => screen.getByRole('button', { name: 'Move Third higher' });
  await waitFor(() => expect(third().hasAttribute('disabled')).toBe(true), { timeout: 10_000 });
  expect(third().title).toContain('Sort by priority');
});

test('chosen rules are switched off after a question, in one call', async () => {
  const patched = open();
  for (const name of ['First', 'Third'])
    await userEvent.click(await screen.findByRole('checkbox', { name: `Choose ${name}` }));
  await userEvent.click(screen.getByRole('button', { name: 'Switch off' }));
  expect(patched()).toEqual([]);
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: /Switch off/ }));
  expect(patched()).toEqual([{ rules: { first: { enabled: false }, third: { enabled: false } } }]);
});

test('columns are left out, and queries are kept', async () => {
  open();
  await screen.findByRole('row', { name: /First/ });
  await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
  await userEvent.click(screen.getByRole('menuitemcheckbox', { name: 'Priority' }));
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('columnheader', { name: 'Priority' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Saved queries' }));
  await userEvent.type(await screen.findByLabelText('Save this as'), 'mine{Enter}');
  expect(await screen.findByRole('button', { name: 'mine' })).toBeDefined();
});

test('a spreadsheet gets numbers, and no formula', () => {
  const told = { activity, audiences };
  const [head, first] = csvOf([record('first', '=1+1, "x"', 30)], told).split('\n');
  expect(head).toBe('key,name,Status,Priority,Placement,Action,Audience,"Matches, 24 h",Author,Updated');
  expect(first).toBe(
    `first,"'=1+1, ""x""",live revision 2,30,hero banner,pin,0.25,7,ada,2026-03-01T00:00:00Z`,
  );
});
