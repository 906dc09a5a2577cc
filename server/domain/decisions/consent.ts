import { deniedByPrivacyControl, type Purpose, purposes } from '#schemas/consent.ts';
import type { ConsentBasis } from '#schemas/decision-record.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { choiceHolds } from '#server/domain/profiles/consent.ts';

export type Consent = { allowed: boolean; basis: ConsentBasis };

type ConsentInput = {
  profile: Pick<Profile, 'consent' | 'consentDetails' | 'restrictedAt'> | null;
  context: Record<string, unknown>;
  settings: Pick<Settings, 'default_consent' | 'behavioral_tracking'>;
  at: Date;
};

/** Under the GDPR silence is a refusal; under the CCPA it is not, and `none` asks for nothing. */
const silenceMeansYes = { gdpr_ccpa: false, gdpr: false, ccpa: true, none: true } as const;

const signalDenies = new Set<Purpose>(deniedByPrivacyControl);

/**
 * Whether a customer's data may be used for a purpose at a time, and what says so. In this order: a restriction of
 * processing, Global Privacy Control (`gpc: true` in the context), the customer's own choice while it holds, the
 * settings' default, the law that applies. Every use of personal data asks here.
 * @example consentFor('personalization', { profile: null, context: { gpc: true }, settings, at }).allowed // false
 */
export const consentFor = (purpose: Purpose, { profile, context, settings, at }: ConsentInput): Consent => {
  if (profile?.restrictedAt) return { allowed: false, basis: 'restriction' };
  if (context['gpc'] === true && signalDenies.has(purpose))
    return { allowed: false, basis: 'global_privacy_control' };
  if (profile !== null && choiceHolds(profile, purpose, at)) {
    const signaled = profile.consentDetails?.[purpose]?.signal === 'gpc';
    return {
      allowed: profile.consent[purpose] === true,
      basis: signaled ? 'global_privacy_control' : 'customer',
    };
  }
  const preset = settings.default_consent[purpose];
  if (preset !== undefined) return { allowed: preset, basis: 'default_consent' };
  const { privacy_compliance: law } = settings.behavioral_tracking;
  return { allowed: silenceMeansYes[law], basis: 'privacy_compliance' };
};

/**
 * For which purposes a customer's data may be used, outside of any request.
 * @example consentNow({ profile: null, settings, at }).analytics // { allowed: false, basis: 'privacy_compliance' }
 */
export const consentNow = (input: Omit<ConsentInput, 'context'>): Record<Purpose, Consent> =>
  Object.fromEntries(
    purposes.map((purpose) => [purpose, consentFor(purpose, { ...input, context: {} })]),
  ) as Record<Purpose, Consent>;
