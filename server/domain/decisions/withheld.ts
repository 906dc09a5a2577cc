import type { Purpose } from '#schemas/consent.ts';
import type { Gate } from '#schemas/decision-record.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Withheld } from '#schemas/withheld.ts';
import { refusesProfiling } from '#server/domain/profiles/psychographics.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import { consentFor } from './consent.ts';

type Input = {
  profile: Profile;
  gate: Gate;
  release: Pick<CompiledRelease, 'settings' | 'segments'>;
  at: Date;
};

/** When the customer, or whoever restricted the processing, said so. */
const sinceOf = (profile: Profile, purpose: Purpose, reason: Withheld['reason']): string | null => {
  const since = {
    restriction: profile.restrictedAt,
    customer: profile.consentDetails?.[purpose]?.at,
    global_privacy_control: profile.consentDetails?.[purpose]?.at,
    default_consent: null,
    privacy_compliance: null,
    holdout: null,
  }[reason];
  return since?.toISOString() ?? null;
};

/** Segments whose own purpose is not consented to, where others may be matched. */
const closedSegments = ({ profile, release: { segments, settings }, at }: Input): Withheld[] => {
  const all = [...segments.items, ...segments.uploaded.values()];
  return [...new Set(all.map(({ purpose }) => purpose))].flatMap((purpose) => {
    const { allowed, basis } = consentFor(purpose, { profile, context: {}, settings, at });
    if (allowed) return [];
    return [
      { section: 'segments' as const, purpose, reason: basis, since: sinceOf(profile, purpose, basis) },
    ];
  });
};

const byGate = (input: Input): Withheld[] => {
  const { gate, profile } = input;
  if (gate.state === 'open') return closedSegments(input);
  const sections = ['segments', 'next_best_action'] as const;
  if (gate.state === 'holdout')
    return sections.map((section) => ({ section, purpose: null, reason: 'holdout', since: null }));
  const why = {
    purpose: 'personalization' as const,
    reason: gate.basis,
    since: sinceOf(profile, 'personalization', gate.basis),
  };
  return sections.map((section) => ({ section, ...why }));
};

/**
 * What is left out of all that follows from a profile, and why: the preferences of whoever refuses profiling; segments
 * and the next action of whoever may only get defaults; segments of a purpose that is not consented to.
 * @example withheldFrom({ profile, gate: { state: 'holdout', share: 0.1 }, release, at })[0]?.reason // 'holdout'
 */
export const withheldFrom = (input: Input): Withheld[] => {
  const { profile, at } = input;
  const { settings } = input.release;
  if (!refusesProfiling({ profile, at })) return byGate(input);
  const { basis: reason } = consentFor('profiling', { profile, context: {}, settings, at });
  const since = sinceOf(profile, 'profiling', reason);
  return [{ section: 'preferences', purpose: 'profiling', reason, since }, ...byGate(input)];
};
