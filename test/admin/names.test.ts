import { afterEach, describe, expect, test, vi } from 'vitest';
import { fileAddress } from '../../admin/src/api.ts';
import { conditionSentence } from '../../admin/src/conditions/sentence.ts';
import { eventPhrase } from '../../admin/src/customers/event-phrase.ts';
import type { NameOf } from '../../admin/src/names/name-of.ts';
import { actionSentence } from '../../admin/src/rules/action-sentence.ts';

const names: Record<string, string> = {
  'segments/vip': 'Very important',
  'conditions/open-cart': 'Has an open cart',
  'journeys/welcome': 'Welcome tour',
  'placements/hero_banner': 'The hero',
  'variants/hero-vip': 'For members',
};
const nameOf: NameOf = (list, key) => names[`${list}/${key}`];

describe('a sentence speaks of documents by their names', () => {
  test.each([
    [
      'the customer is in segment “Very important”',
      { fact: 'profile', path: '$.segments', operator: 'contains', value: 'vip' },
    ],
    [
      'the customer is in segment “unknown”',
      { fact: 'profile', path: '$.segments', operator: 'inSegment', value: 'unknown' },
    ],
    ['the condition “Has an open cart” holds', { condition: 'open-cart' }],
    [
      'state in journey “Welcome tour” is “start”',
      { fact: 'profile', path: '$.journeys.welcome', operator: 'equal', value: 'start' },
    ],
  ])('%s', (sentence, condition) => {
    expect(conditionSentence(condition, nameOf)).toBe(sentence);
  });

  test('an action too', () => {
    expect(actionSentence({ type: 'pin', placement: 'hero_banner', variant: 'hero-vip' }, nameOf)).toBe(
      'always show “For members” in The hero',
    );
  });
});

test('an event tells the names of what it carries, and what is nested without braces', () => {
  expect(eventPhrase({ placement: 'hero_banner', variant: 'hero-vip' }, nameOf)).toBe(
    'placement The hero · variant For members',
  );
  expect(eventPhrase({ product_id: 'p1' }, nameOf, 'Sencha')).toBe('Sencha (p1)');
  expect(eventPhrase({ traits: { city: 'Lyon', newsletter: false } })).toBe(
    'traits city Lyon, newsletter no',
  );
});

describe('the address of a file', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('names the environment that is shown', () => {
    vi.stubGlobal('localStorage', { getItem: () => 'staging' });
    expect(fileAddress('segments/vip/export', { format: 'csv' })).toBe(
      '/api/admin/segments/vip/export?format=csv&environment=staging',
    );
  });
});
