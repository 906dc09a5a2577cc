import type { Profile } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

type Moment = { at: Date; messageId: string };

/** A profile as it was after so many of its events. */
export type Checkpoint = {
  profileId: string;
  number: number;
  watermark: Moment;
  /** What it was folded with: under another release it may mean something else. */
  context: string;
  profile: Profile;
  /** From then on an event after it may have expired, and could not be folded again. */
  expiresAt: Date;
};
type StoredCheckpoint = Omit<Checkpoint, 'watermark'> & Moment & { _id: string; scope: string };

const checkpoints = collection<StoredCheckpoint>('profile_checkpoints', [
  { keys: { scope: 1, profileId: 1, at: -1 } },
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

const bare = ({ _id, scope: _, at, messageId, ...checkpoint }: StoredCheckpoint): Checkpoint => ({
  ...checkpoint,
  watermark: { at, messageId },
});

/** Of the checkpoints at or before a time the newest is nearly always the one; ties in time are told by id. */
const looked = 3;

/** Sealed states of profiles, from which a late event is folded instead of from the first one. */
export const profileCheckpointStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = checkpoints(db);
  return {
    /** The newest ones of a profile that are not after a time, newest first. */
    upTo: async (profileId: string, at: Date, now: Date, session?: ClientSession): Promise<Checkpoint[]> => {
      const filter = { scope: prefix, profileId, at: { $lte: at }, expiresAt: { $gt: now } };
      const options = { sort: { at: -1 }, limit: looked, ...(session && { session }) } as const;
      const found = await native.find(filter as never, options).toArray();
      return (found as unknown as StoredCheckpoint[]).map(bare);
    },

    put: async (sealed: readonly Checkpoint[], session: ClientSession): Promise<void> => {
      if (sealed.length === 0) return;
      const writes = sealed.map(({ watermark, ...checkpoint }) => {
        const _id = `${prefix}/${checkpoint.profileId}/${checkpoint.number}`;
        const replacement = { scope: prefix, ...checkpoint, ...watermark };
        return { replaceOne: { filter: { _id }, replacement, upsert: true } };
      });
      await native.bulkWrite(writes as never[], { session, ordered: false });
    },

    /** Forgets what was sealed at or after a time: an event from before it has come. */
    forgetSince: async (profileId: string, at: Date, session: ClientSession): Promise<void> => {
      await native.deleteMany({ scope: prefix, profileId, at: { $gte: at } } as never, { session });
    },

    /** Forgets all but some numbers of a profile. */
    keepOnly: async (
      profileId: string,
      numbers: readonly number[],
      session: ClientSession,
    ): Promise<void> => {
      const filter = { scope: prefix, profileId, number: { $nin: numbers } };
      await native.deleteMany(filter as never, { session });
    },

    count: (profileId: string): Promise<number> =>
      native.countDocuments({ scope: prefix, profileId } as never),
  };
};

export type ProfileCheckpointStore = ReturnType<typeof profileCheckpointStore>;
