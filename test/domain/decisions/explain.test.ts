import { expect, test } from 'vitest';
import type { Profile } from '#schemas/profile.ts';
import {
  conversions,
  evidenceOf,
  experiment,
  explainIn,
  journey,
  ordersAtLeast,
  profileOf,
  releaseOf,
  rule,
  type Situation,
  segment,
} from './shop.ts';

const pinB = [{ type: 'pin', placement: 'hero_banner', variant: 'hero-b' }];
const loyalPin = rule('vip', pinB, { conditions: ordersAtLeast(3) });

test('a trace shows what each comparison expected and found', async () => {
  const release = releaseOf({ documents: [loyalPin, rule('far', pinB, { conditions: ordersAtLeast(9) })] });
  const { trace } = await explainIn({ release });
  const [vip, far] = trace.rules;
  expect(vip).toMatchObject({ key: 'vip', verdict: 'applies', outcome: 'won', conditions: { result: true } });
  expect(far).toMatchObject({
    verdict: 'did_not_match',
    conditions: { children: [{ expected: 9, actual: 4, result: false }] },
  });
});

test('a trace lists rules in the order they act: by priority, then by publication', async () => {
  const priorities = { third: 1, first: 900, fourth: 1, second: 20 };
  const documents = Object.entries(priorities).map(([key, priority]) => rule(key, pinB, { priority }));
  const { trace } = await explainIn({ release: releaseOf({ documents }) });
  expect(trace.rules.map(({ key }) => key)).toEqual(['first', 'second', 'third', 'fourth']);
});

test('a trace shows segments, buckets, journeys and candidates', async () => {
  const documents = [
    segment('loyal', ordersAtLeast(3)),
    experiment('banner'),
    journey({ hero_banner: 'hero-b' }),
  ];
  const { trace } = await explainIn({ release: releaseOf({ documents }) });
  expect(trace.segments).toMatchObject([{ key: 'loyal', member: true }]);
  expect(trace.experiments).toMatchObject([{ key: 'banner', seed: 'banner', value: '42', running: true }]);
  expect(trace.journeys).toMatchObject([
    { key: 'welcome', state: 'waiting', effect: { pin: { hero_banner: 'hero-b' } } },
  ]);
  expect(trace.elements[0]?.candidates).toHaveLength(3);
});

test.each<[string, Partial<Profile>, Record<string, unknown>, object]>([
  ['given', { consent: { personalization: true } }, {}, { state: 'open', basis: 'customer' }],
  [
    'given by the settings',
    { consent: {} },
    { default_consent: { personalization: true } },
    { state: 'open', basis: 'default_consent' },
  ],
  [
    'not asked for by the law',
    { consent: {} },
    { default_consent: {}, behavioral_tracking: { privacy_compliance: 'ccpa' } },
    { state: 'open', basis: 'privacy_compliance' },
  ],
  ['refused', { consent: { personalization: false } }, {}, { state: 'no_consent', basis: 'customer' }],
])('the gate says on what it rests, open or not: consent is %s', async (_, profile, preferences, gate) => {
  const release = releaseOf({ preferences });
  const { trace } = await explainIn({ release, profile: profileOf(profile) });
  expect(trace.gate).toEqual(gate);
});

test('behind a closed gate nothing is evaluated, whether it would have held or not', async () => {
  const nobody = rule('nobody', pinB, { conditions: ordersAtLeast(99) });
  const documents = [
    loyalPin,
    nobody,
    segment('loyal', ordersAtLeast(3)),
    experiment('banner', { audience: ordersAtLeast(3) }),
  ];
  const { trace } = await explainIn({ release: releaseOf({ documents }), context: { gpc: true } });
  expect(trace.rules.map(({ verdict, conditions }) => [verdict, conditions.result])).toEqual([
    ['gate_closed', null],
    ['gate_closed', null],
  ]);
  expect(trace.segments[0]?.conditions.result).toBeNull();
  expect(trace.experiments[0]?.audience?.result).toBeNull();
});

test('the audience of an experiment that is stopped is not evaluated', async () => {
  const audienceOf = async (status: string) => {
    const documents = [experiment('banner', { status, audience: ordersAtLeast(3) })];
    const { trace } = await explainIn({ release: releaseOf({ documents }) });
    return trace.experiments[0]?.audience?.result;
  };
  expect([await audienceOf('running'), await audienceOf('stopped')]).toEqual([true, null]);
});

const close = evidenceOf({
  'hero-a': conversions(100, 10),
  'hero-b': conversions(100, 11),
  'hero-c': conversions(100, 1),
});
const goals = { drive_conversions: 1 };

test.each<[string, Situation, string]>([
  [
    'a rule and its conditions',
    { release: releaseOf({ documents: [loyalPin] }) },
    'the rule “Rule vip” pins it: profile.counters.orders is at least 3 (it is 4)',
  ],
  [
    'a rule for everyone',
    { release: releaseOf({ documents: [rule('all', pinB)] }) },
    'the rule “Rule all” pins it: it applies to everyone',
  ],
  [
    'a journey',
    { release: releaseOf({ documents: [journey({ hero_banner: 'hero-b' })] }) },
    'the journey “Welcome” pins it: the customer is at waiting',
  ],
  [
    'an experiment',
    {
      release: releaseOf({ documents: [experiment('banner')] }),
      profile: profileOf({ assignments: { banner: 'treatment' } }),
    },
    'the experiment “Experiment banner” shows it to the variation “Treatment”',
  ],
  ['privacy', { context: { gpc: true } }, 'the default, since the browser sends Global Privacy Control'],
  [
    'the holdout',
    { release: releaseOf({ preferences: { holdout_share: 1 } }) },
    'the default: the customer is held out to measure what we do',
  ],
  [
    'the threshold',
    { release: releaseOf({ hero: { policy: 'best' } }), evidence: close, goals },
    'the default: “hero-b” leads, but not with 70% confidence',
  ],
  ['exploration', {}, 'drawn with 33.3% to learn from it'],
])('a reason names %s', async (_name, situation, message) => {
  const { decision, trace } = await explainIn(situation);
  expect(trace.elements[0]?.reasons[0]?.message).toBe(message);
  expect(decision.elements[0]?.variant).toBe(trace.elements[0]?.variant);
});
