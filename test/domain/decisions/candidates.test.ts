import { expect, test } from 'vitest';
import type { Exposure } from '#schemas/profile.ts';
import { daysBefore, heroIn, profileOf, releaseOf, rule, type Situation, variant } from './shop.ts';

const shown = (times: Date[]): Exposure => ({
  placement: 'hero_banner',
  variant: 'special',
  firstAt: daysBefore(9),
  lastAt: daysBefore(0),
  count: times.length,
  clicks: 0,
  randomized: false,
  recent: times,
  outcomes: {},
});
const profileShown = (...times: Date[]) => profileOf({ exposures: { 'hero_banner/special': shown(times) } });
const special = (more: Record<string, unknown>) => variant('special', more);
const include = rule('open', [{ type: 'include', placement: 'hero_banner', variant: 'special' }]);
const exclude = rule('close', [{ type: 'exclude', placement: 'hero_banner', variant: 'special' }]);

const cases: [string, ReturnType<typeof special>, string | null, Situation][] = [
  ['is a candidate', special({}), null, {}],
  ['is not yet scheduled', special({ schedule: { from: '2026-04-01T00:00:00Z' } }), 'not_scheduled', {}],
  ['is no longer scheduled', special({ schedule: { until: '2026-03-14T09:30:00Z' } }), 'not_scheduled', {}],
  ['is of another channel', special({ channels: ['email'] }), 'channel', {}],
  ['is of this channel', special({ channels: ['email'] }), null, { context: { channel: 'email' } }],
  ['needs another consent', special({ purpose: 'profiling' }), 'no_consent', {}],
  [
    'has that consent',
    special({ purpose: 'profiling' }),
    null,
    { profile: profileOf({ consent: { profiling: true } }) },
  ],
  ['has its product out of stock', special({ requiresStock: 'p2' }), 'out_of_stock', {}],
  ['has its product missing', special({ requiresStock: 'p99' }), 'out_of_stock', {}],
  ['has its product in stock', special({ requiresStock: 'p1' }), null, {}],
  [
    'was shown too often',
    special({ frequencyCap: { max: 2, hours: 48 } }),
    'frequency_cap',
    { profile: profileShown(daysBefore(1), daysBefore(0.5)) },
  ],
  [
    'was shown often, but long ago',
    special({ frequencyCap: { max: 2, hours: 48 } }),
    null,
    { profile: profileShown(daysBefore(2), daysBefore(0.5)) },
  ],
  ['needs a rule', special({ requiresRule: true }), 'needs_rule', {}],
  [
    'is included by a rule',
    special({ requiresRule: true }),
    null,
    { release: releaseOf({ documents: [special({ requiresRule: true }), include] }) },
  ],
  [
    'is excluded even when included',
    special({}),
    'excluded',
    { release: releaseOf({ documents: [special({}), include, exclude] }) },
  ],
];

test.each(cases)('a variant that %s', async (_name, document, because, situation) => {
  const hero = await heroIn({ release: releaseOf({ documents: [document] }), ...situation });
  const rejected = hero.rejected.find((one) => one.variant === 'special')?.because ?? null;
  expect(rejected).toBe(because);
  expect(hero.candidates.some((one) => one.variant === 'special')).toBe(because === null);
});
