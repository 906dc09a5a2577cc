import { cleanup, configure, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { Settings } from '#schemas/settings.ts';
import { consentNow } from '#server/domain/decisions/consent.ts';
import { pictureOf } from '#server/domain/profiles/picture.ts';
import { at, daysBefore, profile } from '#test/domain/models/builders.ts';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { CustomerShow } from '../../admin/src/customers/CustomerShow.tsx';

// the screen is large: on a busy machine the last of its cards comes after more than the usual second
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const customer = profile({
  consent: { personalization: true, profiling: false },
  traits: { age: 41 },
});
const timeline = [
  {
    id: 'decision d1',
    kind: 'decision',
    decisionId: 'd1',
    at,
    pageType: 'homepage',
    release: 3,
    elements: [],
  },
  { id: 'event m1', kind: 'event', type: 'searched', data: { query: 'tea' }, at: daysBefore(1) },
  {
    ...{ id: 'event m0', kind: 'event', type: 'consent_updated', at: daysBefore(1) },
    data: { purposes: { analytics: true, profiling: false }, evidence: 'Yes, I am fine with that' },
  },
  {
    ...{ id: 'journey cart 1', kind: 'transition', journey: 'cart', at: daysBefore(2) },
    ...{ from: 'waiting', state: 'reminded', event: null, done: true },
  },
  {
    ...{ id: 'journey cart 0', kind: 'transition', journey: 'cart', at: daysBefore(3) },
    ...{ from: null, state: 'waiting', event: 'added_to_cart', done: false },
  },
];

const settings = Settings.parse({});
const choice = (fields: object) => ({
  ...{ id: 'customer_id:1 m1 marketing_email', purpose: 'marketing_email', given: true, state: 'in_force' },
  ...{ at: daysBefore(3), receivedAt: daysBefore(3), until: null, source: 'api', event: 'consent_updated' },
  ...{ identity: 'customer_id:1', messageId: 'm1', request: null },
  ...fields,
});
const choices = [
  choice({
    until: '2031-01-01T00:00:00Z',
    evidence: { method: 'in_person', version: '7', by: 'the till', text: 'May we write to you?' },
  }),
  choice({ id: 'gpc', purpose: 'profiling', given: false, signal: 'gpc', event: 'page_viewed' }),
  choice({ id: 'asked', given: false, state: 'replaced', source: 'system', request: 'r1' }),
  choice({ id: 'imported', state: 'expired', source: 'import' }),
];

const show = (fields: object = {}, consents = choices, insights: object = {}) => {
  const { fetch, sent } = answerWith({
    'GET customers/customer_id%3A1': {
      body: {
        ...customer,
        segmentReasons: [{ key: 'loyal', name: 'Loyal', member: true, reasons: ['orders are more than 3'] }],
        gate: 'open',
        consentNow: consentNow({ profile: customer, settings, at }),
        picture: pictureOf(customer, settings, at),
        ...fields,
      },
    },
    'GET customers/customer_id%3A1/insights': {
      body: {
        trend: { state: 'falling', score: 10, before: 40, days: 28 },
        next_best_action: { action: 'win_back', reason: 'engagement fell', subject: { channel: 'email' } },
        withheld: [],
        ...insights,
      },
    },
    'GET customers/customer_id%3A1/identities': { body: { links: [], audit: [] } },
    'GET customers/customer_id%3A1/timeline': { body: timeline },
    'GET customers/customer_id%3A1/consents': { body: consents },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<CustomerShow />, { path: '/customers/:id/show', at: '/customers/customer_id%3A1/show' });
  return sent;
};

test('says who the customer is, what was consented to, and why each segment', async () => {
  show();
  await screen.findByText('known');
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(customer.subject);
  for (const text of [
    'personalization: given',
    'profiling: refused',
    'analytics: unknown, so not used',
    '35-44 (trait age)',
    'orders are more than 3',
  ])
    expect(screen.getByText(text)).toBeTruthy();
});

test('says what to do next and how engagement goes', async () => {
  show();
  await screen.findByText('win back');
  expect(screen.getByText('because engagement fell')).toBeTruthy();
  expect(screen.getByText('Engagement is falling: from 40 to 10 in 28 days.')).toBeTruthy();
});

test('says what is not known, instead of nothing', async () => {
  show();
  await screen.findByText('Nothing is predicted yet: no model has been trained for it.');
  expect(screen.getAllByText('Not enough is known.')).toHaveLength(4);
  expect(screen.getByText('In no journey.')).toBeTruthy();
});

test('says what is withheld for want of consent, instead of that it is not known', async () => {
  const refused = { reason: 'customer', since: '2026-03-01T12:00:00Z' };
  const profiling = { section: 'preferences', purpose: 'profiling', ...refused };
  const personalization = { purpose: 'personalization', reason: 'privacy_compliance', since: null };
  const withheld = [profiling, { section: 'segments', ...personalization }];
  const lacking = [{ key: 'loyal', name: 'Loyal', member: false, reasons: ['orders are more than 3'] }];
  const next = { section: 'next_best_action', purpose: null, reason: 'holdout', since: null };
  const insights = { next_best_action: null, withheld: [next] };
  show({ withheld, segmentReasons: lacking }, choices, insights);
  expect(await screen.findByText(/^Withheld: profiling refused on .*2026/)).toBeTruthy();
  for (const text of [
    'Withheld: personalization is not consented to, and the law that applies asks for it.',
    'Withheld: the customer is held out, to measure the rest against.',
  ])
    expect(await screen.findByText(text)).toBeTruthy();
  for (const text of ['Not enough is known.', 'In no segment.', 'Not in', /^No next action/])
    expect(screen.queryByText(text)).toBeNull();
});

test('explains decisions from the timeline, which narrows to one kind', async () => {
  const sent = show();
  const explain = await screen.findByRole('link', { name: 'Explain' });
  expect(explain.getAttribute('href')).toBe('/decisions/d1/show');
  for (const text of [
    'query tea',
    'gave analytics; refused profiling · “Yes, I am fine with that”',
    'came in at waiting, by added to cart',
    'from waiting to reminded, as time passed: the end',
  ])
    expect(screen.getByText(text)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Journeys' }));
  await vi.waitFor(() =>
    expect(sent.some(({ path }) => decodeURIComponent(path).includes('{"kind":"transition"}'))).toBe(true),
  );
});

test('tells every choice: what became of it, by what it is proven, how it came, and until when it holds', async () => {
  show();
  const table = await screen.findByRole('table', { name: 'Consent history' });
  const [, ...rows] = within(table).getAllByRole('row');
  const cells = rows.map((row) =>
    within(row)
      .getAllByRole('cell')
      .slice(1)
      .map(({ textContent }) => textContent),
  );
  const evidence = 'in person, version 7, taken down by the till, “May we write to you?”';
  expect(cells).toEqual([
    ['gave marketing email', expect.stringMatching(/^in forceuntil .*2031/), `the API${evidence}`],
    ['refused profiling', 'in force', 'Global Privacy Control, the API, page viewed'],
    ['refused marketing email', 'replaced', 'a privacy request'],
    ['gave marketing email', 'expired', 'an import'],
  ]);
  expect(within(rows[0]!).getAllByText(/20/, { selector: 'time' })[1]?.getAttribute('datetime')).toBe(
    '2031-01-01T00:00:00Z',
  );
  expect(screen.getByRole('link', { name: 'a privacy request' }).getAttribute('href')).toBe(
    '/privacy-requests/r1/show',
  );
});

test('leads through a long history of consent', async () => {
  const many = Array.from({ length: 11 }, (_, number) => choice({ id: `c${number}` }));
  const sent = show({}, many);
  const table = await screen.findByRole('table', { name: 'Consent history' });
  expect(within(table).getAllByRole('row')).toHaveLength(11);
  await userEvent.click(screen.getByRole('button', { name: 'Older' }));
  await vi.waitFor(() =>
    expect(sent.some(({ path }) => decodeURIComponent(path).endsWith('consents?range=[10,20]'))).toBe(true),
  );
});

test('says of a hashed identity that it is one', async () => {
  show({ identities: ['customer_id:1', `anonymous_id:hmac:${'a'.repeat(32)}`] });
  const hash = await screen.findByText('hmac:aaaaaa…');
  expect(hash.getAttribute('title')).toBe('kept as a keyed hash');
});
