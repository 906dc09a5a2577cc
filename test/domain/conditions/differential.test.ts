import fc from 'fast-check';
import { Engine, type TopLevelCondition } from 'json-rules-engine';
import { describe, expect, test } from 'vitest';
import type { TopCondition } from '#schemas/condition.ts';
import { createClosures } from '#server/domain/conditions/closures.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { explainConditions } from '#server/domain/conditions/explain.ts';
import { createLookup } from '#server/domain/conditions/lookup.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import { normalForm } from '#server/domain/conditions/normal-form.ts';
import { matchByReference } from '#server/domain/conditions/reference.ts';
import type { Facts, NamedConditions } from '#server/domain/conditions/types.ts';
import {
  conditionArbitrary,
  factsArbitrary,
  namedArbitrary,
  ownConditionArbitrary,
  ownNamedArbitrary,
} from './arbitraries.ts';

/** PROPERTY_CASES asks for more than a quick run has. */
const CASES = Number(process.env['PROPERTY_CASES'] ?? 10_000);
const PATIENCE = 120_000 + CASES * 5;
const cases = (share: number) => ({ numRuns: Math.ceil(CASES * share) });

type Case = { conditions: TopCondition; facts: Facts; named: NamedConditions };

/** json-rules-engine as documented, with its own operators and JSONPath; null where its run fails. */
const askLibrary = async ({ conditions, facts, named }: Case, strict: boolean): Promise<boolean | null> => {
  const rule = { conditions: structuredClone(conditions) as TopLevelCondition, event: { type: 'match' } };
  const engine = new Engine([rule], { allowUndefinedFacts: !strict });
  for (const [name, condition] of Object.entries(named))
    engine.setCondition(name, structuredClone(condition) as TopLevelCondition);
  try {
    return (await engine.run({ ...facts })).results.length === 1;
  } catch {
    return null;
  }
};

/** What each of our ways of evaluating says: one function a rule, the lookup tables, and the explanation. */
const askOurs = ({ conditions, facts, named }: Case) => {
  const forms = [{ rule: 0, form: normalForm(conditions, named) }];
  return {
    closures: createClosures(forms)(facts).length === 1,
    lookup: createLookup(forms)(facts).length === 1,
    explained: explainConditions(conditions, facts, { conditions: named }).result,
  };
};

const strictly = ({ conditions, facts, named }: Case): boolean | null => {
  const compiled = compileRules([{ key: 'rule', conditions }], { conditions: named, strict: true });
  try {
    return matchRules(compiled, facts).length === 1;
  } catch {
    return null;
  }
};

const unanimous = (answer: boolean) => ({ closures: answer, lookup: answer, explained: answer });

describe('with json-rules-engine itself as the oracle', () => {
  test(
    'we agree wherever its run does not fail',
    async () => {
      let compared = 0;
      let matched = 0;
      await fc.assert(
        fc.asyncProperty(
          conditionArbitrary,
          factsArbitrary,
          namedArbitrary,
          async (conditions, facts, named) => {
            const given = { conditions, facts, named };
            const library = await askLibrary(given, false);
            if (library === null) return;
            compared++;
            matched += Number(library);
            expect(askOurs(given)).toEqual(unanimous(library));
          },
        ),
        cases(1),
      );
      expect(compared).toBeGreaterThan(CASES * 0.6);
      expect(matched / compared).toBeGreaterThan(0.2);
      expect(matched / compared).toBeLessThan(0.8);
    },
    PATIENCE,
  );

  test(
    'a strict match fails exactly where its run fails',
    async () => {
      let failed = 0;
      await fc.assert(
        fc.asyncProperty(
          conditionArbitrary,
          factsArbitrary,
          namedArbitrary,
          async (conditions, facts, named) => {
            const given = { conditions, facts, named };
            const library = await askLibrary(given, true);
            failed += Number(library === null);
            expect(strictly(given)).toBe(library);
          },
        ),
        cases(0.2),
      );
      expect(failed).toBeGreaterThan(CASES * 0.02);
    },
    PATIENCE,
  );
});

describe('with the reference as the oracle', () => {
  test(
    'we agree on all operators, and where json-rules-engine would fail',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          ownConditionArbitrary,
          factsArbitrary,
          ownNamedArbitrary,
          async (conditions, facts, named) => {
            const compiled = compileRules([{ key: 'rule', conditions }], { conditions: named });
            const answer = (await matchByReference(compiled, facts)).length === 1;
            expect(askOurs({ conditions, facts, named })).toEqual(unanimous(answer));
          },
        ),
        cases(0.5),
      );
    },
    PATIENCE,
  );

  test(
    'large sets give the same matches in the same order, on either side of the boundary',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(ownConditionArbitrary, fc.integer({ min: 1, max: 3 })), {
            minLength: 1,
            maxLength: 150,
            size: 'max',
          }),
          fc.array(factsArbitrary, { minLength: 3, maxLength: 3 }),
          ownNamedArbitrary,
          async (drawn, samples, named) => {
            const rules = drawn.map(([conditions, priority], i) => ({
              key: `rule-${i}`,
              priority,
              conditions,
            }));
            const compiled = compileRules(rules, { conditions: named });
            for (const facts of samples)
              expect(matchRules(compiled, facts)).toEqual(await matchByReference(compiled, facts));
          },
        ),
        cases(0.003),
      );
    },
    PATIENCE,
  );
});
