import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { RuleEdit, RuleShow } from '../../admin/src/rules/RuleScreens.tsx';

const body = {
  key: 'vip-hero',
  name: 'VIP hero',
  priority: 5,
  conditions: {
    all: [{ fact: 'profile', path: '$.counters.orders', operator: 'greaterThanInclusive', value: 5 }],
  },
  event: {
    type: 'personalize',
    params: { actions: [{ type: 'pin', placement: 'hero_banner', variant: 'hero-vip' }] },
  },
};
const live = {
  id: 'vip-hero',
  key: 'vip-hero',
  kind: 'rule',
  name: 'VIP hero',
  body,
  live: { revision: 2, body },
  draft: null,
  status: 'live',
};
const draft = { etag: 'd1', state: 'draft', updatedAt: '2026-01-02T10:00:00Z', author: 'ada', body };
const drafted = { ...live, draft, status: 'live+draft' };
const rule = (record: object) => ({ body: record, headers: { ETag: '"e1"' } });
const releases = {
  body: [{ id: 7, number: 7, current: true }],
  headers: { 'Content-Range': 'releases 0-0/1' },
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const open = (answers: Parameters<typeof answerWith>[0]) => {
  const { fetch, sent } = answerWith(answers);
  vi.stubGlobal('fetch', fetch);
  return sent;
};
const editAt = { path: '/rules/:id', at: '/rules/vip-hero' };
const showAt = { path: '/rules/:id/show', at: '/rules/vip-hero/show' };

test('a rule is shown as a sentence', async () => {
  open({ 'GET rules/vip-hero': rule(live) });
  renderScreen(<RuleShow />, showAt);
  expect(
    await screen.findByText('When orders is at least 5, always show “hero-vip” in hero banner.'),
  ).toBeDefined();
  expect(screen.getByText('live · r2')).toBeDefined();
});

test('every fault that the server finds is listed with its place', async () => {
  const faults = [
    { path: '/body/conditions/all/0/fact', message: 'there is no such fact' },
    { path: '/body/name', message: 'too short' },
  ];
  open({ 'GET rules/vip-hero': rule(live), 'POST rules/vip-hero/validate': { body: { faults } } });
  renderScreen(<RuleEdit />, editAt);
  expect(await screen.findByText('2 faults', {}, { timeout: 4000 })).toBeDefined();
  expect(screen.getByText(/conditions › all › 0 › fact/)).toBeDefined();
  expect(screen.getAllByText(/too short/).length).toBeGreaterThan(0);
});

test('there is nothing to save before something is written', async () => {
  open({ 'GET rules/vip-hero': rule(live), 'POST rules/vip-hero/validate': { body: { faults: [] } } });
  renderScreen(<RuleEdit />, editAt);
  const save = await screen.findByRole('button', { name: 'Save draft' });
  expect((save as HTMLButtonElement).disabled).toBe(true);
  expect(await screen.findByText('Valid: it can be published.', {}, { timeout: 4000 })).toBeDefined();
});

const publish = async (): Promise<void> => {
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: /Publish/ }));
  await user.type(await screen.findByLabelText(/Reason/), 'summer');
  const confirm = await screen.findByRole('button', { name: 'Publish' });
  await waitFor(() => expect((confirm as HTMLButtonElement).disabled).toBe(false));
  await user.click(confirm);
};

test('publishing names the release it is based on, the document and the reason', async () => {
  const sent = open({
    'GET rules/vip-hero': rule(drafted),
    'GET releases': releases,
    'POST publish': { status: 201, body: { id: 8, number: 8 } },
  });
  renderScreen(<RuleShow />, showAt);
  await publish();
  await waitFor(() => expect(sent.some(({ path }) => path === 'publish')).toBe(true));
  expect(sent.find(({ path }) => path === 'publish')?.body).toEqual({
    environment: 'production',
    parent: 7,
    documents: ['rule/vip-hero'],
    reason: 'summer',
  });
});

test('a refused release lists every reason', async () => {
  const errors = [
    { path: '/rule/vip-hero/conditions', message: 'can never match' },
    { path: '/rule/vip-hero/event', message: 'there is no variant "hero-vip"' },
  ];
  open({
    'GET rules/vip-hero': rule(drafted),
    'GET releases': releases,
    'POST publish': { status: 422, body: { title: 'No', code: 'unprocessable', status: 422, errors } },
  });
  renderScreen(<RuleShow />, showAt);
  await publish();
  expect(await screen.findByText(/for these 2 reasons/)).toBeDefined();
  expect(screen.getByText(/can never match/)).toBeDefined();
  expect(screen.getByText(/there is no variant/)).toBeDefined();
});

test('a release that came first is told, and can be built upon', async () => {
  open({
    'GET rules/vip-hero': rule(drafted),
    'GET releases': releases,
    'POST publish': { status: 409, body: { title: 'No', code: 'conflict', status: 409 } },
  });
  renderScreen(<RuleShow />, showAt);
  await publish();
  expect(await screen.findByText(/Someone else published meanwhile/)).toBeDefined();
  expect(screen.getByRole('button', { name: 'Publish on top of it' })).toBeDefined();
});
