import type { Settings } from '#schemas/settings.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { ExpiryStore } from '#server/stores/expiry.ts';

type Dependencies = { expiry: ExpiryStore; settings: () => Settings; clock: Clock };

const day = 86_400_000;

/**
 * Removes what was kept for as long as the settings say, by kind. Decisions also expire by themselves, at the time that
 * was set when they were stored; this applies a setting that was shortened since.
 */
export const createRetention =
  ({ expiry, settings, clock }: Dependencies) =>
  async (): Promise<Record<string, number>> => {
    const { event_retention_days, decision_retention_days, retention } = settings();
    const now = clock().getTime();
    const days = {
      events: event_retention_days,
      // what follows from events stays as long as they do
      journey_moves: event_retention_days,
      segment_changes: event_retention_days,
      decisions: decision_retention_days,
      ...retention,
    };
    const removed: Record<string, number> = {};
    for (const kind of expiry.kinds)
      removed[kind] = await expiry.removeBefore(kind, new Date(now - days[kind] * day));
    return removed;
  };
