import { describe, expect, test } from 'vitest';
import { type Purpose, purposes } from '#schemas/consent.ts';
import type { Profile } from '#schemas/profile.ts';
import { matchAll } from '#server/domain/decisions/matches.ts';
import { createMayLearnFrom } from '#server/features/privacy/may-learn-from.ts';
import {
  at,
  everyone,
  heroIn,
  inputOf,
  profileOf,
  releaseOf,
  rule,
  type Situation,
  variant,
} from './shop.ts';

const agreed = Object.fromEntries(purposes.map((purpose) => [purpose, true])) as Profile['consent'];
const boost = [{ type: 'boost', placement: 'hero_banner', variant: 'hero-b', by: 0.5 }];
const releaseAsking = (purpose: Purpose) =>
  releaseOf({
    documents: [
      { kind: 'segment', body: { key: 'asked-segment', name: 'Asked', conditions: everyone, purpose } },
      rule('asked-rule', boost, { purpose }),
      variant('asked-variant', { purpose }),
    ],
  });

/** A customer who agreed to everything but one purpose. */
const without = (denied: Purpose): Profile => profileOf({ consent: { ...agreed, [denied]: false } });
const situation = (asked: Purpose, denied: Purpose): Situation => ({
  release: releaseAsking(asked),
  profile: without(denied),
});

/** Every place that uses personal data, and whether it does when a purpose that it asks for is denied. */
const places: Record<string, (asked: Purpose, denied: Purpose) => Promise<boolean>> = {
  rule: async (asked, denied) =>
    (await matchAll(inputOf(situation(asked, denied)))).rules.some(({ key }) => key === 'asked-rule'),
  segment: async (asked, denied) =>
    (await matchAll(inputOf(situation(asked, denied)))).segments.includes('asked-segment'),
  variant: async (asked, denied) =>
    (await heroIn(situation(asked, denied))).candidates.some(({ variant: key }) => key === 'asked-variant'),
};

describe.each(Object.entries(places))('a %s', (_place, isUsed) => {
  test.each(purposes)('that is for %s is used with that consent alone', async (purpose) => {
    const another = purpose === 'analytics' ? 'marketing_email' : 'analytics';
    expect(await isUsed(purpose, another)).toBe(true);
    expect(await isUsed(purpose, purpose)).toBe(false);
  });
});

test.each(purposes)(
  'without consent to %s a placement is personal unless it is personalization',
  async (denied) => {
    const { source } = await heroIn({ profile: without(denied), release: releaseAsking('personalization') });
    expect(source === 'no_consent').toBe(denied === 'personalization');
  },
);

test.each(purposes)(
  'without consent to %s models learn from a customer unless it is profiling',
  async (denied) => {
    const mayLearnFrom = createMayLearnFrom({
      decided: async function* () {
        yield without(denied);
      },
      settings: () => releaseOf().settings,
      clock: () => at,
    });
    expect((await mayLearnFrom())(without(denied).id)).toBe(denied !== 'profiling');
  },
);

test.each([
  ['gdpr', false],
  ['gdpr_ccpa', false],
  ['ccpa', true],
  ['none', true],
])('privacy_compliance %s: a customer who never chose gets something personal: %s', async (law, personal) => {
  const release = releaseOf({
    preferences: { default_consent: {}, behavioral_tracking: { privacy_compliance: law } },
  });
  const { source, because } = await heroIn({ release, profile: profileOf({ consent: {} }) });
  expect(source !== 'no_consent').toBe(personal);
  if (!personal) expect(because).toEqual({ kind: 'no_consent', basis: 'privacy_compliance' });
});
