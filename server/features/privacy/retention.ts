import type { RetentionKind } from '#schemas/retention.ts';
import type { Settings } from '#schemas/settings.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { AuditLogStore } from '#server/stores/audit-log.ts';
import type { ExpiryStore } from '#server/stores/expiry.ts';
import type { RetentionDayStore } from '#server/stores/retention-days.ts';

type Dependencies = {
  expiry: ExpiryStore;
  days: Pick<RetentionDayStore, 'add'>;
  audit: Pick<AuditLogStore, 'record'>;
  settings: () => Settings;
  clock: Clock;
};

const day = 86_400_000;

/**
 * Removes what was kept for as long as the settings say, by kind. Decisions also expire by themselves, at the time that
 * was set when they were stored; this applies a setting that was shortened since. How many went is kept by day, and
 * each run that removed something is in the audit log.
 */
export const createRetention =
  ({ expiry, days: history, audit, settings, clock }: Dependencies) =>
  async (): Promise<Partial<Record<RetentionKind, number>>> => {
    const { event_retention_days, decision_retention_days, retention } = settings();
    const at = clock();
    const now = at.getTime();
    const days = {
      events: event_retention_days,
      // what follows from events stays as long as they do
      journey_moves: event_retention_days,
      segment_changes: event_retention_days,
      decisions: decision_retention_days,
      ...retention,
    };
    const removed: Partial<Record<RetentionKind, number>> = {};
    for (const kind of expiry.kinds) {
      const count = await expiry.removeBefore(kind, new Date(now - days[kind] * day));
      if (count > 0) removed[kind] = count;
    }
    await history.add(removed, at);
    if (Object.keys(removed).length > 0)
      await audit.record({
        ...{ at, actor: 'retention', action: 'retention.applied', subject: 'retention' },
        detail: { removed },
      });
    return removed;
  };
