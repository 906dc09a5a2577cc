import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { answerWith, renderScreen, type SentRequest } from '#test/support/admin.tsx';
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

/** The editor's parts are loaded when they are first shown. */
const patience = { timeout: 15_000 };

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const none = { body: [], headers: { 'Content-Range': 'any */0' } };
const lists = ['placements', 'variants', 'segments', 'conditions', 'experiments', 'journeys'];
const nothingElse = Object.fromEntries(lists.map((resource) => [`GET ${resource}`, none]));

const open = (answers: Parameters<typeof answerWith>[0]) => {
  const { fetch, sent } = answerWith({ ...nothingElse, ...answers });
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
  expect(screen.getByText('live · revision 2')).toBeDefined();
});

test('every fault that the server finds is listed with its place', async () => {
  const faults = [
    { path: '/body/conditions/all/0/fact', message: 'there is no such fact' },
    { path: '/body/name', message: 'too short' },
  ];
  open({ 'GET rules/vip-hero': rule(live), 'POST rules/vip-hero/validate': { body: { faults } } });
  renderScreen(<RuleEdit />, editAt);
  expect(await screen.findByText('2 faults', {}, patience)).toBeDefined();
  expect(screen.getByText(/conditions › all › 0 › fact/)).toBeDefined();
  expect(screen.getAllByText(/too short/).length).toBeGreaterThan(0);
});

test('there is nothing to save before something is written', async () => {
  open({ 'GET rules/vip-hero': rule(live), 'POST rules/vip-hero/validate': { body: { faults: [] } } });
  renderScreen(<RuleEdit />, editAt);
  const save = await screen.findByRole('button', { name: 'Save draft' });
  expect((save as HTMLButtonElement).disabled).toBe(true);
  expect(await screen.findByText('Valid: it can be published.', {}, patience)).toBeDefined();
});

const audience = {
  sample: 200,
  population: 4000,
  sampledBy: 'drawn at random',
  matching: 50,
  estimate: { customers: 1000, low: 770, high: 1250 },
  withheld: 3,
  dropOff: [{ path: ['conditions', 'all', 0], text: 'profile.counters.orders is at least 5', left: 50 }],
  unjudged: [],
  matches: [{ customerId: 'c-1', name: 'Ada' }],
  nearMisses: [
    { customerId: 'c-2', failed: [{ path: ['conditions', 'all', 0], text: 'profile.counters.orders …' }] },
  ],
};
const shadowed = {
  kind: 'shadowed',
  severity: 'warning',
  message: 'hidden by another',
  otherRule: 'hero-cart',
};
const valid = { 'GET rules/vip-hero': rule(live), 'POST rules/vip-hero/validate': { body: { faults: [] } } };

test('beside the form stand its sentence, whom it reaches and what it runs into', async () => {
  const sent = open({
    ...valid,
    'POST rules/audience': { body: audience },
    'POST rules/analysis': { body: { findings: [shadowed] } },
  });
  renderScreen(<RuleEdit />, editAt);
  expect(await screen.findByText('25.0%', {}, patience)).toBeDefined();
  expect(
    screen.getByText(
      'about 1,000 (770–1,250) of 4,000 customers, nineteen times out of twenty; from a sample of 200, drawn at random',
    ),
  ).toBeDefined();
  expect(screen.getByText(/^3 of them get defaults all the same/)).toBeDefined();
  // the condition and the near miss, in the builder's words
  expect(screen.getByText('orders is at least 5')).toBeDefined();
  expect(screen.getByText(/: orders is at least 5$/)).toBeDefined();
  expect(screen.getByText('When orders is at least 5, always show “hero-vip” in hero banner.')).toBeDefined();
  expect(screen.getByRole('link', { name: 'Ada' }).getAttribute('href')).toBe('/customers/c-1/show');
  expect(await screen.findByText('hidden by another')).toBeDefined();
  expect(screen.getByRole('link', { name: 'hero-cart' }).getAttribute('href')).toBe('/rules/hero-cart/show');
  expect(sent.find(({ path }) => path === 'rules/audience')?.body).toMatchObject({
    rule: { key: 'vip-hero' },
  });
});

