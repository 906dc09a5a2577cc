import { describe, expect, test } from 'vitest';
import { factDefinitions } from '#schemas/facts.ts';
import { localTime } from '#server/domain/decisions/local-time.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { daysBefore, everyone, experiment, inputOf, profileOf, releaseOf, segment } from './shop.ts';

const context = {
  device: 'mobile',
  channel: 'web',
  locale: 'de-DE',
  currency: 'EUR',
  traffic_source: 'newsletter',
  session_type: 'returning_visitor',
  time_of_day: 'morning',
  weather: 'sunny',
};

const step = (value: unknown, key: string): unknown => {
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Record<string, unknown>;
  return key === '*' ? Object.values(record)[0] : record[key];
};

const typeOf = (value: unknown): string => {
  if (typeof value === 'object') return Array.isArray(value) ? 'array' : 'history';
  return typeof value;
};

/** Counters are there because some condition asks for them. */
const searchers: SourceDocument = {
  kind: 'segment',
  body: {
    key: 'searchers',
    name: 'Searchers',
    conditions: {
      all: [{ fact: 'profile', path: '$.history', operator: 'performed', value: { event: 'searched' } }],
    },
  },
};

/** Days in a segment are told of those whom it holds. */
const everybody = segment('everybody', everyone);

describe('facts', async () => {
  const { facts } = await matchAll(
    inputOf({ context, release: releaseOf({ documents: [experiment('banner'), searchers, everybody] }) }),
  );

  test.each(factDefinitions)(
    '$path is delivered for a customer with a rich history',
    ({ path, type, values }) => {
      const value = path.split('.').reduce(step, facts as unknown);
      expect(value).toBeDefined();
      if (type === 'date') expect(new Date(String(value)).toISOString()).toBe(value);
      else if (type !== undefined) expect(typeOf(value)).toBe(type);
      if (values !== undefined) expect(values).toContain(value);
    },
  );

  test('engagement has faded to the time of the decision', () => {
    const engagement = { score: 50, raw: 50, at: daysBefore(14) };
    const { profile } = inputOf({ profile: profileOf({ engagement }) }).facts;
    // 50 points halve in 14 days: 100 · (1 − 2^(−25 / 50))
    expect(profile['engagement']).toMatchObject({ score: expect.closeTo(100 * (1 - Math.SQRT1_2), 10) });
  });

  test('a fact path that exists is in the dictionary', () => {
    const known = new Set(factDefinitions.map(({ path }) => path));
    const covered = (path: string) => known.has(path) || known.has(path.replace(/[^.]+$/, '*'));
    const leaves = (value: unknown, path: string): string[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key))
        : [path];
    expect(leaves(facts, '').filter((path) => !covered(path))).toEqual([]);
  });

  test('values are those of the profile, the cart and the catalogue', () => {
    expect(facts.profile).toMatchObject({
      known: true,
      days_since_first_seen: 100,
      counters: { orders: 4, average_order_value: 5000, days_since_last_order: 5 },
      affinities: { top_category: 'Shoes', categories: { Shoes: 0.75, Coats: 0.25 } },
      journeys: { welcome: 'waiting' },
    });
    expect(facts.session).toMatchObject({ duration: 600, pages_viewed: 5, depth: 'medium' });
    expect(facts.cart).toEqual({ item_count: 3, product_ids: ['p1', 'p4'], value: 2 * 1000 + 4000 });
  });

  test('a customer never seen has an empty history, not an unknown one', () => {
    const { facts } = inputOf({ profile: null, identity: 'customer_id:9' });
    expect(facts.profile).toMatchObject({ known: true, segments: [], counters: { orders: 0, sessions: 0 } });
    expect(facts.profile).not.toHaveProperty('days_since_last_seen');
  });

  test('a visit that timed out is over, and the storefront knows better than we do', () => {
    const session = { ...profileOf().session!, lastEventAt: new Date('2026-03-14T08:00:00Z') };
    const { facts } = inputOf({
      profile: profileOf({ session }),
      context: { pages_viewed: 2, session_duration: 31 },
    });
    expect(facts.session).toEqual({ pages_viewed: 2, duration: 31 });
  });
});

test.each([
  [
    '2026-03-14T23:30:00Z',
    ['Europe/Berlin'],
    { hour: 0, weekday: 'sunday', weekend: true, month: 3, season: 'spring' },
  ],
  [
    '2026-01-01T04:00:00Z',
    ['America/New_York'],
    { hour: 23, weekday: 'wednesday', weekend: false, month: 12, season: 'winter' },
  ],
  [
    '2026-08-31T12:00:00Z',
    ['Not/AZone', 'UTC'],
    { hour: 12, weekday: 'monday', weekend: false, month: 8, season: 'summer' },
  ],
  ['2026-11-02T00:00:00Z', [], { hour: 0, weekday: 'monday', weekend: false, month: 11, season: 'autumn' }],
] as const)('%s in %s is local', (time, zones, expected) => {
  expect(localTime(new Date(time), zones)).toEqual(expected);
});
