import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Pack } from '#schemas/document.ts';
import { actionsOf } from '#schemas/rule.ts';
import { assign } from '#server/domain/assignment/assign.ts';
import { compileRules } from '#server/domain/conditions/compile.ts';
import { matchRules } from '#server/domain/conditions/match.ts';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../rules/${path}`, import.meta.url), 'utf8'));
const readPack = (path: string): Pack => Pack.parse(read(path));

type FactCase = {
  name: string;
  facts: Record<string, Record<string, unknown>>;
  segments: string[];
  matches: string[];
};
type AssignmentCase = { experiment: string; subject: string; variation: string | null };

describe('the storefront pack', () => {
  const { rules = [], segments = [], conditions: named = [], ...pack } = readPack('packs/storefront.json');
  const conditions = Object.fromEntries(named.map(({ key, conditions }) => [key, conditions]));
  const { cases } = read('packs/storefront.cases.json') as { cases: FactCase[] };

  const keysOfMatches = async (
    items: readonly Parameters<typeof compileRules>[0][number][],
    facts: object,
  ): Promise<string[]> => {
    const matches = matchRules(compileRules(items, { conditions }), { ...facts });
    return matches.map((index) => items[index]!.key);
  };

  test.each(cases)('$name', async ({ facts, segments: expected, matches }) => {
    const inSegments = await keysOfMatches(segments, facts);
    expect(inSegments).toEqual(expected);
    const withSegments = { ...facts, profile: { ...facts['profile'], segments: inSegments } };
    expect(await keysOfMatches(rules, withSegments)).toEqual(matches);
  });

  test('has a case for every rule and every segment', () => {
    const covered = new Set(cases.flatMap((each) => [...each.matches, ...each.segments]));
    const all = [...rules, ...segments].map(({ key }) => key);
    expect(all.filter((key) => !covered.has(key))).toEqual([]);
  });

  test('shows every type of action at work', () => {
    const types = new Set(rules.flatMap(actionsOf).map(({ type }) => type));
    expect([...types].sort()).toEqual(
      ['boost', 'boost_products', 'exclude', 'exclude_products', 'include', 'pin', 'recommend', 'set'].sort(),
    );
  });

  test('gives every placement a default and an alternative that needs no rule', () => {
    for (const { key, defaultVariant } of pack.placements ?? []) {
      const open = pack.variants?.filter((variant) => variant.placement === key && !variant.requiresRule);
      expect(open?.map((variant) => variant.key)).toContain(defaultVariant);
      expect(open?.length).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('the experiments pack', () => {
  const { experiments = [] } = readPack('packs/experiments.json');
  const { cases } = read('packs/experiments.cases.json') as { cases: AssignmentCase[] };

  test.each(cases)('$experiment puts $subject into $variation', ({ experiment: key, subject, variation }) => {
    const { variations, coverage, seed } = experiments.find((experiment) => experiment.key === key)!;
    const weights = variations.map(({ weight }) => weight);
    const index = assign({ seed: seed ?? key, value: subject, weights, coverage });
    expect(index === null ? null : variations[index]!.key).toBe(variation);
  });
});