test('without customers there is nothing to estimate from, and it says so', async () => {
  const empty = {
    ...audience,
    sample: 0,
    population: 0,
    matching: 0,
    dropOff: [],
    matches: [],
    nearMisses: [],
  };
  open({ ...valid, 'POST rules/audience': { body: empty } });
  renderScreen(<RuleEdit />, editAt);
  expect(await screen.findByText(/No customers yet/, {}, patience)).toBeDefined();
  expect(screen.queryByRole('heading', { name: 'Conflicts' })).toBeNull();
});

test('an estimate that failed can be asked for again', async () => {
  let failures = 1;
  const answer = () => (failures-- > 0 ? { status: 503, body: { title: 'busy' } } : { body: audience });
  open({ ...valid, 'POST rules/audience': answer });
  renderScreen(<RuleEdit />, editAt);
  await userEvent.click(await screen.findByRole('button', { name: 'Try again' }, patience));
  expect(await screen.findByText('25.0%', {}, patience)).toBeDefined();
});

const savedAs = (request: { body: unknown }) => rule({ ...drafted, ...(request.body as object) });
const lastSaved = (sent: readonly SentRequest[]): unknown =>
  (sent.findLast(({ method }) => method === 'PUT')?.body as { body: unknown } | undefined)?.body;

test('what is written is saved by itself, against the version that was read', async () => {
  const sent = open({ ...valid, 'PUT rules/vip-hero': savedAs });
  renderScreen(<RuleEdit />, editAt);
  const name = await screen.findByLabelText(/Name/);
  await userEvent.type(name, 's');
  await waitFor(() => expect(sent.some(({ method }) => method === 'PUT')).toBe(true), patience);
  expect(lastSaved(sent)).toEqual({ ...body, name: 'VIP heros' });
  expect(sent.find(({ method }) => method === 'PUT')?.headers.get('If-Match')).toBe('"e1"');
});

test('what has faults is not saved by itself, and is taken back by Undo', async () => {
  const sent = open(valid);
  renderScreen(<RuleEdit />, editAt);
  const name = await screen.findByLabelText<HTMLInputElement>(/Name/);
  await userEvent.clear(name);
  expect(await screen.findByText('Not saved: it has faults.')).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(name.value).toBe('VIP hero');
  expect(screen.getByText('Nothing is changed.')).toBeDefined();
  expect(sent.some(({ method }) => method === 'PUT')).toBe(false);
});

test('another type of action keeps what both have, and says what it does', async () => {
  const sent = open({ ...valid, 'PUT rules/vip-hero': savedAs });
  renderScreen(<RuleEdit />, editAt);
  await userEvent.click(await screen.findByRole('combobox', { name: 'What happens' }, patience));
  await userEvent.click(screen.getByRole('option', { name: 'Boost a variant' }));
  const card = within(screen.getByRole('group', { name: 'Action 1' }));
  expect(card.getByText(/boost “hero-vip” in hero banner by \+0.5/)).toBeDefined();
  await userEvent.clear(card.getByLabelText(/By/));
  await userEvent.type(card.getByLabelText(/By/), '-0.25');
  expect(card.getByText(/by −0.25/)).toBeDefined();
  const action = { type: 'boost', placement: 'hero_banner', variant: 'hero-vip', by: -0.25 };
  await waitFor(
    () => expect(lastSaved(sent)).toMatchObject({ event: { params: { actions: [action] } } }),
    patience,
  );
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

test('a field that is not JSON stands in the way of saving, and says on which line', async () => {
  const odd = { ...body, event: { type: 'personalize', params: { actions: [{ type: 'unheard of' }] } } };
  const record = { ...live, body: odd };
  const sent = open({
    'GET rules/vip-hero': rule(record),
    'POST rules/vip-hero/validate': { body: { faults: [] } },
  });
  renderScreen(<RuleEdit />, editAt);
  const field = await screen.findByLabelText('Action as JSON', {}, patience);
  fireEvent.change(field, { target: { value: '{\n  "type": pin\n}' } });
  expect(
    await screen.findByText('Action as JSON: Not JSON, line 2: a value is expected.', {}, patience),
  ).toBeDefined();
  const save = screen.getByRole<HTMLButtonElement>('button', { name: 'Save draft' });
  expect(save.disabled).toBe(true);
  fireEvent.blur(field);
  expect(save.disabled).toBe(true);
  fireEvent.change(field, { target: { value: '{ "type": "still unheard of" }' } });
  await waitFor(() => expect(save.disabled).toBe(false));
  expect(sent.filter(({ method }) => method === 'PUT')).toEqual([]);
});
