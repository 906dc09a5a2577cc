import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TestCase, type TestRun } from '#schemas/test-case.ts';
import { explainDecision } from '#server/domain/decisions/explain.ts';
import { inputOf, ordersAtLeast, releaseOf, rule } from '#test/domain/decisions/shop.ts';
import { answerWith, renderScreen } from '#test/support/admin.tsx';
import { TestGate } from '../../admin/src/document/TestGate.tsx';
import { nothingAsked } from '../../admin/src/simulator/address.ts';
import { caseOf, keyOf } from '../../admin/src/simulator/case-of.ts';
import { freeze } from '../../admin/src/simulator/freeze.ts';
import { SimulatorScreen } from '../../admin/src/simulator/SimulatorScreen.tsx';
import { TestCases } from '../../admin/src/simulator/TestCases.tsx';

const pinning = rule('loyal', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-c' }], {
  conditions: ordersAtLeast(3),
});
const explained = await explainDecision({
  ...inputOf({ release: releaseOf({ documents: [pinning] }) }),
  seed: 1,
});
const result = { key: 'gold', name: 'Gold', required: false, passed: true, differences: [], problem: null };
const failing = {
  ...result,
  key: 'loyal',
  name: 'Loyal',
  passed: false,
  differences: [{ about: 'placement' as const, name: 'hero_banner', expected: 'hero-a', actual: 'hero-c' }],
};
const runOf = (...results: TestRun['results']): TestRun => ({
  release: 3,
  drafts: true,
  passed: results.filter(({ passed }) => passed).length,
  results,
});

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('a case made of a simulation', () => {
  const draft = { name: 'Loyal ones', required: false, placements: { hero_banner: 'hero-c' } };
  const input = { ...nothingAsked, customer: '42', context: { device: 'mobile' } };

  test('keeps what conditions read, and the id that experiments go by', () => {
    expect(freeze(explained.trace)).toMatchObject({
      profile: { counters: { orders: 4 }, journeys: { welcome: 'waiting' } },
      consent: { personalization: true },
    });
    const made = caseOf({ ...draft, frozen: true }, input, explained);
    expect(TestCase.safeParse(made).error).toBeUndefined();
    expect(made).toMatchObject({
      key: 'loyal-ones',
      at: '2026-03-14T09:30:00.000Z',
      request: { customer_id: '42', page_type: 'homepage' },
    });
  });

  test('asks about the customer as they are where that is wanted', () => {
    const made = caseOf({ ...draft, frozen: false }, input, explained);
    expect(made.request).toEqual({ customer_id: '42', page_type: 'homepage', context: { device: 'mobile' } });
    expect(made.suppose).toBeUndefined();
  });

  test.each([
    ['Gold members, at night', 'gold-members-at-night'],
    ['Größe', 'gro-e'],
    ['!', ''],
  ])('%s has the key %s', (name, key) => {
    expect(keyOf(name)).toBe(key);
  });
});

test('a simulation is saved with what must be chosen', async () => {
  const none = { body: [], headers: { 'Content-Range': 'any */0' } };
  const { fetch, sent } = answerWith({
    'GET placements': none,
    'GET customers': none,
    'GET test-cases': none,
    'POST test-cases': { status: 201, body: {} },
    'POST simulate': {
      body: {
        customer: { id: 'customer_id:42', known: true },
        live: explained,
        draft: null,
        differences: null,
      },
    },
  });
  vi.stubGlobal('fetch', fetch);
  renderScreen(<SimulatorScreen />, { path: '/simulator', at: '/simulator?customer=42' });
  await userEvent.click(await screen.findByRole('button', { name: /^Save as test case/ }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(true);
  await userEvent.type(dialog.getByRole('textbox', { name: 'Name' }), 'Loyal');
  await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
  const posted = sent.find(({ method, path }) => method === 'POST' && path === 'test-cases')?.body;
  expect(posted).toMatchObject({ key: 'loyal', expect: { placements: { hero_banner: 'hero-c' } } });
});

test('the table of test cases scrolls within its own box, labels that are only heard included', async () => {
  const testCase = { id: 'gold', key: 'gold', name: 'Gold', expect: {}, required: false };
  vi.stubGlobal(
    'fetch',
    answerWith({
      'GET test-cases': { body: [testCase], headers: { 'Content-Range': 'test-cases 0-0/1' } },
    }).fetch,
  );
  renderScreen(<TestCases />, { path: '/', at: '/' });
  const box = await screen.findByRole('region', { name: 'All of the test cases' });
  const label = within(box).getByText('Remove', { selector: 'th *' });
  expect(getComputedStyle(label).position).toBe('absolute');
  // an absolute box belongs to its nearest positioned ancestor (CSS Positioned Layout 3, section 2.1)
  expect(getComputedStyle(box)).toMatchObject({ position: 'relative', overflowX: 'auto' });
});

describe('before publishing, the test cases', () => {
  const ask = (run: TestRun) => {
    const { fetch, sent } = answerWith({ 'POST test-cases/run': { body: run } });
    vi.stubGlobal('fetch', fetch);
    renderScreen(<TestGate documents={['rule/loyal']} />, { path: '/', at: '/' });
    return sent;
  };

  test.each<[string, TestRun, RegExp, boolean]>([
    [
      'warn of those that fail, by name and difference',
      runOf(result, failing),
      /1 of 2 test cases pass/,
      false,
    ],
    [
      'refuse where a required one fails',
      runOf(result, { ...failing, required: true }),
      /it will not be published/,
      true,
    ],
    ['say that all is well', runOf(result, result), /2 of 2 test cases pass/, false],
    ['say that there are none', runOf(), /There are no test cases/, false],
  ])('%s', async (_name, run, words, refuses) => {
    const sent = ask(run);
    expect(await screen.findByText(words)).toBeDefined();
    expect(sent[0]?.body).toEqual({ release: 'drafts', documents: ['rule/loyal'] });
    expect(screen.queryByText(/will not be published/) !== null).toBe(refuses);
    if (run.passed < run.results.length)
      expect(screen.getByText(/hero_banner: expected hero-a, got hero-c/)).toBeDefined();
  });
});
