import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fnv1a32 } from '#server/domain/assignment/hash.ts';
import { decide } from '#server/domain/decisions/decide.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import {
  conversions,
  everyone,
  evidenceOf,
  experiment,
  type heroIn,
  inputOf,
  releaseOf,
  rule,
  type Situation,
  variant,
} from './shop.ts';

const tea = variant('hero-tea', { requiresRule: true });

const variation = (key: string, weight: number, hero: string | null) => ({
  key,
  name: key,
  weight,
  variants: hero === null ? {} : { hero_banner: hero },
});
const testOf = (
  key: string,
  coverage: number,
  arms: readonly [weight: number, hero: string | null][],
  more: object = {},
) =>
  experiment(key, {
    ...more,
    coverage,
    control: 'arm-0',
    variations: arms.map(([weight, hero], i) => variation(`arm-${i}`, weight, hero)),
  });

/** The heroes of many customers who differ in their ids alone. */
const heroesOf = async (situation: Situation, customers: number) => {
  const heroes: Awaited<ReturnType<typeof heroIn>>[] = [];
  for (let i = 0; i < customers; i++) {
    const experienceId = `experience-${i}`;
    const input = inputOf({ ...situation, profile: null, identity: `anonymous_id:${i}`, experienceId });
    const decision = decide({ ...input, matches: await matchAll(input), seed: fnv1a32(experienceId) });
    heroes.push(decision.elements[0]!);
  }
  return heroes;
};

describe('a variant that only one variation can show', () => {
  const split = testOf('tea-test', 1, [
    [0.5, null],
    [0.5, 'hero-tea'],
  ]);
  const release = releaseOf({ documents: [tea, split], hero: { policy: 'best' } });
  const evidence = evidenceOf({ 'hero-a': conversions(1000, 200) });

  test('has the probability of the split, and the others share the rest', async () => {
    const heroes = await heroesOf({ release, evidence }, 50);
    const propensities = new Map(heroes.map(({ variant: shown, propensity }) => [shown, propensity]));
    expect(propensities.get('hero-tea')).toBeCloseTo(0.5, 12);
    // never shown: half of a uniform prior lies above 20%, so the best by score is one of the unknown
    expect(propensities.get('hero-b')).toBeCloseTo(0.5, 12);
    expect([...propensities.keys()].sort()).toEqual(['hero-b', 'hero-tea']);
  });

  test('leaves the default certain where nothing else can be shown', async () => {
    const bare = releaseOf({ documents: [tea, split] });
    const heroes = bare.variantsByPlacement.get('hero_banner')!;
    const variantsByPlacement = new Map([
      ['hero_banner', heroes.map((hero) => ({ ...hero, requiresRule: true }))],
    ]);
    const shown = await heroesOf({ release: { ...bare, variantsByPlacement } }, 50);
    for (const { variant: key, propensity } of shown) {
      expect(['hero-a', 'hero-tea']).toContain(key);
      expect(propensity).toBeCloseTo(0.5, 12);
    }
  });
});

const arm = fc.constantFrom('hero-a', 'hero-b', 'hero-tea', null);
const tests = fc.array(
  fc.record({
    weight: fc.constantFrom(0.1, 0.5, 0.8),
    first: arm,
    second: arm,
    coverage: fc.constantFrom(0.3, 0.7, 1),
    part: fc.constantFrom(0.2, 0.5, null),
  }),
  { minLength: 1, maxLength: 2 },
);
const wish = fc.constantFrom(
  null,
  { type: 'pin', placement: 'hero_banner', variant: 'hero-c' },
  { type: 'include', placement: 'hero_banner', variant: 'hero-tea' },
  { type: 'exclude', placement: 'hero_banner', variant: 'hero-b' },
);

test('of customers in equal circumstances, as many see a variant as its propensity says', async () => {
  const customers = 1500;
  await fc.assert(
    fc.asyncProperty(tests, wish, fc.string({ minLength: 1, maxLength: 8 }), async (drawn, asked, salt) => {
      const release = releaseOf({
        preferences: { exclusion_groups: { heroes: { seed: `heroes-${salt}` } } },
        documents: [
          tea,
          ...drawn.map(({ weight, first, second, coverage, part }, i) =>
            testOf(
              `test-${fnv1a32(salt)}-${i}`,
              coverage,
              [
                [weight, first],
                [1 - weight, second],
              ],
              // two of one group never have the same customer
              part === null ? {} : { group: { key: 'heroes', ranges: [[i / 2, i / 2 + part]] } },
            ),
          ),
          ...(asked === null ? [] : [rule('wish', [asked], { conditions: everyone })]),
        ],
      });
      const evidence = evidenceOf({ 'hero-a': conversions(300, 60), 'hero-b': conversions(300, 66) });
      const heroes = await heroesOf({ release, evidence, goals: { drive_conversions: 1 } }, customers);
      let total = 0;
      for (const shown of new Set(heroes.map(({ variant: key }) => key))) {
        const group = heroes.filter(({ variant: key }) => key === shown);
        const [{ propensity }] = group as [(typeof group)[0]];
        // the same number, whichever variation shows it
        for (const hero of group) expect(hero.propensity).toBeCloseTo(propensity, 12);
        const deviation = Math.sqrt(customers * propensity * (1 - propensity));
        expect(Math.abs(group.length - customers * propensity)).toBeLessThanOrEqual(5 * deviation + 1e-9);
        total += propensity;
      }
      // what was not seen among so many is rare
      expect(total).toBeGreaterThan(0.97);
      expect(total).toBeLessThan(1 + 1e-9);
    }),
    { numRuns: 12, seed: 20260314 },
  );
}, 120_000);
