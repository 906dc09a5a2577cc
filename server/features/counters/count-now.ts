import type { Profile } from '#schemas/profile.ts';
import type { DeclaredHistory } from '#server/domain/profiles/declared-history.ts';
import { completeHistory, isCounted } from '#server/domain/profiles/history.ts';
import { type EventStore, eventsByProfile } from '#server/stores/events.ts';

/** Profiles with everything that is declared counted; nothing is written. */
type CountNow = (profiles: readonly Profile[], declared: DeclaredHistory) => Promise<Profile[]>;

/**
 * Counts what profiles lack of a declaration from their events, for a look ahead: what a draft asks for is counted for
 * everyone only once it is published.
 * @example (await countNow(events)([profile], drafted.history))[0]?.history?.tallies[key]?.total // 3
 */
export const countNow =
  (events: Pick<EventStore, 'ofTypes'>): CountNow =>
  async (profiles, declared) => {
    const lacking = profiles.filter(({ history }) => !isCounted(history, declared)).map(({ id }) => id);
    if (lacking.length === 0) return [...profiles];
    const told = eventsByProfile(await events.ofTypes(lacking, [...declared.byEvent.keys()]));
    return profiles.map((profile) => {
      if (isCounted(profile.history, declared)) return profile;
      const history = completeHistory(profile.history, told.get(profile.id) ?? [], declared);
      return { ...profile, ...(history && { history }) };
    });
  };
