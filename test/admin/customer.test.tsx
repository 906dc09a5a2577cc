import { cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { Settings } from '#schemas/settings.ts';
import { pictureOf } from '#server/domain/profiles/picture.ts';
import { at, daysBefore, profile } from '#test/domain/models/builders.ts';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { CustomerShow } from '../../admin/src/customers/CustomerShow.tsx';

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
    ...{ id: 'journey cart 1', kind: 'transition', journey: 'cart', at: daysBefore(2) },
    ...{ from: 'waiting', state: 'reminded', event: null, done: true },
  },
  {
    ...{ id: 'journey cart 0', kind: 'transition', journey: 'cart', at: daysBefore(3) },
    ...{ from: null, state: 'waiting', event: 'added_to_cart', done: false },
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
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<CustomerShow />, { path: '/customers/:id/show', at: '/customers/customer_id%3A1/show' });
  return sent;
};

test('says who the customer is, what was consented to, and why each segment', async () => {
  show();
  await screen.findByRole('heading', { level: 1, name: 'customer_id:1' });
  for (const text of [
    'known',
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
    'came in at waiting, by added to cart',
    'from waiting to reminded, as time passed: the end',
  ])
    expect(screen.getByText(text)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Journeys' }));
  await vi.waitFor(() =>
    expect(sent.some(({ path }) => decodeURIComponent(path).includes('{"kind":"transition"}'))).toBe(true),
  );
});
