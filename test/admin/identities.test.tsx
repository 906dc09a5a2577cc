import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { at, profile } from '#test/domain/models/builders.ts';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { IdentitySection } from '../../admin/src/customers/identities/IdentitySection.tsx';
import type { CustomerRecord } from '../../admin/src/customers/types.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const link = { to: 'customer_id:1', at, cause: 'identify', state: 'active', sharedSince: null };
const links = [
  { ...link, from: 'anonymous_id:phone' },
  { ...link, from: 'anonymous_id:kiosk', state: 'shared', sharedSince: at },
  { ...link, from: 'anonymous_id:tablet', state: 'refused' },
  { ...link, from: 'customer_id:old', cause: 'merge', state: 'undone' },
];
const audit = [{ at, actor: 'ada@example.com', action: 'profile.merge-undone', reason: 'Her sister' }];
const record = (id: string) => JSON.parse(JSON.stringify({ ...profile({ id }), id, identities: [id] }));

const show = (customer: string, body: object) => {
  const { fetch, sent } = answerWith({
    [`GET customers/${encodeURIComponent(customer)}/identities`]: { body },
    'GET customers': {
      body: [record('customer_id:1'), record('customer_id:2'), record('anonymous_id:new')],
      headers: { 'Content-Range': 'customers 0-2/3' },
    },
    'POST customers/merge': { body: {} },
    'POST customers/merge/undo': { body: {} },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<IdentitySection customer={record(customer) as CustomerRecord} />, { path: '/', at: '/' });
  return sent;
};
const posted = (sent: ReturnType<typeof show>) => sent.find(({ method }) => method === 'POST');

test('says by what each identity is linked, since when, and why one is not', async () => {
  show('customer_id:1', { links, audit });
  const list = await screen.findByRole('list', { name: 'Links' });
  const items = within(list).getAllByRole('listitem');
  expect(items).toHaveLength(4);
  expect(items[0]?.textContent).toMatch(/anonymous_id:phone is customer_id:1.*by a login/);
  expect(items[1]?.textContent).toMatch(/More than one customer uses this device/);
  expect(items[2]?.textContent).toMatch(/only with consent to cross-device use/);
  expect(items[3]?.textContent).toMatch(/by hand.*Undone by hand/);
  const badge = (index: number, state: string) =>
    within(items[index]!).getByText(state).closest('.MuiChip-root')?.className;
  expect(badge(0, 'active')).toContain('MuiChip-filled');
  expect(badge(3, 'undone')).toContain('MuiChip-outlined');
  expect(screen.getByRole('list', { name: 'By hand' }).textContent).toMatch(
    /Undone by ada@example.com.*Her sister/,
  );
});

test('only what holds can be undone, and with a reason', async () => {
  const user = userEvent.setup();
  const sent = show('customer_id:1', { links, audit: [] });
  expect(await screen.findAllByRole('button', { name: /^Undo/ })).toHaveLength(2);
  await user.click(screen.getByRole('button', { name: 'Undo anonymous_id:phone is customer_id:1' }));
  const dialog = await screen.findByRole('dialog', { name: 'anonymous_id:phone is not customer_id:1' });
  const confirm = within(dialog).getByRole('button', { name: 'Undo' });
  expect(confirm.hasAttribute('disabled')).toBe(true);
  await user.type(within(dialog).getByLabelText(/Reason/), 'A friend’s phone');
  await user.click(confirm);
  await waitFor(() =>
    expect(posted(sent)).toMatchObject({
      path: 'customers/merge/undo',
      body: { from: { anonymous_id: 'phone' }, into: { customer_id: '1' }, reason: 'A friend’s phone' },
    }),
  );
});

test.each([
  [
    'somebody else into a customer',
    'customer_id:1',
    'anonymous_id:new',
    { anonymous_id: 'new' },
    { customer_id: '1' },
  ],
  [
    'a visitor into a customer',
    'anonymous_id:a',
    'customer_id:2',
    { anonymous_id: 'a' },
    { customer_id: '2' },
  ],
])('merges %s, after telling what comes together', async (_name, customer, other, from, into) => {
  const user = userEvent.setup();
  const sent = show(customer, { links: [], audit: [] });
  await screen.findByText(/nothing is linked to it/);
  await user.click(screen.getByRole('button', { name: 'Merge' }));
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByRole('combobox', { name: 'Customer' }));
  await user.click(await screen.findByRole('option', { name: other }));
  within(dialog).getByText(/folded in order of time/);
  await user.type(within(dialog).getByLabelText(/Reason/), 'Same person');
  await user.click(within(dialog).getByRole('button', { name: 'Merge' }));
  await waitFor(() =>
    expect(posted(sent)).toMatchObject({
      path: 'customers/merge',
      body: { from, into, reason: 'Same person' },
    }),
  );
});
