import { describe, expect, test } from 'vitest';
import { type ConsentChoices, type ConsentDetails, purposes } from '#schemas/consent.ts';
import { Settings } from '#schemas/settings.ts';
import { consentFor } from '#server/domain/decisions/consent.ts';

const at = new Date('2026-03-01T12:00:00Z');

const settingsOf = (privacy_compliance: string, default_consent = {}) =>
  Settings.parse({ behavioral_tracking: { privacy_compliance }, default_consent });

type Known = { consent: ConsentChoices; consentDetails?: ConsentDetails; restrictedAt?: Date | null };

const asked = (profile: Known | null, settings = settingsOf('gdpr'), context = {}) =>
  consentFor('personalization', { profile, context, settings, at });

test.each<[string, object, Known['consent'], Settings, boolean, string]>([
  [
    'Global Privacy Control beats the customer',
    { gpc: true },
    { personalization: true },
    settingsOf('none'),
    false,
    'global_privacy_control',
  ],
  [
    'the customer beats the settings',
    {},
    { personalization: false },
    settingsOf('none', { personalization: true }),
    false,
    'customer',
  ],
  [
    'the settings beat the law',
    {},
    {},
    settingsOf('gdpr', { personalization: true }),
    true,
    'default_consent',
  ],
  ['another purpose says nothing', {}, { analytics: true }, settingsOf('gdpr'), false, 'privacy_compliance'],
  ['silence under GDPR and CCPA is a refusal', {}, {}, settingsOf('gdpr_ccpa'), false, 'privacy_compliance'],
  ['silence under the GDPR is a refusal', {}, {}, settingsOf('gdpr'), false, 'privacy_compliance'],
  ['silence under the CCPA is not', {}, {}, settingsOf('ccpa'), true, 'privacy_compliance'],
  ['without a law silence is not', {}, {}, settingsOf('none'), true, 'privacy_compliance'],
])('%s', (_name, context, consent, settings, allowed, basis) => {
  expect(asked({ consent }, settings, context)).toEqual({ allowed, basis });
});

describe('a consent that ends', () => {
  const until = (date: string): Known => ({
    consent: { personalization: true },
    consentDetails: { personalization: { at: new Date('2025-01-01'), until: new Date(date) } },
  });
  test.each<[string, Known, boolean, string]>([
    ['holds until then', until('2026-03-01T12:00:00.001Z'), true, 'customer'],
    ['is unknown from that very instant on', until('2026-03-01T12:00:00Z'), false, 'privacy_compliance'],
  ])('%s', (_name, profile, allowed, basis) => {
    expect(asked(profile)).toEqual({ allowed, basis });
  });
});

test('a restriction of processing denies every purpose, whatever the customer and the settings say', () => {
  const given = Object.fromEntries(purposes.map((purpose) => [purpose, true]));
  const profile = { consent: given, restrictedAt: at };
  for (const purpose of purposes)
    expect(consentFor(purpose, { profile, context: {}, settings: settingsOf('none', given), at })).toEqual({
      allowed: false,
      basis: 'restriction',
    });
  expect(asked({ ...profile, restrictedAt: null })).toEqual({ allowed: true, basis: 'customer' });
});

test.each([
  ['personalization', false],
  ['analytics', true],
  ['marketing_email', true],
  ['profiling', false],
  ['cross_device', false],
  ['price_personalization', false],
] as const)('Global Privacy Control: %s is allowed: %s', (purpose, allowed) => {
  const input = { profile: null, context: { gpc: true }, settings: settingsOf('none'), at };
  expect(consentFor(purpose, input).allowed).toBe(allowed);
});

test('a signal that was stored says so', () => {
  const profile = {
    consent: { personalization: false },
    consentDetails: { personalization: { at, signal: 'gpc' as const } },
  };
  expect(asked(profile, settingsOf('none'))).toEqual({ allowed: false, basis: 'global_privacy_control' });
});
