import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policies } from '#schemas/placement.ts';
import { fnv1a32 } from '#server/domain/assignment/hash.ts';
import { decide } from '#server/domain/decisions/decide.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import {
  conversions,
  decideIn,
  evidenceOf,
  experiment,
  explainIn,
  inputOf,
  journey,
  ordersAtLeast,
  profileOf,
  releaseOf,
  rule,
  type Situation,
} from './shop.ts';

const heroes = ['hero-a', 'hero-b', 'hero-c'] as const;
const hero = fc.constantFrom(...heroes);
const placement = 'hero_banner';

const action = fc.oneof(
  fc.record({
    type: fc.constantFrom('include', 'exclude', 'pin'),
    placement: fc.constant(placement),
    variant: hero,
  }),
  fc.record({
    type: fc.constant('boost'),
    placement: fc.constant(placement),
    variant: hero,
    by: fc.double({ min: -1, max: 1, noNaN: true }),
  }),
);
const totals = fc
  .tuple(fc.integer({ min: 0, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([n, rate]) => conversions(n, Math.round(n * rate)));

const situation: fc.Arbitrary<Situation> = fc
  .record({
    policy: fc.constantFrom(...policies),
    ruleWeight: fc.double({ min: 0, max: 1, noNaN: true }),
    confidenceThreshold: fc.double({ min: 0, max: 1, noNaN: true }),
    rules: fc.array(fc.tuple(action, fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 3 })), {
      maxLength: 4,
    }),
    outcomes: fc.dictionary(hero, totals),
    withExperiment: fc.boolean(),
    pinned: fc.option(hero),
    holdout: fc.constantFrom(0, 0, 0, 0.5),
    consent: fc.constantFrom({}, {}, {}, { personalization: false }),
    known: fc.boolean(),
    experienceId: fc.string({ minLength: 1, maxLength: 12 }),
  })
  .map((drawn) => ({
    release: releaseOf({
      hero: {
        policy: drawn.policy,
        ruleWeight: drawn.ruleWeight,
        confidenceThreshold: drawn.confidenceThreshold,
      },
      preferences: { holdout_share: drawn.holdout },
      documents: [
        ...drawn.rules.map(([wish, orders, priority], i) =>
          rule(`rule-${i}`, [wish], { conditions: ordersAtLeast(orders), priority }),
        ),
        ...(drawn.withExperiment ? [experiment('banner')] : []),
        ...(drawn.pinned ? [journey({ hero_banner: drawn.pinned })] : []),
      ],
    }),
    evidence: evidenceOf(drawn.outcomes),
    profile: drawn.known ? profileOf({ consent: drawn.consent }) : null,
    goals: { drive_conversions: 1 },
    experienceId: drawn.experienceId,
  }));

const runs = { numRuns: 150 };

describe('whatever the configuration, the evidence and the customer', () => {
  test('the same input gives the same decision, to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const once = JSON.stringify(await decideIn(given));
        // another snapshot with the same content
        const copy = {
          ...given,
          evidence: { ...given.evidence!, outcomes: new Map(given.evidence!.outcomes) },
        };
        expect(JSON.stringify(await decideIn(copy))).toBe(once);
      }),
      runs,
    );
  });

  test('probabilities sum to 1 and the propensity is one of them', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        for (const element of (await decideIn(given)).elements) {
          if (element.candidates.length === 0) {
            expect(element).toMatchObject({ variant: 'hero-a', propensity: 1 });
            continue;
          }
          const total = element.candidates.reduce((sum, { probability }) => sum + probability, 0);
          expect(total).toBeCloseTo(1, 12);
          const drawn = element.candidates.find(({ variant }) => variant === element.variant);
          expect(drawn?.probability).toBe(element.propensity);
          expect(element.propensity).toBeGreaterThan(0);
        }
      }),
      runs,
    );
  });

  test('an element shows an eligible variant or the default', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const { elements } = await decideIn(given);
        expect(elements).toHaveLength(1);
        const [{ variant, candidates }] = elements as [(typeof elements)[0]];
        expect(['hero-a', ...candidates.map((candidate) => candidate.variant)]).toContain(variant);
        expect(elements[0]?.content).toEqual({ headline: variant });
      }),
      runs,
    );
  });

  test('scores and confidences stay within 0 and 1', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        for (const candidate of (await decideIn(given)).elements.flatMap(({ candidates }) => candidates))
          for (const score of [
            candidate.model,
            candidate.rules,
            candidate.score,
            candidate.confidence ?? 0,
          ]) {
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(1);
          }
      }),
      runs,
    );
  });

  test('explaining gives the same decision', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const { decision, trace } = await explainIn(given);
        expect(JSON.stringify(decision)).toBe(JSON.stringify(await decideIn(given)));
        const acted = trace.rules.filter(({ verdict }) => verdict === 'applies').map(({ key }) => key);
        const { rules } = await matchAll(inputOf(given));
        expect(acted.toSorted()).toEqual(rules.map(({ key }) => key).toSorted());
      }),
      runs,
    );
  });
});

test.each(policies)('variants are shown as often as their propensities say: %s', async (policy) => {
  const input = inputOf({
    release: releaseOf({ hero: { policy, confidenceThreshold: 0 } }),
    evidence: evidenceOf({
      'hero-a': conversions(200, 22),
      'hero-b': conversions(200, 25),
      'hero-c': conversions(200, 20),
    }),
    goals: { drive_conversions: 1 },
  });
  const matches = await matchAll(input);
  const shown = new Map<string, number>();
  const draws = 4000;
  let expected: { variant: string; probability: number }[] = [];
  for (let i = 0; i < draws; i++) {
    const experienceId = `experience-${i}`;
    const [element] = decide({ ...input, matches, experienceId, seed: fnv1a32(experienceId) }).elements;
    shown.set(element!.variant, (shown.get(element!.variant) ?? 0) + 1);
    expected = element!.candidates;
  }
  for (const { variant, probability } of expected) {
    const deviation = Math.sqrt(draws * probability * (1 - probability));
    // five standard deviations
    expect(Math.abs((shown.get(variant) ?? 0) - draws * probability)).toBeLessThanOrEqual(5 * deviation);
  }
});
