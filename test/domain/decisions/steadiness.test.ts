import { describe, expect, test } from 'vitest';
import { contextClass, steadyUntil } from '#server/domain/decisions/steadiness.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { at, daysBefore, experiment, fact, profileOf, releaseOf, rule, variant } from './shop.ts';

// 2026-03-14, 09:30 UTC, a Saturday
const when = (...comparisons: object[]): SourceDocument[] => [
  rule('r', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
    conditions: { all: comparisons },
  }),
];
const untilIn = (documents: SourceDocument[], profile = profileOf()): string | null =>
  steadyUntil({ release: releaseOf({ documents }), profile, at })
    ?.toISOString()
    .slice(11, 19) ?? null;

const mobile = fact('context', '$.device', 'equal', 'mobile');
const showing = (key: string, time: Date) => ({
  [`hero_banner/${key}`]: {
    placement: 'hero_banner',
    variant: key,
    firstAt: time,
    lastAt: time,
    count: 1,
    clicks: 0,
    randomized: false,
    recent: [time],
    outcomes: {},
  },
});
const capped = { frequencyCap: { max: 3, hours: 24 } };
const pin = [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }];
const almostADayAgo = new Date(daysBefore(1).getTime() + 90_000);

describe('choices hold', () => {
  test.each<[string, SourceDocument[], string]>([
    ['for five minutes where nothing reads the clock', when(mobile), '09:35:00'],
    [
      'over what only events change',
      when(
        fact('profile', '$.counters.orders', 'greaterThan', 3),
        fact('profile', '$.traits.plan', 'equal', 'gold'),
      ),
      '09:35:00',
    ],
    [
      'until a schedule begins',
      [variant('hero-d', { schedule: { from: '2026-03-14T09:31:00Z' } })],
      '09:31:00',
    ],
    [
      'until a schedule ends',
      [variant('hero-d', { schedule: { until: '2026-03-14T09:32:30Z' } })],
      '09:32:30',
    ],
    [
      'past what began before',
      [variant('hero-d', { schedule: { from: '2026-03-01T00:00:00Z' } })],
      '09:35:00',
    ],
    [
      'until the next minute of weekly hours',
      [variant('hero-d', { schedule: { weekly: [{ days: ['saturday'] }] } })],
      '09:31:00',
    ],
    [
      'until an experiment takes its next step',
      [
        experiment('banner', {
          ramp: {
            steps: [
              { at: '2026-03-14T09:00:00Z', coverage: 0.1 },
              { at: '2026-03-14T09:34:00Z', coverage: 1 },
            ],
          },
        }),
      ],
      '09:34:00',
    ],
  ])('%s', (_name, documents, until) => {
    expect(untilIn(documents)).toBe(until);
  });

  test('until the next quarter of an hour where conditions read the hour, since zones differ by quarters', () => {
    const release = releaseOf({ documents: when(fact('time', '$.hour', 'lessThan', 12)) });
    const late = new Date('2026-03-14T09:43:00Z');
    expect(steadyUntil({ release, profile: null, at: late })).toEqual(new Date('2026-03-14T09:45:00Z'));
  });

  test('until a cap counts one showing less, of a variant or of a rule', () => {
    const exposures = showing('hero-d', almostADayAgo);
    expect(untilIn([variant('hero-d', capped)], profileOf({ exposures }))).toBe('09:31:30');
    expect(untilIn([variant('hero-d')], profileOf({ exposures }))).toBe('09:35:00');
    const ruleShowings = { r: [almostADayAgo] };
    expect(untilIn([rule('r', pin, capped)], profileOf({ ruleShowings }))).toBe('09:31:30');
  });
});

test.each<[string, object]>([
  ['days since something', fact('profile', '$.days_since_last_seen', 'lessThan', 3)],
  ['days since an order', fact('profile', '$.counters.days_since_last_order', 'lessThan', 3)],
  ['engagement, which fades', fact('profile', '$.engagement.score', 'greaterThan', 20)],
  ['the visit, which ends', fact('session', '$.pages_viewed', 'greaterThan', 3)],
  ['the time itself', fact('time', '$.now', 'after', '2026-03-01')],
  ['how long something is ago', fact('profile', '$.first_seen_at', 'withinLast', '30d')],
])('choices do not hold over conditions on %s', (_name, comparison) => {
  expect(untilIn(when(mobile, { any: [{ not: comparison }] }))).toBeNull();
});

describe('two contexts are of one class', () => {
  const release = releaseOf({ documents: when(mobile, fact('context', '$.cart.total', 'greaterThan', 3)) });
  const same = (a: Record<string, unknown>, b: Record<string, unknown>): boolean =>
    contextClass(release, a) === contextClass(release, b);

  test.each<[string, boolean, Record<string, unknown>, Record<string, unknown>]>([
    ['when they differ in what nothing reads', true, { referrer: 'a' }, { referrer: 'b', agent: 'c' }],
    ['not when they differ in what a rule reads', false, { device: 'mobile' }, { device: 'desktop' }],
    ['not when they differ below what a rule reads', false, { cart: { total: 1 } }, { cart: { total: 4 } }],
    ['not when they differ in what renditions read', false, { locale: 'de' }, { locale: 'en' }],
    ['not when a visitor says no to personalization', false, {}, { gpc: true }],
  ])('%s', (_name, expected, a, b) => {
    expect(same(a, b)).toBe(expected);
  });

  test('only when they are equal, where a rule reads a path that could be anywhere', () => {
    const anywhere = releaseOf({ documents: when(fact('context', '$..device', 'contains', 'mobile')) });
    const classOf = (context: Record<string, unknown>) => contextClass(anywhere, context);
    expect(classOf({ referrer: 'a' })).not.toBe(classOf({ referrer: 'b' }));
  });
});
