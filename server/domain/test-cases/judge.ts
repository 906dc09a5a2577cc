import type { TestCase, TestDifference } from '#schemas/test-case.ts';
import { canonicalJson } from '#server/domain/releases/canonical.ts';
import type { Explained } from '#server/domain/simulation/simulate.ts';

type Expected = TestCase['expect'];

/** What of each part must come out, beside what came out. */
const comparisons = (
  { placements = {}, experiments = {}, segments, rules }: Expected,
  { decision, trace }: Explained,
): TestDifference[] => {
  const variants = new Map(decision.elements.map(({ placement, variant }) => [placement, variant]));
  const variations = new Map(trace.experiments.map(({ key, variation }) => [key, variation]));
  const members = trace.segments.flatMap(({ key, member }) => (member ? [key] : []));
  const applying = trace.rules.flatMap(({ key, verdict }) => (verdict === 'applies' ? [key] : []));
  return [
    ...Object.entries(placements).map(
      ([name, expected]) =>
        ({ about: 'placement', name, expected, actual: variants.get(name) ?? null }) as const,
    ),
    ...Object.entries(experiments).map(
      ([name, expected]) =>
        ({ about: 'experiment', name, expected, actual: variations.get(name) ?? null }) as const,
    ),
    ...(segments ? [{ about: 'segments', name: null, expected: segments, actual: members } as const] : []),
    ...(rules ? [{ about: 'rules', name: null, expected: rules, actual: applying } as const] : []),
  ];
};

/**
 * Where a decision is not what a test case expects; nowhere when it passes.
 * @example judge(testCase, await simulate(…)) // [{ about: 'placement', name: 'hero_banner', expected: 'a', actual: 'b' }]
 */
export const judge = ({ expect }: TestCase, explained: Explained): TestDifference[] =>
  comparisons(expect, explained).filter(
    ({ expected, actual }) => canonicalJson(expected) !== canonicalJson(actual),
  );

const shown = (value: unknown): string => {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return String(value);
};

/**
 * A difference as a sentence.
 * @example differenceText({ about: 'placement', name: 'hero', expected: 'a', actual: 'b' }) // 'hero: expected a, got b'
 */
export const differenceText = ({ about, name, expected, actual }: TestDifference): string =>
  `${name ?? about}: expected ${shown(expected)}, got ${shown(actual)}`;
