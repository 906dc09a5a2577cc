import { describe, expect, test } from 'vitest';
import { bucket } from '#server/domain/assignment/hash.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import {
  experiment,
  fact,
  inputOf,
  ordersAtLeast,
  profileOf,
  releaseOf,
  rule,
  type Situation,
  segment,
} from './shop.ts';

const boost = [{ type: 'boost', placement: 'hero_banner', variant: 'hero-b', by: 0.5 }];
const loyal = segment('loyal', ordersAtLeast(3));
const inLoyal = { all: [fact('profile', '$.segments', 'contains', 'loyal')] };
const matchesIn = (situation: Situation) => matchAll(inputOf(situation));
const withDocuments = (...documents: ReturnType<typeof rule>[]): Situation => ({
  release: releaseOf({ documents }),
});

test('audiences read segments, and rules read both', async () => {
  const inTreatment = { all: [fact('experiments', '$.banner', 'equal', 'treatment')] };
  const matches = await matchesIn(
    withDocuments(
      loyal,
      experiment('banner', {
        audience: inLoyal,
        variations: [
          { key: 'control', name: 'C', weight: 0 },
          { key: 'treatment', name: 'T', weight: 1 },
        ],
      }),
      rule('treated', boost, { conditions: inTreatment }),
    ),
  );
  expect(matches.segments).toEqual(['loyal']);
  expect(matches.assignments).toEqual([{ experiment: 'banner', variation: 'treatment', sticky: false }]);
  expect(matches.rules.map(({ key }) => key)).toEqual(['treated']);
});

test('a stored segment that the release defines is computed anew, another is kept', async () => {
  const matches = await matchesIn({
    ...withDocuments(segment('loyal', ordersAtLeast(100))),
    profile: profileOf({ segments: ['loyal', 'uploaded'] }),
  });
  expect(matches.segments).toEqual(['uploaded']);
});

describe('an assignment', () => {
  const shares = { coverage: 0.2 };
  // what the hash gives, so that the table below holds whoever is asked
  const position = bucket({ seed: 'banner', value: '42' });
  const covered = position < 0.1 || (position >= 0.5 && position < 0.6);

  test('is by hash of the subject and needs coverage', async () => {
    const { assignments } = await matchesIn(withDocuments(experiment('banner', shares)));
    expect(assignments.length > 0).toBe(covered);
    const full = await matchesIn(withDocuments(experiment('banner')));
    expect(full.assignments[0]?.variation).toBe(position < 0.5 ? 'control' : 'treatment');
  });

  test.each([
    ['stays what it was once shown', { banner: 'control' }, 'control'],
    ['stays although the customer left the audience', { banner: 'treatment' }, 'treatment'],
  ])('%s', async (_name, assignments, variation) => {
    const matches = await matchesIn({
      ...withDocuments(experiment('banner', { audience: ordersAtLeast(100) })),
      profile: profileOf({ assignments }),
    });
    expect(matches.assignments).toEqual([{ experiment: 'banner', variation, sticky: true }]);
  });

  test.each([
    ['outside the audience', { audience: ordersAtLeast(100) }],
    ['of a stopped experiment', { status: 'stopped' }],
    ['before it begins', { schedule: { from: '2026-04-01T00:00:00Z' } }],
  ])('is not made %s', async (_name, more) => {
    const { assignments } = await matchesIn(withDocuments(experiment('banner', more)));
    expect(assignments).toEqual([]);
  });

  test('to a variation that no longer exists is made anew', async () => {
    const matches = await matchesIn({
      ...withDocuments(experiment('banner')),
      profile: profileOf({ assignments: { banner: 'gone' } }),
    });
    expect(matches.assignments[0]?.sticky).toBe(false);
  });
});

test.each([
  ['on another page', { pages: ['checkout'] }],
  ['out of its schedule', { schedule: { until: '2026-01-01T00:00:00Z' } }],
  ['for a purpose without consent', { purpose: 'price_personalization' }],
  ['when it is disabled', { enabled: false }],
  ['when its conditions do not hold', { conditions: ordersAtLeast(100) }],
])('a rule does not apply %s', async (_name, more) => {
  expect((await matchesIn(withDocuments(rule('banner', boost, more)))).rules).toEqual([]);
});

test('rules act by priority, then in order of publication', async () => {
  const matches = await matchesIn(
    withDocuments(rule('second', boost), rule('third', boost), rule('first', boost, { priority: 9 })),
  );
  expect(matches.rules.map(({ key }) => key)).toEqual(['first', 'second', 'third']);
});

test.each([
  ['without consent', { profile: profileOf({ consent: { personalization: false } }) }, 'no_consent'],
  ['under Global Privacy Control', { context: { gpc: true } }, 'no_consent'],
  ['in the holdout', { preferences: { holdout_share: 1 } }, 'holdout'],
] as const)(
  'nothing matches %s',
  async (_name, { preferences, ...situation }: Situation & { preferences?: object }, state) => {
    const documents = [loyal, experiment('banner'), rule('all', boost)];
    const release = releaseOf({ documents, preferences: { ...preferences } });
    const matches = await matchesIn({ ...situation, release });
    expect(matches).toMatchObject({ gate: { state }, segments: [], assignments: [], rules: [] });
  },
);
