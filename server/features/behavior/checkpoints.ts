import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import type { Settings } from '#schemas/settings.ts';
import { eventCount, keptCheckpoints, sealEvery } from '#server/domain/profiles/checkpoints.ts';
import { compareMoments, isLate } from '#server/domain/profiles/order.ts';
import type { FoldContext } from '#server/domain/profiles/types.ts';
import { contentHash } from '#server/platform/content-hash.ts';
import type { ClientSession } from '#server/platform/mongo.ts';
import type { Checkpoint, ProfileCheckpointStore } from '#server/stores/profile-checkpoints.ts';

/** One profile folded, with the states that it passed and that are to be kept. */
type Sealing = {
  before: Profile;
  fresh: readonly StoredEvent[];
  sealed: readonly Profile[];
  /** When the first received of the events was received that were folded now. */
  oldest: Date;
};

const day = 86_400_000;
const known = new WeakMap<Settings, string>();

/** A release's part in folding, as one word; its settings are one object for as long as it is in force. */
const contextKey = ({ settings, metrics, history }: FoldContext): string => {
  const found = known.get(settings);
  if (found !== undefined) return found;
  const key = contentHash({ settings, metrics, history: history?.id ?? null });
  known.set(settings, key);
  return key;
};

const sameIdentities = (a: Profile, b: Profile): boolean =>
  a.identities.length === b.identities.length && a.identities.every((id) => b.identities.includes(id));

/** The state to fold a late event from; null: from the first event. */
export const checkpointBefore = async (
  store: ProfileCheckpointStore,
  { profile, event, context, now }: { profile: Profile; event: StoredEvent; context: FoldContext; now: Date },
  session: ClientSession,
): Promise<Checkpoint | null> => {
  const key = contextKey(context);
  const found = await store.upTo(profile.id, event.at, now, session);
  return (
    found.find(
      ({ watermark, context: own, profile: sealed }) =>
        own === key && compareMoments(watermark, event) < 0 && sameIdentities(sealed, profile),
    ) ?? null
  );
};

type Receipt = { context: FoldContext; retentionDays: number };

const checkpointOf = (sealed: Profile, oldest: Date, { context, retentionDays }: Receipt): Checkpoint => ({
  profileId: sealed.id,
  number: Math.floor(eventCount(sealed) / sealEvery),
  watermark: sealed.watermark!,
  context: contextKey(context),
  profile: sealed,
  expiresAt: new Date(oldest.getTime() + retentionDays * day),
});

/** Keeps what was sealed while profiles were folded, and forgets what late events have put out of date. */
export const sealAll = async (
  store: ProfileCheckpointStore,
  folds: readonly Sealing[],
  receipt: Receipt,
  session: ClientSession,
): Promise<void> => {
  for (const { before, fresh, sealed, oldest } of folds) {
    const late = fresh.find((event) => isLate(before.watermark, event));
    if (late) await store.forgetSince(before.id, late.at, session);
    const last = sealed.at(-1);
    if (!last) continue;
    const kept = keptCheckpoints(Math.floor(eventCount(last) / sealEvery));
    const checkpoints = sealed.map((profile) => checkpointOf(profile, oldest, receipt));
    await store.put(
      checkpoints.filter(({ number }) => kept.includes(number)),
      session,
    );
    await store.keepOnly(last.id, kept, session);
  }
};
