import { describe, expect, test } from 'vitest';
import { overall } from '#server/domain/decisions/confidence.ts';
import { conversions, decideIn, evidenceOf, heroIn, releaseOf, rule } from './shop.ts';

const pinB = rule('pin', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }]);
const pinned = releaseOf({ documents: [pinB] });
const goals = { drive_conversions: 1 };

describe('confidence and lift', () => {
  test('are null while nothing was shown at random', async () => {
    expect(await heroIn({ release: pinned, goals })).toMatchObject({ confidence: null, lift: null });
  });

  test('come from randomized exposures alone', async () => {
    const evidence = evidenceOf();
    const all = conversions(1000, 900);
    const outcomes = new Map([['hero_banner/hero-b', { randomized: conversions(0, 0), all }]]);
    const hero = await heroIn({ release: pinned, evidence: { ...evidence, outcomes }, goals });
    expect(hero).toMatchObject({ confidence: null, lift: null });
  });

  test('compare with the default', async () => {
    const evidence = evidenceOf({ 'hero-a': conversions(1000, 100), 'hero-b': conversions(1000, 150) });
    const hero = await heroIn({ release: pinned, evidence, goals });
    expect(hero.lift).toMatchObject({ basis: '100% drive_conversions by conversion', exposures: 2000 });
    // E[Beta(151, 851)] · E[1 / Beta(101, 901)] − 1 = 151/1002 · 1001/100 − 1
    expect(hero.lift?.value).toBeCloseTo((151 / 1002) * (1001 / 100) - 1, 12);
    expect(hero.lift!.interval[0]).toBeGreaterThan(0.1);
    expect(hero.lift!.interval[1]).toBeLessThan(1);
    // hero-c was never seen: half of its uniform prior lies above .5, far above the others
    expect(hero.confidence).toBeGreaterThan(0.1);
    expect(hero.confidence).toBeLessThan(0.2);
  });

  test('have no lift over a default without a success', async () => {
    const evidence = evidenceOf({ 'hero-a': conversions(50, 0), 'hero-b': conversions(50, 5) });
    expect((await heroIn({ release: pinned, evidence, goals })).lift).toBeNull();
  });

  test('of the default against itself is exactly zero', async () => {
    const evidence = evidenceOf({ 'hero-a': conversions(100, 30) });
    const release = releaseOf({
      documents: [rule('pin', [{ type: 'pin', placement: 'hero_banner', variant: 'hero-a' }])],
    });
    expect((await heroIn({ release, evidence, goals })).lift).toMatchObject({ value: 0, interval: [0, 0] });
  });
});

describe('the whole experience', () => {
  const lift = (value: number, low: number, high: number, exposures: number) => ({
    value,
    interval: [low, high] as [number, number],
    basis: 'b',
    exposures,
  });

  test('has the mean of what is known', () => {
    const whole = overall([
      { confidence: 0.9, lift: lift(0.1, -0.2, 0.5, 10) },
      { confidence: 0.5, lift: lift(0.3, -0.1, 0.6, 20) },
      { confidence: null, lift: null },
    ]);
    expect(whole.confidence).toBeCloseTo(0.7, 12);
    expect(whole.lift).toMatchObject({ basis: 'mean over 2 of 3 elements', exposures: 30 });
    expect(whole.lift?.value).toBeCloseTo(0.2, 12);
    // independent, so distances add in squares: √(0.3² + 0.4²) / 2 below, √(0.4² + 0.3²) / 2 above
    expect(whole.lift?.interval[0]).toBeCloseTo(0.2 - 0.25, 12);
    expect(whole.lift?.interval[1]).toBeCloseTo(0.2 + 0.25, 12);
  });

  test('knows nothing when no element does', async () => {
    expect(await decideIn({ release: pinned })).toMatchObject({ confidence: null, lift: null });
    expect(overall([])).toEqual({ confidence: null, lift: null });
  });
});
