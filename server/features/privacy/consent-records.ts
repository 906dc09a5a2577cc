import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { consentMade } from '#server/domain/profiles/consent.ts';
import { readEvent } from '#server/domain/profiles/read-event.ts';
import type { ConsentRecord } from '#server/stores/consent-history.ts';

type Folded = { profile: Profile; events: readonly StoredEvent[] };
type Kept = { event: StoredEvent; record: ConsentRecord };

/** Most events say nothing of consent: those are not even read. */
const mayChoose = ({ type, context }: StoredEvent): boolean =>
  type === 'consent_updated' ||
  type === 'email_unsubscribed' ||
  context['gpc'] === true ||
  context['consent'] !== undefined;

const recordOf = (stored: StoredEvent, profile: Profile): Kept[] => {
  const event = readEvent(stored);
  const purposes = consentMade(event, profile);
  if (Object.keys(purposes).length === 0) return [];
  const asked = event.kind === 'consent_updated' ? event.data : undefined;
  const { at, receivedAt, source } = stored;
  const record: ConsentRecord = {
    profileId: profile.id,
    purposes,
    at,
    receivedAt,
    source,
    event: stored.type,
    ...(asked?.evidence && { evidence: asked.evidence }),
    ...(asked?.expires_at !== undefined && { until: new Date(asked.expires_at) }),
    ...(asked === undefined && stored.context['gpc'] === true && { signal: 'gpc' as const }),
  };
  return [{ event: stored, record }];
};

/** What folded events say of consent, to be kept apart from the events, which expire. */
export const consentRecords = (folded: readonly Folded[]): Kept[] =>
  folded.flatMap(({ profile, events }) =>
    events.filter(mayChoose).flatMap((event) => recordOf(event, profile)),
  );
