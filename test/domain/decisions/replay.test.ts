import { BSON } from 'bson';
import { describe, expect, test } from 'vitest';
import type { DecisionRecord } from '#schemas/decision-record.ts';
import { decide } from '#server/domain/decisions/decide.ts';
import type { Evidence } from '#server/domain/decisions/evidence.ts';
import { keepEvidence, restoreEvidence } from '#server/domain/decisions/kept-evidence.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import { redecide, sameChoices } from '#server/domain/decisions/replay.ts';
import { seededRandom } from '#server/domain/random.ts';
import { recordOf } from '#server/features/experience/record.ts';
import {
  at,
  conversions,
  evidenceOf,
  experiment,
  inputOf,
  journey,
  ordersAtLeast,
  placement,
  profileOf,
  releaseOf,
  rule,
  segment,
  variant,
} from './shop.ts';

const DECISIONS = 10_000;
const random = seededRandom(2026);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

/** As the store gives a value back. */
const stored = <T extends object>(value: T): T => BSON.deserialize(BSON.serialize(value)) as T;

const bytesOf = (record: DecisionRecord): Buffer => Buffer.from(BSON.serialize(record));

const documents = [
  rule('loyal', [{ type: 'boost', placement: 'hero_banner', variant: 'hero-c', by: 0.6 }], {
    conditions: ordersAtLeast(3),
  }),
  rule('vip', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }], {
    conditions: ordersAtLeast(6),
  }),
  segment('regulars', ordersAtLeast(2)),
  experiment('banner', { coverage: 0.5 }),
  journey({ notice: 'notice-welcome' }),
  placement('notice', { policy: 'thompson', holdoutShare: 0.1 }),
  variant('notice-default', { placement: 'notice' }),
  variant('notice-welcome', { placement: 'notice', frequencyCap: { max: 2, hours: 48 } }),
  variant('notice-mug', { placement: 'notice', requiresStock: 'mug' }),
  placement('shelf'),
  variant('shelf-default', { placement: 'shelf', recommend: { type: 'personalized_picks', count: 3 } }),
];
const releases = (['best', 'thompson', 'epsilon_greedy'] as const).map((policy) =>
  releaseOf({ documents, hero: { policy }, preferences: { holdout_share: 0.05 } }),
);

const randomTotals = () => {
  const shown = Math.floor(random() * 500);
  return conversions(shown, Math.floor(random() * shown * 0.3));
};
const evidences = Array.from({ length: 8 }, (_, number): Evidence => {
  const evidence = evidenceOf({
    'hero-a': randomTotals(),
    'hero-b': randomTotals(),
    'hero-c': randomTotals(),
  });
  const products = new Map(evidence.catalogue.products);
  products.set('mug', { id: 'mug', name: 'Mug', tags: [], stock: number % 2 });
  return { ...evidence, number, catalogue: { ...evidence.catalogue, products } };
});
/** What is left of the evidence once newer is in force. */
const kept = evidences.map((evidence) => {
  const parts = keepEvidence(evidence, ['mug']);
  return restoreEvidence(evidence, stored({ outcomes: [...parts.outcomes], stock: [...parts.stock] }))
    .evidence;
});

const shown = (count: number) => ({
  placement: 'notice',
  variant: 'notice-welcome',
  firstAt: at,
  lastAt: at,
  count,
  clicks: 0,
  randomized: true,
  recent: Array.from({ length: count }, (_, i) => new Date(at.getTime() - (i + 1) * 3_600_000)),
  outcomes: {},
});

type Made = { record: DecisionRecord; evidence: Evidence; release: (typeof releases)[number] };

const make = async (index: number): Promise<Made> => {
  const [release, evidence] = [pick(releases), pick(evidences)];
  const customer = Math.floor(random() * 2000);
  const { counters } = profileOf();
  const profile =
    random() < 0.2
      ? null
      : profileOf({
          id: `customer_id:${customer}`,
          identities: [`customer_id:${customer}`],
          subject: String(customer),
          counters: { ...counters, orders: Math.floor(random() * 8) },
          exposures: { 'notice/notice-welcome': shown(Math.floor(random() * 4)) },
          assignments: random() < 0.1 ? { banner: 'treatment' } : {},
          consent: random() < 0.05 ? { personalization: false } : {},
        });
  const goals = random() < 0.5 ? { drive_conversions: 1 } : { drive_conversions: 2, increase_engagement: 1 };
  const scores = random() < 0.3 ? { 'hero_banner/hero-a': random() } : {};
  const context = { device: pick(['mobile', 'desktop']) };
  const experienceId = `experience-${index}`;
  const input = inputOf({ release, evidence, profile, goals, scores, context, experienceId });
  const matches = await matchAll(input);
  const decision = decide({ ...input, matches });
  const profileId = profile?.id ?? input.identity;
  const request = { ...input.request, context };
  return {
    record: stored(recordOf({ ...input, request, decision, matches, profileId, held: undefined })),
    evidence,
    release,
  };
};

const made: Made[] = [];
for (let index = 0; index < DECISIONS; index += 1) made.push(await make(index));

describe(`${DECISIONS} recorded decisions, made again under their own release`, () => {
  test('are of every kind', () => {
    const sources = new Set(made.flatMap(({ record }) => record.elements.map(({ source }) => source)));
    expect([...sources].sort()).toEqual([
      'default',
      'experiment',
      'holdout',
      'journey',
      'model',
      'no_consent',
      'rule',
    ]);
    const rejected = new Set(
      made.flatMap(({ record }) =>
        record.elements.flatMap((one) => one.rejected.map(({ because }) => because)),
      ),
    );
    expect([...rejected].sort()).toEqual(['frequency_cap', 'out_of_stock']);
  });

  test('are byte-identical with the evidence that is kept', async () => {
    const differing: string[] = [];
    for (const { record, evidence, release } of made) {
      const { choices } = await redecide({ record, release, evidence: kept[evidence.number]! });
      if (!sameChoices(choices, record)) differing.push(record.experienceId);
    }
    expect(differing).toEqual([]);
  });

  test('are byte-identical to the last product with the evidence that is in force', async () => {
    const differing: string[] = [];
    for (const { record, evidence, release } of made) {
      const input = { ...record, release, evidence };
      const matches = await matchAll(input);
      const decision = decide({ ...input, matches });
      const request = { ...record.request, context: {} };
      const again = recordOf({ ...input, request, decision, matches, held: record.held });
      if (!bytesOf(again).equals(bytesOf(record))) differing.push(record.experienceId);
    }
    expect(differing).toEqual([]);
  });

  test('differ with the evidence of another number', async () => {
    let same = 0;
    for (const { record, evidence, release } of made.slice(0, 500)) {
      const other = kept[(evidence.number + 1) % kept.length]!;
      same += Number(sameChoices((await redecide({ record, release, evidence: other })).choices, record));
    }
    expect(same).toBeLessThan(250);
  });
});
