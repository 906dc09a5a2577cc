import { describe, expect, test } from 'vitest';
import { ruleOutcome } from '#server/domain/decisions/rule-outcome.ts';
import { foldRuleShowings } from '#server/domain/profiles/exposures.ts';
import { limits } from '#server/domain/profiles/limits.ts';
import { readEvent } from '#server/domain/profiles/read-event.ts';
import { event, minutesIn } from '#test/domain/profiles/events.ts';
import { daysBefore, explainIn, heroIn, profileOf, releaseOf, rule, variant } from './shop.ts';

const cap = { max: 2, hours: 48 };
const to = (type: string, key: string, more = {}) => ({
  type,
  placement: 'hero_banner',
  variant: key,
  ...more,
});
const pin = rule('vip', [to('pin', 'hero-b')], { frequencyCap: cap });
const shownTo = (...times: Date[]) => profileOf({ journeys: {}, ruleShowings: { vip: times } });

test.each<[string, Date[], string]>([
  ['was never shown', [], 'won'],
  ['was shown less often than may be', [daysBefore(1)], 'won'],
  ['was shown as often as may be', [daysBefore(1), daysBefore(0.5)], 'capped'],
  ['was shown often, but longer ago than the hours', [daysBefore(2), daysBefore(0.5)], 'won'],
])('a rule that %s: %s', async (_name, times, outcome) => {
  const release = releaseOf({ documents: [pin] });
  const { trace, decision } = await explainIn({ release, profile: shownTo(...times) });
  expect(ruleOutcome(trace.rules[0]!, trace)).toBe(outcome);
  expect(decision.elements[0]?.because.kind === 'pin').toBe(outcome === 'won');
});

test('the trace says how often it was shown, and how often it may be', async () => {
  const profile = shownTo(daysBefore(1), daysBefore(0.5), daysBefore(9));
  const { trace } = await explainIn({ release: releaseOf({ documents: [pin] }), profile });
  expect(trace.rules[0]).toMatchObject({ verdict: 'capped', cap: { shown: 2, ...cap } });
});

test('a capped rule makes room for the next one', async () => {
  const next = rule('next', [to('pin', 'hero-c')]);
  const profile = shownTo(daysBefore(1), daysBefore(0.5));
  const hero = await heroIn({ release: releaseOf({ documents: [pin, next] }), profile });
  expect(hero).toMatchObject({ variant: 'hero-c', because: { kind: 'pin', by: { rule: 'next' } } });
});

describe('a showing counts for the rules with a cap that brought it about:', () => {
  const favor = (key: string, more = {}) =>
    rule(key, [to('include', 'special')], { frequencyCap: cap, ...more });
  const special = variant('special', { requiresRule: true });
  const only = { hero: { policy: 'best', ruleWeight: 1 } } as const;
  const boosted = (key: string, more = {}) =>
    rule(key, [to('boost', 'hero-b', { by: 0.5 })], { frequencyCap: cap, ...more });

  test.each<[string, ReturnType<typeof rule>[], string[] | undefined]>([
    ['the one that pins', [pin, boosted('lost')], ['vip']],
    [
      'all that speak for it',
      [boosted('a'), boosted('b'), boosted('c', { frequencyCap: undefined })],
      ['a', 'b'],
    ],
    ['not those that speak for something else', [boosted('a'), favor('other', { priority: 1 })], ['a']],
    [
      'one that sets parameters in it',
      [
        rule('tone', [to('set', 'x', { variant: undefined, parameters: { tone: 1 } })], {
          frequencyCap: cap,
        }),
      ],
      ['tone'],
    ],
    ['none, where no rule has a cap', [boosted('a', { frequencyCap: undefined })], undefined],
  ])('%s', async (_name, rules, expected) => {
    const documents = [...rules, special].map(({ kind, body }) => ({
      kind,
      body: JSON.parse(JSON.stringify(body)) as unknown,
    }));
    const release = releaseOf({ ...only, preferences: { exploration_floor: 0 }, documents });
    const hero = await heroIn({ release, profile: profileOf({ journeys: {} }) });
    expect(hero.cappedRules).toEqual(expected);
  });
});

describe('a profile counts showings by rule', () => {
  const shown = (minute: number, cappedRules?: string[], type = 'variant_shown') =>
    readEvent(
      event({
        type,
        data: { placement: 'hero', variant: 'sale' },
        minute,
        exposure: { experienceId: 'e', propensity: 1, ...(cappedRules && { cappedRules }) },
      }),
    );
  const fold = (...events: ReturnType<typeof shown>[]) =>
    events.reduce<Record<string, Date[]> | undefined>(foldRuleShowings, undefined);

  test('the newest first', () => {
    expect(fold(shown(1, ['a']), shown(2, ['a', 'b']))).toEqual({
      a: [minutesIn(2), minutesIn(1)],
      b: [minutesIn(2)],
    });
  });

  test('neither clicks nor showings that no such rule brought about', () => {
    expect(fold(shown(1), shown(2, ['a'], 'variant_clicked'))).toBeUndefined();
  });

  test('as far as any cap counts, and for the rules shown last', () => {
    const often = Array.from({ length: 60 }, (_, minute) => shown(minute, ['a']));
    expect(fold(...often)?.['a']).toHaveLength(limits.recentShowings);
    const many = Array.from({ length: 210 }, (_, minute) => shown(minute, [`rule-${minute}`]));
    const kept = Object.keys(fold(...many) ?? {});
    expect(kept).toHaveLength(limits.ruleShowings);
    expect(kept).not.toContain('rule-9');
  });
});
