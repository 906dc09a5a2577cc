import { describe, expect, test } from 'vitest';
import { draw, type PolicyInput, policyProbabilities } from '#server/domain/decisions/policy.ts';

const input: PolicyInput = {
  policy: 'best',
  scores: [0.2, 0.3, 0.1, 0.1],
  chances: [0.25, 0.6, 0.1, 0.05],
  measured: true,
  floor: 0.1,
  heldBack: [false, false, false, false],
  defaultIndex: 0,
};
const tied = { scores: [0.3, 0.3, 0.3, 0.3] };
const all = [true, true, true, true];

describe('policies', () => {
  test.each<[string, Partial<PolicyInput>, number[]]>([
    ['best takes the highest score', {}, [0, 1, 0, 0]],
    ['best explores until something was measured', { measured: false }, [0.025, 0.925, 0.025, 0.025]],
    ['a tie goes to the default', { ...tied, defaultIndex: 2 }, [0, 0, 1, 0]],
    ['a tie without the default goes to the first', { ...tied, defaultIndex: null }, [1, 0, 0, 0]],
    ['ε-greedy explores for good', { policy: 'epsilon_greedy' }, [0.025, 0.925, 0.025, 0.025]],
    [
      'Thompson draws by chance to be best, plus the floor',
      { policy: 'thompson' },
      [0.25, 0.565, 0.115, 0.07],
    ],
    ['what is held back goes to the default', { heldBack: [false, true, false, false] }, [1, 0, 0, 0]],
    [
      'what is held back is still explored',
      { policy: 'thompson', heldBack: [false, true, true, true] },
      [0.925, 0.025, 0.025, 0.025],
    ],
    ['without a default nothing is held back', { defaultIndex: null, heldBack: all }, [0, 1, 0, 0]],
    [
      'a single candidate is certain',
      { policy: 'thompson', scores: [0.5], chances: [1], heldBack: [false] },
      [1],
    ],
  ])('%s', (_name, change, expected) => {
    const probabilities = policyProbabilities({ ...input, ...change });
    expect(probabilities).toHaveLength(expected.length);
    for (const [i, probability] of probabilities.entries()) expect(probability).toBeCloseTo(expected[i]!, 12);
  });
});

test('draws come as often as their probabilities say, whatever the stream', () => {
  const probabilities = [0.5, 0.3, 0.15, 0.05];
  const draws = 20_000;
  for (const stream of ['hero_banner', 'content_blocks']) {
    const counts = [0, 0, 0, 0];
    for (let seed = 0; seed < draws; seed++) counts[draw({ probabilities, seed, stream })]!++;
    const distance = probabilities.reduce(
      (sum, p, i) => sum + (counts[i]! - p * draws) ** 2 / (p * draws),
      0,
    );
    // R 4.2: qchisq(0.999, 3)
    expect(distance).toBeLessThan(16.26624);
  }
});

test('a probability of zero is never drawn, even where rounding leaves a gap at the end', () => {
  const probabilities = [0.1, 0.2, 0.7 - 1e-9, 0];
  for (let seed = 0; seed < 2000; seed++) expect(draw({ probabilities, seed, stream: 's' })).toBeLessThan(3);
});
