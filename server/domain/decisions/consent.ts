import type { Purpose } from '#schemas/consent.ts';
import type { ConsentBasis } from '#schemas/decision-record.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';

type Consent = { allowed: boolean; basis: ConsentBasis };

type ConsentInput = {
  profile: Pick<Profile, 'consent'> | null;
  context: Record<string, unknown>;
  settings: Pick<Settings, 'default_consent' | 'behavioral_tracking'>;
};

/** Under the GDPR silence is a refusal; under the CCPA it is not, and `none` asks for nothing. */
const silenceMeansYes = { gdpr_ccpa: false, gdpr: false, ccpa: true, none: true } as const;

/**
 * Whether a customer's data may be used for a purpose, and what says so. In this order: Global Privacy Control
 * (`gpc: true` in the context), the customer's own choice, the settings' default, the law that applies.
 * @example consentFor('personalization', { profile: null, context: { gpc: true }, settings }).allowed // false
 */
export const consentFor = (purpose: Purpose, { profile, context, settings }: ConsentInput): Consent => {
  if (context['gpc'] === true) return { allowed: false, basis: 'global_privacy_control' };
  const choice = profile?.consent[purpose];
  if (choice !== undefined) return { allowed: choice, basis: 'customer' };
  const preset = settings.default_consent[purpose];
  if (preset !== undefined) return { allowed: preset, basis: 'default_consent' };
  const { privacy_compliance: law } = settings.behavioral_tracking;
  return { allowed: silenceMeansYes[law], basis: 'privacy_compliance' };
};
