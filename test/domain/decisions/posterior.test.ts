import { expect, test } from 'vitest';
import type { Metric } from '#schemas/metric.ts';
import { blendPosterior, blendScores, ruleScore } from '#server/domain/decisions/blend.ts';
import { outcomePosteriors } from '#server/domain/decisions/posterior.ts';
import { betaMean } from '#server/domain/statistics/beta.ts';
import { conversions, evidenceOf, proportion } from './shop.ts';

const goal = (metric: Metric, share = 1) => ({ name: metric.key, metric, share });
const revenue: Metric = { ...proportion, key: 'revenue', type: 'mean' };
const posteriors = (outcomes: Parameters<typeof evidenceOf>[0], goals = [goal(proportion)]) =>
  outcomePosteriors({
    outcomes: evidenceOf(outcomes).outcomes,
    placement: 'hero_banner',
    variants: ['hero-a', 'hero-b'],
    goals,
  });

test('successes and failures of a proportion are added to a uniform prior', () => {
  expect(posteriors({ 'hero-a': conversions(10, 3) })).toEqual([
    { shape: { alpha: 4, beta: 8 }, exposures: 10 },
    { shape: { alpha: 1, beta: 1 }, exposures: 0 },
  ]);
});

test('a metric to decrease is turned around', () => {
  const [hero] = posteriors({ 'hero-a': conversions(10, 3) }, [
    goal({ ...proportion, direction: 'decrease' }),
  ]);
  expect(hero?.shape).toEqual({ alpha: 8, beta: 4 });
});

test('a mean keeps its order and stays within 0 and 1 on the range of the placement', () => {
  const spent = (mean: number) => ({
    n: 100,
    goals: { revenue: { sum: 100 * mean, sumOfSquares: 100 * mean ** 2 * 2 } },
  });
  const [low, high] = posteriors({ 'hero-a': spent(2000), 'hero-b': spent(4000) }, [goal(revenue)]);
  // both spreads equal the means, so the range is 4000 + 3 · 4000
  expect(high?.shape).toEqual({ alpha: 1 + 100 / 4, beta: 1 + 75 });
  expect(low?.shape).toEqual({ alpha: 1 + 100 / 8, beta: 1 + 87.5 });
});

test('several goals are weighed by their shares', () => {
  const [hero] = posteriors({ 'hero-a': conversions(98, 24) }, [goal(proportion, 0.6), goal(revenue, 0.4)]);
  // Beta(25, 75) has mean .25; revenue was never seen: Beta(1, 99) has mean .01
  expect(betaMean(hero!.shape)).toBeCloseTo(0.6 * 0.25 + 0.4 * 0.01, 12);
});

test('without a goal nothing was measured', () => {
  expect(posteriors({ 'hero-a': conversions(10, 3) }, [])[0]?.exposures).toBe(0);
});

test.each([
  [0, 0.5],
  [0.6, 0.8],
  [2, 1],
  [-1.5, 0],
])('boosts that sum to %d make a rule score of %d', (boosts, score) => {
  expect(ruleScore(boosts)).toBeCloseTo(score, 12);
});

test('the blend shares between model and rules', () => {
  expect(blendScores({ model: 0.2, rules: 0.8, ruleWeight: 0.25 })).toBeCloseTo(0.35, 12);
  const blended = blendPosterior({ shape: { alpha: 4, beta: 8 }, rules: 0.8, ruleWeight: 0.25 });
  expect(betaMean(blended)).toBeCloseTo(0.75 / 3 + 0.25 * 0.8, 12);
});
