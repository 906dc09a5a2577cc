import { describe, expect, test } from 'vitest';
import { Settings } from '#schemas/settings.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { inferences } from '#server/domain/profiles/psychographics.ts';
import { context, event, minutesIn, order, start } from './events.ts';

const settings = Settings.parse({
  psychographics: {
    values: {
      sustainability: {
        tags: ['organic'],
        traits: [{ trait: 'diet', equals: ['vegan'] }],
        surveys: [{ kind: 'green', from: 1, to: 5 }],
      },
    },
  },
});
const tagged = {
  ...context,
  settings,
  product: (id: string) => ({ ...context.product(id), tags: id === 'tea' ? ['organic'] : [] }),
};
const empty = emptyProfile({ id: 'customer_id:7', identity: 'customer_id:7', subject: '7', at: start });
const viewed = (minute: number) => event({ type: 'product_viewed', data: { product_id: 'tea' }, minute });
const folded = (...events: ReturnType<typeof event>[]) => foldEvents(empty, events, tagged).profile;

describe('an inference', () => {
  test('rests on the behaviors that spoke for it, how many and how new', () => {
    const [interest] = inferences('interests', {
      profile: folded(viewed(0), viewed(1), order(2)),
      settings,
      at: minutesIn(2),
    });
    expect(interest).toMatchObject({
      name: 'drinks',
      inferred: true,
      evidence: {
        sources: ['category drinks'],
        events: { product_viewed: 2, order_completed: 1 },
        count: 3,
        newest: minutesIn(2),
      },
    });
    // weights of 1 + 1 + 5 views: 1 − 2^(−7/5)
    expect(interest!.strength).toBeCloseTo(0.621, 3);
  });

  test('fades: what was strong 30 days ago weighs half', () => {
    const profile = folded(order(0));
    const strengthAt = (days: number) =>
      inferences('interests', { profile, settings, at: minutesIn(days * 1440) })[0]?.strength;
    expect(strengthAt(0)).toBeCloseTo(0.5, 6);
    // 1 − 2^(−0.5)
    expect(strengthAt(30)).toBeCloseTo(0.2929, 4);
  });

  test('that is weaker than the threshold is not made', () => {
    // one view: 1 − 2^(−1/5) = 0.129, below 0.2
    expect(inferences('interests', { profile: folded(viewed(0)), settings, at: start })).toEqual([]);
  });

  test('is not made of someone who refuses profiling', () => {
    const refused = event({
      type: 'consent_updated',
      data: { purposes: { profiling: false } },
      minute: 1,
    });
    expect(
      inferences('interests', { profile: folded(order(0), refused), settings, at: minutesIn(1) }),
    ).toEqual([]);
  });
});

describe('a value', () => {
  const told = (minute: number, traits: object) => event({ type: 'identified', data: { traits }, minute });
  const answered = (score: number) =>
    event({ type: 'survey_answered', data: { kind: 'green', score }, minute: 0 });

  // weights in views, strength 1 − 2^(−weight/5)
  test.each<[string, ReturnType<typeof event>[], number, string[]]>([
    ['a tag of what was bought', [order(0)], 0.5, ['tag organic']],
    ['a trait', [told(0, { diet: 'vegan' })], 0.75, ['trait diet']],
    ['a survey answered fully', [answered(5)], 0.75, ['survey green']],
    ['a survey answered by half', [answered(3)], 0.5, ['survey green']],
    ['the list that a trait is', [told(0, { values: ['sustainability'] })], 0.75, ['trait values']],
  ])('is inferred from %s', (_name, events, strength, sources) => {
    const [value] = inferences('values', { profile: folded(...events), settings, at: start });
    expect(value?.name).toBe('sustainability');
    expect(value?.strength).toBeCloseTo(strength, 6);
    expect(value?.evidence.sources).toEqual(sources);
  });

  test('is not inferred from another trait, nor from a survey that denies it', () => {
    const profile = folded(told(0, { diet: 'any' }), answered(1));
    expect(inferences('values', { profile, settings, at: start })).toEqual([]);
  });
});
