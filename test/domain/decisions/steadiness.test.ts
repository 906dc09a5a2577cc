import { describe, expect, test } from 'vitest';
import type { Profile } from '#schemas/profile.ts';
import { buildFacts } from '#server/domain/decisions/facts.ts';
import { contextClass, steadiness } from '#server/domain/decisions/steadiness.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import {
  at,
  daysBefore,
  evidenceOf,
  experiment,
  fact,
  placement,
  profileOf,
  releaseOf,
  rule,
  variant,
} from './shop.ts';

// 2026-03-14, 09:30 UTC, a Saturday
const when = (...comparisons: object[]): SourceDocument[] => [
  rule('r', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
    conditions: { all: comparisons },
  }),
];
const request = { page_type: 'homepage', elements_to_personalize: ['hero_banner'] };
const steadinessIn = (documents: SourceDocument[], { profile = profileOf(), now = at } = {}) => {
  const release = releaseOf({ documents });
  const evidence = evidenceOf();
  const facts = buildFacts({ profile, identity: profile.id, context: {}, release, evidence, at: now });
  return steadiness({ release, profile, facts, request, at: now });
};
const untilIn = (documents: SourceDocument[], profile = profileOf(), now = at): string | null => {
  const found = steadinessIn(documents, { profile, now });
  return found.state === 'steady' ? found.until.toISOString().slice(11, 23) : null;
};

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
    ['for five minutes where nothing reads the clock', when(mobile), '09:35:00.000'],
    [
      'over what only events change',
      when(
        fact('profile', '$.counters.orders', 'greaterThan', 3),
        fact('profile', '$.traits.plan', 'equal', 'gold'),
      ),
      '09:35:00.000',
    ],
    [
      'until a schedule begins',
      [variant('hero-d', { schedule: { from: '2026-03-14T09:31:00Z' } })],
      '09:31:00.000',
    ],
    [
      'until a schedule ends',
      [variant('hero-d', { schedule: { until: '2026-03-14T09:32:30Z' } })],
      '09:32:30.000',
    ],
    [
      'past what began before',
      [variant('hero-d', { schedule: { from: '2026-03-01T00:00:00Z' } })],
      '09:35:00.000',
    ],
    [
      'until the next minute of weekly hours',
      [variant('hero-d', { schedule: { weekly: [{ days: ['saturday'] }] } })],
      '09:31:00.000',
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
      '09:34:00.000',
    ],
  ])('%s', (_name, documents, until) => {
    expect(untilIn(documents)).toBe(until);
  });

  test('until the next hour where conditions read it', () => {
    const morning = when(fact('time', '$.hour', 'lessThan', 12));
    expect(untilIn(morning, profileOf(), new Date('2026-03-14T09:43:00Z'))).toBe('09:48:00.000');
    expect(untilIn(morning, profileOf(), new Date('2026-03-14T09:57:00Z'))).toBe('10:00:00.000');
  });

  // a comparison may turn just before the instant that was computed, or just after it
  test.each<[string, object, Partial<Profile>, string]>([
    [
      'until a day since something is over',
      fact('profile', '$.days_since_last_seen', 'greaterThanInclusive', 1),
      { lastSeenAt: new Date('2026-03-13T09:32:00Z') },
      '09:31:59.999',
    ],
    [
      'until something is too long ago',
      fact('profile', '$.first_seen_at', 'withinLast', '30d'),
      { firstSeenAt: new Date('2026-02-12T09:33:00Z') },
      '09:33:00.001',
    ],
    [
      'over days that are not over soon',
      fact('profile', '$.counters.days_since_last_order', 'lessThan', 3),
      {},
      '09:35:00.000',
    ],
    ['until the time itself', fact('time', '$.now', 'after', '2026-03-14T09:31:00Z'), {}, '09:31:00.000'],
  ])('%s', (_, comparison, more, until) => {
    expect(untilIn(when(mobile, { any: [{ not: comparison }] }), profileOf(more))).toBe(until);
  });

  test('until a cap counts one showing less, of a variant or of a rule', () => {
    const exposures = showing('hero-d', almostADayAgo);
    expect(untilIn([variant('hero-d', capped)], profileOf({ exposures }))).toBe('09:31:30.000');
    expect(untilIn([variant('hero-d')], profileOf({ exposures }))).toBe('09:35:00.000');
    const ruleShowings = { r: [almostADayAgo] };
    expect(untilIn([rule('r', pin, capped)], profileOf({ ruleShowings }))).toBe('09:31:30.000');
  });
});

describe('choices do not hold', () => {
  const guessed = fact('profile', '$.psychographics.values', 'contains', 'thrift');

  test('over conditions on what changes at no moment that can be told, which is named', () => {
    expect(steadinessIn(when(mobile, guessed))).toEqual({
      state: 'unsteady',
      fact: 'profile $.psychographics.values',
    });
  });

  test('over two facts that are compared while time moves one of them', () => {
    const seen = { fact: 'profile', path: '$.days_since_last_seen' };
    const moving = fact('profile', '$.days_since_first_seen', 'greaterThan', seen);
    expect(untilIn(when(moving))).toBeNull();
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>[]]>([
    ['of another page', { pages: ['cart'] }, pin],
    ['of another placement', {}, [{ ...pin[0], placement: 'aside', variant: 'aside-default' }]],
  ])('but a rule %s has no say', (_, more, actions) => {
    const aside = [placement('aside', { pages: ['cart'] }), variant('aside-default', { placement: 'aside' })];
    const elsewhere = rule('elsewhere', actions, { conditions: { all: [guessed] }, ...more });
    expect(untilIn([...aside, elsewhere])).toBe('09:35:00.000');
  });
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

  test('not when they differ in what the visit takes from them', () => {
    const visit = releaseOf({ documents: when(fact('session', '$.pages_viewed', 'greaterThan', 3)) });
    expect(contextClass(visit, { pages_viewed: 3 })).not.toBe(contextClass(visit, { pages_viewed: 4 }));
  });

  test('only when they are equal, where a rule reads a path that could be anywhere', () => {
    const anywhere = releaseOf({ documents: when(fact('context', '$..device', 'contains', 'mobile')) });
    const classOf = (context: Record<string, unknown>) => contextClass(anywhere, context);
    expect(classOf({ referrer: 'a' })).not.toBe(classOf({ referrer: 'b' }));
  });
});
