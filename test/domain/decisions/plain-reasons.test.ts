import { expect, test } from 'vitest';
import type { Condition } from '#schemas/condition.ts';
import { explainConditions } from '#server/domain/conditions/explain.ts';
import { plainReasons } from '#server/domain/decisions/plain-reasons.ts';
import { fact } from './shop.ts';

const facts = {
  profile: {
    days_since_last_seen: 1.4187408680555555,
    traits: { loyalty_tier: 'gold' },
    counters: { orders: 1200, order_value: 900 },
    segments: ['vip'],
    journeys: { welcome: 'greeted' },
    affinities: { categories: { shoes: 3.999 } },
  },
};
const names: Record<string, string> = { 'segments/vip': 'Best customers', 'journeys/welcome': 'Welcome' };
const nameOf = (list: string, key: string) => names[`${list}/${key}`];
const textsOf = (condition: object): string[] =>
  plainReasons(explainConditions(condition as Condition, facts), nameOf).map(({ text }) => text);

type Case = [text: string, condition: object];

test.each<Case>([
  [
    'days since last seen is less than 4 (it is 1.4)',
    fact('profile', '$.days_since_last_seen', 'lessThan', 4),
  ],
  [
    'affinity for category shoes is less than 4 (it is 3.999)',
    fact('profile', '$.affinities.categories.shoes', 'lessThan', 4),
  ],
  ['orders is at least 3 (it is 1,200)', fact('profile', '$.counters.orders', 'greaterThanInclusive', 3)],
  [
    'trait loyalty tier is one of “silver”, “gold” (it is “gold”)',
    fact('profile', '$.traits.loyalty_tier', 'in', ['silver', 'gold']),
  ],
  ['trait loyalty tier is “gold”', fact('profile', '$.traits.loyalty_tier', 'equal', 'gold')],
  ['trait plan is not “gold” (it is not known)', { not: fact('profile', '$.traits.plan', 'equal', 'gold') }],
  ['is in segment “Best customers”', fact('profile', '$.segments', 'inSegment', 'vip')],
  ['is not in segment “new”', fact('profile', '$.segments', 'notInSegment', 'new')],
  ['state in journey “Welcome” is “greeted”', fact('profile', '$.journeys.welcome', 'equal', 'greeted')],
  [
    'order value (900) is less than orders (1,200)',
    fact('profile', '$.counters.order_value', 'lessThan', { fact: 'profile', path: '$.counters.orders' }),
  ],
])('%s', (text, condition) => {
  expect(textsOf({ all: [condition] })).toEqual([text]);
});

test('what a customer did is told with the events as words', () => {
  const asked = fact('profile', '$.history', 'performed', {
    event: 'page_viewed',
    atLeast: 2,
    within: '7d',
  });
  const [reason] = plainReasons({
    ...{ kind: 'comparison', fact: 'profile', path: '$.history', operator: 'performed' },
    ...{ expected: (asked as { value: unknown }).value, actual: 3, found: '3 times', result: true },
  });
  expect(reason?.text).toBe('has performed page viewed at least 2 times in the last 7 days (3 times)');
});

test('each sentence has its parts beside it, exact', () => {
  const condition = fact('profile', '$.days_since_last_seen', 'lessThan', 4) as Condition;
  expect(plainReasons(explainConditions(condition, facts))[0]).toMatchObject({
    ...{ fact: 'profile', path: '$.days_since_last_seen', operator: 'lessThan' },
    ...{ expected: 4, actual: 1.4187408680555555, held: true },
  });
});
