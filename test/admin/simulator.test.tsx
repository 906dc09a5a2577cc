import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { explainDecision } from '#server/domain/decisions/explain.ts';
import { differencesOf } from '#server/features/simulator/differences.ts';
import { inputOf, ordersAtLeast, releaseOf, rule } from '#test/domain/decisions/shop.ts';
import {
  addressOf,
  nothingAsked,
  readAddress,
  type SimulationInput,
  simulationOf,
} from '../../admin/src/simulator/address.ts';
import { curlOf } from '../../admin/src/simulator/request.ts';
import { SimulatorScreen } from '../../admin/src/simulator/SimulatorScreen.tsx';
import type { Explained, Simulation } from '../../admin/src/simulator/types.ts';
import { answerWith, renderScreen } from '../support/admin.tsx';

const pinning = (variant: string, orders: number) =>
  rule('loyal', [{ type: 'pin', placement: 'hero_banner', variant }], { conditions: ordersAtLeast(orders) });
const explained = async (orders: number): Promise<Explained> =>
  explainDecision({
    ...inputOf({ release: releaseOf({ documents: [pinning('hero-c', orders)] }) }),
    seed: 1,
  });

// four orders: one of the two rules holds
const [live, draft] = await Promise.all([explained(9), explained(3)]);
const customer = { id: 'customer_id:42', known: true };
const alone: Simulation = { customer, live, draft: null, differences: null };
const both: Simulation = { customer, live, draft, differences: differencesOf(live, draft) };

const show = (answer: { status?: number; body: unknown }, at: string) => {
  const lists = {
    'GET placements': empty('placements'),
    'GET customers': empty('customers'),
    'GET test-cases': empty('test-cases'),
  };
  const { fetch, sent } = answerWith({ ...lists, 'POST simulate': answer });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<SimulatorScreen />, { path: '/simulator', at: `/simulator${at}` });
  return () => sent.filter(({ method }) => method === 'POST').map(({ body }) => body);
};
const empty = (name: string) => ({ body: [], headers: { 'content-range': `${name} 0-0/0` } });

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the address', () => {
  const whole: SimulationInput = {
    customer: '42 & co',
    visitor: 'a1',
    page: 'cart',
    elements: ['hero_banner', 'notice'],
    context: { device: 'mobile' },
    goals: { drive_conversions: 1 },
    overrides: { profile: { traits: { plan: 'gold' } } },
    at: '2026-03-14T09:30:00.000Z',
    chance: 'x',
    mode: 'both',
  };

  test.each([
    ['everything', whole],
    ['nothing', nothingAsked],
  ])('holds %s and gives it back', (_name, input) => {
    expect(readAddress(new URLSearchParams(addressOf(input).toString()))).toEqual(input);
  });

  test('says only what is not as usual', () => {
    expect(addressOf({ ...nothingAsked, customer: '42' }).toString()).toBe('customer=42');
  });

  test('that was broken asks as usual', () => {
    const broken = new URLSearchParams('with=magic&context=[1]&overrides={');
    expect(readAddress(broken)).toEqual(nothingAsked);
  });

  test.each([
    [['email_hash:e', 'customer_id:a:b'], '/simulator?customer=a%3Ab'],
    [['anonymous_id:guest'], '/simulator?visitor=guest'],
    [['email_hash:e'], null],
  ])('of %j leads there', (identities, address) => {
    expect(simulationOf(identities)).toBe(address);
  });
});

test('the call for a shell survives quotes', () => {
  const call = curlOf({ ...nothingAsked, customer: "o'neill" }, 'http://shop');
  expect(call).toContain(String.raw`"customer_id":"o'\''neill"`);
  expect(call).toMatch(/^curl 'http:\/\/shop\/api\/v1\/personalization\/experience\?explain=true' /);
});

test('nobody is asked about before somebody is named', async () => {
  const asked = show({ body: alone }, '');
  await screen.findByText('Nobody was named yet');
  const button = screen.getByRole('button', { name: 'Name a customer first' });
  expect(button.hasAttribute('disabled')).toBe(true);
  expect(asked()).toEqual([]);
});

