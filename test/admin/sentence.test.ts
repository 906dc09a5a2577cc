import { expect, test } from 'vitest';
import type { Action } from '#schemas/action.ts';
import type { Condition } from '#schemas/condition.ts';
import { factPhrase } from '#server/domain/conditions/fact-words.ts';
import { conditionSentence, operatorPhrase } from '../../admin/src/conditions/sentence.ts';
import { actionSentence } from '../../admin/src/rules/action-sentence.ts';

const orders: Condition = {
  fact: 'profile',
  path: '$.counters.orders',
  operator: 'greaterThanInclusive',
  value: 5,
};
const device: Condition = { fact: 'context', path: '$.device', operator: 'equal', value: 'mobile' };
const spender: Condition = { fact: 'profile', path: '$.segments', operator: 'contains', value: 'big' };

test.each<[string, Condition]>([
  ['orders is at least 5', orders],
  ['everyone', { all: [] }],
  ['orders is at least 5 and device is “mobile”', { all: [orders, device] }],
  ['orders is at least 5 or the customer is in segment “big”', { any: [orders, spender] }],
  [
    'orders is at least 5 and (device is “mobile” or the customer is in segment “big”)',
    { all: [orders, { any: [device, spender] }] },
  ],
  ['device is not “mobile”', { not: device }],
  ['the customer is not in segment “big”', { not: spender }],
  ['the condition “loyal” does not hold', { not: { condition: 'loyal' } }],
  ['no member of orders is 99', { ...orders, operator: 'not:someFact:equal', value: 99 }],
  ['orders is between 0 and 100', { ...orders, operator: 'between', value: [0, 100] }],
  [
    '“gold” contains trait loyalty tier',
    { fact: 'profile', path: '$.traits.loyalty_tier', operator: 'swap:contains', value: 'gold' },
  ],
  ['not (orders is at least 5 and device is “mobile”)', { not: { all: [orders, device] } }],
  ['the condition “loyal” holds', { condition: 'loyal' }],
  [
    'weekday is one of “saturday”, “sunday”',
    { fact: 'time', path: '$.weekday', operator: 'in', value: ['saturday', 'sunday'] },
  ],
  [
    'cart value is more than order value',
    {
      fact: 'cart',
      path: '$.value',
      operator: 'greaterThan',
      value: { fact: 'profile', path: '$.counters.order_value' },
    },
  ],
  [
    'the customer has performed product_viewed (category is “shoes”) at least 3 times in the last 7 days',
    {
      fact: 'profile',
      path: '$.history',
      operator: 'performed',
      value: {
        event: 'product_viewed',
        atLeast: 3,
        within: '7d',
        where: [{ path: '$.category', operator: 'equal', value: 'shoes' }],
      },
    },
  ],
  [
    'the customer has not done searched then order_completed within 1 hour at least once in the last 30 days',
    {
      fact: 'profile',
      path: '$.history',
      operator: 'not:sequence',
      value: { steps: [{ event: 'searched' }, { event: 'order_completed' }], within: '1h', last: '30d' },
    },
  ],
])('reads as “%s”', (sentence, condition) => {
  expect(conditionSentence(condition)).toBe(sentence);
});

test.each([
  ['$.traits.loyalty_tier', 'trait loyalty tier'],
  ['$.counters.events.product_viewed', 'number of product viewed events'],
  ['$.affinities.categories.Coffee', 'affinity for category Coffee'],
  ['$.journeys.welcome', 'state in journey welcome'],
  ['$.engagement.score', 'engagement score'],
])('the profile’s %s is the %s', (path, phrase) => {
  expect(factPhrase({ fact: 'profile', path })).toBe(phrase);
});

test('decorators of operators stay visible', () => {
  expect(operatorPhrase('not:someFact:equal')).toBe('has none that is');
});

test.each<[string, Action]>([
  ['always show “vip” in hero banner', { type: 'pin', placement: 'hero_banner', variant: 'vip' }],
  ['never show “vip” in hero banner', { type: 'exclude', placement: 'hero_banner', variant: 'vip' }],
  [
    'boost “vip” in hero banner by −0.5',
    { type: 'boost', placement: 'hero_banner', variant: 'vip', by: -0.5 },
  ],
  ['set title of hero banner', { type: 'set', placement: 'hero_banner', parameters: { title: 'Hi' } }],
  [
    'boost category “coffee”, brand “Norda” by +0.4',
    { type: 'boost_products', category: 'coffee', brand: 'Norda', by: 0.4 },
  ],
  ['leave out product “p1”', { type: 'exclude_products', product: 'p1' }],
])('an action reads as “%s”', (sentence, action) => {
  expect(actionSentence(action)).toBe(sentence);
});
