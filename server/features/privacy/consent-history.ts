import type { ConsentEntry, Purpose } from '#schemas/consent.ts';
import type { Profile } from '#schemas/profile.ts';
import { choiceHolds } from '#server/domain/profiles/consent.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { ConsentHistoryStore, KeptConsent } from '#server/stores/consent-history.ts';
import { requestOf } from './request-events.ts';

type Dependencies = {
  readProfile: (profileId: string) => Promise<Profile | null>;
  history: Pick<ConsentHistoryStore, 'latestOf'>;
  clock: Clock;
};

type Choice = Omit<ConsentEntry, 'state'>;

const choicesOf = (kept: KeptConsent): Choice[] => {
  const { purposes, at, receivedAt, source, identity, messageId, signal, evidence } = kept;
  return (Object.entries(purposes) as [Purpose, boolean][]).map(([purpose, given]) => ({
    id: `${identity} ${messageId} ${purpose}`,
    purpose,
    given,
    at,
    receivedAt,
    until: kept.until ?? null,
    source,
    ...(signal && { signal }),
    ...(evidence && { evidence }),
    identity,
    event: kept.event ?? null,
    messageId,
    request: requestOf(kept),
  }));
};

/** Says of choices, the newest first, which of them the profile still holds. */
const stating = (profile: Profile, at: Date) => {
  const found = new Set<Purpose>();
  return ({ purpose, given, at: chosenAt }: Choice): ConsentEntry['state'] => {
    const isNewest =
      !found.has(purpose) &&
      profile.consent[purpose] === given &&
      profile.consentDetails?.[purpose]?.at.getTime() === chosenAt.getTime();
    if (!isNewest) return 'replaced';
    found.add(purpose);
    return choiceHolds(profile, purpose, at) ? 'in_force' : 'expired';
  };
};

/** Everything that a customer chose, one entry a purpose, with what proves it and what became of it. */
export const createConsentHistory =
  ({ readProfile, history, clock }: Dependencies) =>
  /** The newest first; null for a customer whom nobody knows. */
  async (profileId: string, limit: number): Promise<ConsentEntry[] | null> => {
    const profile = await readProfile(profileId);
    if (profile === null) return null;
    const stateOf = stating(profile, clock());
    // each record holds at least one choice
    const records = await history.latestOf(profile.identities, limit);
    return records
      .flatMap(choicesOf)
      .slice(0, limit)
      .map((choice) => ({ ...choice, state: stateOf(choice) }));
  };

export type ConsentHistory = ReturnType<typeof createConsentHistory>;
