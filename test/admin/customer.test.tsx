import { cleanup, configure, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { Settings } from '#schemas/settings.ts';
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

const happened = [
  { id: 'm1', type: 'searched', data: { query: 'tea' }, source: 'api', at },
  {
    ...{ id: 'm2', type: 'consent_updated', source: 'system', at: daysBefore(3) },
    data: {
      purposes: { marketing_email: true },
      evidence: { method: 'in_person', version: '7', by: 'the till', text: 'May we write to you?' },
      expires_at: '2031-01-01T00:00:00Z',
    },
  },
];

const show = (fields: object = {}) => {
  const { fetch, sent } = answerWith({
    'GET customers/customer_id%3A1': {
      body: {
        ...customer,
        segmentReasons: [{ key: 'loyal', name: 'Loyal', member: true, reasons: ['orders are more than 3'] }],
        gate: 'open',
        picture: pictureOf(customer, Settings.parse({}), at),
        ...fields,
      },
    },
    'GET customers/customer_id%3A1/insights': {
      body: {
        trend: { state: 'falling', score: 10, before: 40, days: 28 },
        next_best_action: { action: 'win_back', reason: 'engagement fell', subject: { channel: 'email' } },
      },
    },
    'GET customers/customer_id%3A1/identities': { body: { links: [], audit: [] } },
    'GET customers/customer_id%3A1/timeline': { body: timeline },
    'GET customers/customer_id%3A1/events': { body: happened },
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
    'analytics: unknown',
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

test('proves each consent: by what, by whom, and until when it holds', async () => {
  show();
  const table = await screen.findByRole('table', { name: 'Consent history' });
  const [, ...rows] = within(table).getAllByRole('row');
  expect(rows).toHaveLength(1);
  const cells = within(rows[0]!)
    .getAllByRole('cell')
    .map(({ textContent }) => textContent);
  expect(cells[1]).toBe('gave marketing email');
  expect(cells[2]).toBe('in person, version 7, taken down by the till, “May we write to you?”');
  expect(cells[3]).toBe('system');
  expect(within(rows[0]!).getAllByText(/20/, { selector: 'time' })[1]?.getAttribute('datetime')).toBe(
    '2031-01-01T00:00:00Z',
  );
});

test('says of a hashed identity that it is one', async () => {
  show({ identities: ['customer_id:1', `anonymous_id:hmac:${'a'.repeat(32)}`] });
  const hash = await screen.findByText('hmac:aaaaaa…');
  expect(hash.getAttribute('title')).toBe('kept as a keyed hash');
});
