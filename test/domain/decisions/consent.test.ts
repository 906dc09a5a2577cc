import { expect, test } from 'vitest';
import { Settings } from '#schemas/settings.ts';
import { consentFor } from '#server/domain/decisions/consent.ts';

const settingsOf = (privacy_compliance: string, default_consent = {}) =>
  Settings.parse({ behavioral_tracking: { privacy_compliance }, default_consent });

test.each([
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
] as const)('%s', (_name, context, consent, settings, allowed, basis) => {
  expect(consentFor('personalization', { profile: { consent }, context, settings })).toEqual({
    allowed,
    basis,
  });
});
