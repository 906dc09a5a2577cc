import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { type FoldChanges, type Folded, foldChanges } from '#server/domain/profiles/changes.ts';
import { emptyProfile } from '#server/domain/profiles/empty.ts';
import { foldEvents } from '#server/domain/profiles/fold.ts';
import { compareMoments } from '#server/domain/profiles/order.ts';
import { shopContext } from './ingest-shop.ts';

const foldOne = (id: string, events: readonly StoredEvent[]): Folded => {
  const fresh = [...events].sort(compareMoments);
  const subject = id.slice(id.indexOf(':') + 1);
  const before = emptyProfile({ id, identity: id, subject, at: fresh[0]!.at });
  return { before, after: foldEvents(before, fresh, shopContext).profile, fresh };
};

/** What a database must hold when each of these events is in it exactly once: computed without one. */
export const expectedOf = (
  events: readonly StoredEvent[],
): { profiles: Map<string, Profile>; changes: FoldChanges } => {
  const ids = new Set(events.map(({ profileId }) => profileId));
  const folds = [...ids].map((id) =>
    foldOne(
      id,
      events.filter(({ profileId }) => profileId === id),
    ),
  );
  return {
    profiles: new Map(folds.map(({ after }) => [after.id, after])),
    changes: foldChanges(folds),
  };
};
