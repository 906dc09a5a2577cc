import { describe, expect, test } from 'vitest';
import { matchRules } from '#server/domain/conditions/match.ts';
import { compileRelease, ReleaseFaults } from '#server/domain/releases/compile.ts';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { experiment, isVip, journey, rule, settings, shop, shopWith, variant } from './shop.ts';

const compile = (documents: SourceDocument[]) =>
  compileRelease({ environment: 'production', number: 7, documents });
const vip = { profile: { traits: { plan: 'vip' } } };

describe('a compiled release', () => {
  test('holds every kind by its key', () => {
    const release = compile(shop());
    expect(release).toMatchObject({ environment: 'production', number: 7 });
    expect([...release.placements.keys()]).toEqual(['hero']);
    expect(release.variantsByPlacement.get('hero')?.map(({ key }) => key)).toEqual([
      'hero-default',
      'hero-vip',
    ]);
    expect([...release.metrics.keys(), ...release.journeys.keys(), ...release.flags.keys()]).toEqual([
      'conversion',
      'welcome',
      'dark-mode',
    ]);
    expect(release.settings.goals).toEqual({ drive_conversions: 'conversion' });
  });

  test('of nothing has the default settings', () => {
    const { settings, rules, placements } = compile([]);
    expect(settings.holdout_share).toBe(0);
    expect([rules.items.length, placements.size]).toEqual([0, 0]);
  });

  test('fills in the defaults that the author left out', () => {
    const { personalization_engine } = compile([settings({ personalization_engine: {} })]).settings;
    expect(personalization_engine.confidence_threshold).toBe(0.7);
  });

  test('matches rules to their place among the items, by priority', async () => {
    const { rules } = compile(shopWith(rule('late', { priority: 5 }), rule('off', { enabled: false })));
    const matches = matchRules(rules.compiled, vip);
    expect(matches.map((index) => rules.items[index]?.key)).toEqual(['late', 'vip-hero']);
  });

  test('resolves named conditions in segments', async () => {
    const { segments } = compile(shop());
    expect(matchRules(segments.layers[0]!.compiled, vip)).toEqual([0]);
    expect(matchRules(segments.layers[0]!.compiled, {})).toEqual([]);
  });

  test("keeps a foreign rule's event untouched", async () => {
    const event = { type: 'send-coupon', params: { percent: 10, nested: { any: ['thing'] } }, extra: true };
    const { rules } = compile([rule('foreign', { event })]);
    expect(matchRules(rules.compiled, vip)).toEqual([0]);
    expect(rules.items[0]?.event).toEqual(event);
  });

  test('keeps stopped experiments, but opens only running ones to their audience', async () => {
    const { experiments, audiences } = compile(
      shopWith(
        experiment('old', { status: 'stopped' }),
        experiment('idea', { status: 'draft' }),
        experiment('vips-only', { audience: { all: [isVip] } }),
      ),
    );
    expect(experiments.map(({ key }) => key)).toEqual(['hero-test', 'old', 'vips-only']);
    expect(audiences.items.map(({ key }) => key)).toEqual(['hero-test', 'vips-only']);
    expect(matchRules(audiences.compiled, {})).toEqual([0]);
    expect(matchRules(audiences.compiled, vip)).toEqual([0, 1]);
  });

  test('leaves out journeys that are switched off', () => {
    expect([...compile(shopWith(journey('welcome', { enabled: false }))).journeys.keys()]).toEqual([]);
  });

  test('does not exist when anything is wrong: the error names everything', () => {
    const broken = shopWith(rule('a', { conditions: { any: [] } }), variant('b', { placement: 'x' }));
    const attempt = () => compile(broken);
    expect(attempt).toThrow(ReleaseFaults);
    expect(attempt).toThrow(/rule\/a at conditions\.any: .*\n?.*variant\/b at placement: /s);
  });
});