test.each([
  ['Context', '{bad', 'The context is not a JSON object'],
  ['Context', '[1]', 'The context is not a JSON object'],
  ['Goals', '{bad', 'The goals are not a JSON object'],
])('%s that says %s stays as typed, and is not asked with', async (label, text, obstacle) => {
  const asked = show({ body: alone }, '');
  await userEvent.type(screen.getByRole('combobox', { name: 'Customer id' }), '42');
  const field = screen.getByRole('textbox', { name: label });
  await userEvent.clear(field);
  await userEvent.click(field);
  await userEvent.paste(text);
  await userEvent.tab();
  expect((field as HTMLTextAreaElement).value).toBe(text);
  expect(screen.getByText(/^Not a JSON object/)).toBeDefined();
  expect(screen.getByRole('button', { name: obstacle }).hasAttribute('disabled')).toBe(true);
  expect(asked()).toEqual([]);
  await userEvent.clear(field);
  await userEvent.tab();
  expect((field as HTMLTextAreaElement).value).toBe('{}');
  expect(screen.getByRole('button', { name: 'Simulate' }).hasAttribute('disabled')).toBe(false);
});

test('a shared address is answered: the decision first, then what became of each rule', async () => {
  const asked = show({ body: alone }, '?customer=42&at=2026-03-14T09:30:00Z&context={"device":"mobile"}');
  await screen.findByRole('heading', { name: /^hero banner/ });
  expect(asked()).toEqual([
    {
      customer_id: '42',
      page_type: 'homepage',
      context: { device: 'mobile' },
      overrides: {},
      at: '2026-03-14T09:30:00Z',
    },
  ]);
  const [decision, rules] = screen.getAllByRole('heading', { name: /^hero banner|^Rules/ });
  expect(decision!.textContent).toMatch(/^hero banner/);
  expect(rules!.textContent).toBe('Rules');
  expect(screen.getByRole('button', { name: /does not match.*Rule loyal/ })).toBeDefined();
});

test('a name is asked about, and drafts beside it where they are wanted', async () => {
  const asked = show({ body: both }, '');
  await userEvent.type(await screen.findByLabelText('Customer id'), '42');
  await userEvent.click(screen.getByRole('combobox', { name: 'Decide with' }));
  await userEvent.click(screen.getByRole('option', { name: /side by side/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Simulate' }));
  await screen.findByText('Different in 1.');
  expect(asked().at(-1)).toMatchObject({ customer_id: '42', side_by_side: true });
});

test('live and drafts stand side by side, and what differs is marked', async () => {
  show({ body: both }, '?customer=42&with=both');
  const table = within(await screen.findByRole('table', { name: 'Placements, live and drafted' }));
  const before = live.decision.elements[0]!.variant;
  const marked = table.getByRole('row', { name: new RegExp(`hero banner ${before} hero-c ≠ `) });
  expect(marked.textContent).toContain('variant');
  const rules = within(screen.getByRole('table', { name: 'Rules that differ' }));
  expect(rules.getByRole('row', { name: 'loyal did not match applies' })).toBeDefined();
  const sides = ['Live', 'Drafts'].map((name) => within(screen.getByRole('region', { name })));
  expect(sides[0]!.getByRole('button', { name: /does not match.*Rule loyal/ })).toBeDefined();
  expect(sides[1]!.getByRole('button', { name: /won.*Rule loyal/ })).toBeDefined();
});

test.each([
  ['drafts that there are none of', { ...alone }, '&with=both', /No draft differs/],
  ['a stranger', { ...alone, customer: { id: 'customer_id:7', known: false } }, '', /not known here/],
])('%s are said to be so', async (_name, body, more, words) => {
  show({ body }, `?customer=42${more}`);
  await screen.findByText(words);
});

test('what is refused says why, at its field too', async () => {
  const errors = [{ path: '/page_type', message: 'use lower-case letters' }];
  const body = {
    title: 'Faults',
    code: 'invalid-request',
    status: 400,
    detail: 'The body has faults.',
    errors,
  };
  show({ status: 400, body }, '?customer=42&page=Home');
  await screen.findByText('The body has faults.');
  await screen.findByText('use lower-case letters');
  expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined();
});
