import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { actionsOf, type Rule } from '#schemas/rule.ts';
import { questionOf, type TestCase } from '#schemas/test-case.ts';
import { recommenderEvidence } from '#server/domain/models/evidence.ts';
import { compileRelease } from '#server/domain/releases/compile.ts';
import { customerOf, simulate } from '#server/domain/simulation/simulate.ts';
import { differenceText, judge } from '#server/domain/test-cases/judge.ts';
import { readCasesFolder } from '#server/platform/cases-folder.ts';
import { readRulesFolder } from '#server/platform/rules-folder.ts';

const shipped = fileURLToPath(new URL('../../rules', import.meta.url));
const documents = await readRulesFolder(shipped);
const cases = (await readCasesFolder(shipped)) ?? [];
const release = compileRelease({ environment: 'production', number: 1, documents });
const at = new Date('2026-05-04T09:00:00Z');
const products = new Map();
const evidence = {
  number: 1,
  at,
  catalogue: { products, contentItems: new Map() },
  recommenders: recommenderEvidence({ products }),
  outcomes: new Map(),
};

/** What is not as a case expects, of customers of whom nothing is known. */
const differencesOf = async (testCase: TestCase): Promise<string[]> => {
  const request = questionOf(testCase);
  const customer = await customerOf(request, async () => null);
  return judge(testCase, await simulate({ request, customer, release, evidence, at })).map(differenceText);
};

test.each(cases)('$name', async (testCase) => {
  expect(await differencesOf(testCase)).toEqual([]);
});

test('a case that expects something else says what it got', async () => {
  const wrong: TestCase = {
    ...cases[0]!,
    expect: {
      segments: ['vip'],
      rules: [],
      placements: { none: 'hero-vip' },
      experiments: { 'bundle-offer': null },
    },
  };
  expect(await differencesOf(wrong)).toEqual([
    'none: expected hero-vip, got nothing',
    'bundle-offer: expected nothing, got bundle',
    'segments: expected vip, got new_visitors',
    'rules: expected none, got no-gift-wrap-off-season, reviews-for-new-visitors',
  ]);
});

describe('the storefront pack', () => {
  const { rules, segments, placements, variants } = {
    rules: release.rules.items as Rule[],
    segments: release.segments.items,
    placements: [...release.placements.values()],
    variants: [...release.variants.values()],
  };

  test('has a case for every rule and every segment', () => {
    const covered = new Set(
      cases.flatMap(({ expect: { rules: own = [], segments: in_ = [] } }) => [...own, ...in_]),
    );
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
    for (const { key, defaultVariant } of placements) {
      const open = variants.filter((variant) => variant.placement === key && !variant.requiresRule);
      expect(open.map((variant) => variant.key)).toContain(defaultVariant);
      expect(open.length).toBeGreaterThanOrEqual(2);
    }
  });
});
