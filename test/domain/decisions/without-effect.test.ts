import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rule } from '#schemas/rule.ts';
import { analyzeRules } from '#server/domain/conditions/analyze.ts';
import { toAnalyzable } from '#server/domain/releases/warnings.ts';
import { heroIn, releaseOf, rule, variant } from './shop.ts';

const hero = 'hero_banner';
const keys = fc.constantFrom('hero-a', 'hero-b', 'hero-hidden');
const action = fc.oneof(
  fc.record({
    type: fc.constantFrom('pin', 'include', 'exclude'),
    placement: fc.constant(hero),
    variant: keys,
  }),
  fc.record({
    type: fc.constant('boost'),
    placement: fc.constant(hero),
    variant: keys,
    by: fc.constantFrom(-1, 1),
  }),
  fc.record({
    type: fc.constant('set'),
    placement: fc.constant(hero),
    parameters: fc.constantFrom({ color: 'red' }, { color: 'blue' }, { color: 'red', size: 'large' }),
  }),
);
type Written = { actions: { type: string; variant?: string }[]; priority: number };
const body: fc.Arbitrary<Written> = fc.record({
  actions: fc.array(action, { minLength: 1, maxLength: 2 }),
  priority: fc.integer({ min: 1, max: 2 }),
});

/** A pin of what is excluded leaves the choice to others: the finding names that condition. */
const pinsWhatIsExcluded = (bodies: readonly Written[]): boolean => {
  const variantsOf = (type: string): (string | undefined)[] =>
    bodies.flatMap(({ actions }) => actions.filter((each) => each.type === type).map((each) => each.variant));
  return variantsOf('pin').some((key) => variantsOf('exclude').includes(key));
};

test('a rule that is said to have no effect is missed by no decision', async () => {
  let idle = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(body, { minLength: 2, maxLength: 3 }),
      fc.string(),
      async (bodies, experienceId) => {
        fc.pre(!pinsWhatIsExcluded(bodies));
        const rules = bodies.map(({ actions, priority }, index) => rule(`r${index}`, actions, { priority }));
        const findings = analyzeRules(
          rules.map(({ body: written }) => toAnalyzable(Rule.parse(written))),
          { dictionary: [] },
        );
        const [shadowed] = findings.filter(({ kind }) => kind === 'shadowed');
        if (shadowed === undefined) return;
        idle++;
        const hidden = variant('hero-hidden', { requiresRule: true });
        const heroWith = async (present: typeof rules) => {
          const release = releaseOf({ documents: [hidden, ...present] });
          const { variant: shown, content, propensity } = await heroIn({ release, experienceId });
          return { shown, content, propensity };
        };
        const others = rules.filter(
          ({ body: written }) => (written as { key: string }).key !== shadowed.rule,
        );
        expect(await heroWith(others)).toEqual(await heroWith(rules));
      },
    ),
    { numRuns: 300 },
  );
  expect(idle).toBeGreaterThan(50);
}, 60_000);
