import fc from 'fast-check';
import { Engine, type TopLevelCondition } from 'json-rules-engine';
import { expect, test } from 'vitest';
import type { TopCondition } from '#schemas/condition.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { explainConditions } from '#server/domain/conditions/explain.ts';
import { matchRules } from '#server/domain/conditions/match.ts';
import type { Facts, NamedConditions } from '#server/domain/conditions/types.ts';
import { conditionArbitrary, factsArbitrary, namedArbitrary } from './arbitraries.ts';

const RUNS = 10_000;

/** json-rules-engine as documented, with its own operators and JSONPath; null where its run fails. */
const askLibrary = async (
  conditions: TopCondition,
  facts: Facts,
  named: NamedConditions,
): Promise<boolean | null> => {
  const engine = new Engine([{ conditions: conditions as TopLevelCondition, event: { type: 'match' } }], {
    allowUndefinedFacts: true,
  });
  for (const [name, condition] of Object.entries(named))
    engine.setCondition(name, condition as TopLevelCondition);
  try {
    return (await engine.run({ ...facts })).results.length === 1;
  } catch {
    return null;
  }
};

test('matching and explaining agree with json-rules-engine wherever its run does not fail', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(conditionArbitrary, factsArbitrary, namedArbitrary, async (conditions, facts, named) => {
      const options = { conditions: named };
      const matches = await matchRules(compileRules([{ key: 'rule', conditions }], options), facts);
      const matched = matches.length === 1;
      expect(explainConditions(conditions, facts, options).result).toBe(matched);
      const library = await askLibrary(conditions, facts, named);
      if (library === null) return;
      compared++;
      expect(matched).toBe(library);
    }),
    { numRuns: RUNS, seed: 20260101 },
  );
  expect(compared).toBeGreaterThan(RUNS * 0.6);
}, 120_000);
