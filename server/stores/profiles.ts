import type { Profile } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

type ProfileDocument = Profile & { _id: string; scope: string };

const profiles = collection<ProfileDocument>('customer_profiles', [
  { keys: { scope: 1, lastSeenAt: -1 } },
  { keys: { scope: 1, segments: 1 } },
]);

const bare = ({ _id, scope, ...profile }: ProfileDocument): Profile => profile;

/** One document a customer; its version is compared and swapped at every write. */
export const profileStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = profiles(db);
  const idOf = (id: string): string => `${prefix}/${id}`;

  const write = (before: Profile | null, after: Profile) => {
    const document = { ...after, _id: idOf(after.id), scope: prefix, version: (before?.version ?? 0) + 1 };
    if (before === null) return { insertOne: { document } };
    const filter = { _id: document._id, version: before.version };
    return { replaceOne: { filter, replacement: document } };
  };

  return {
    read: async (id: string): Promise<Profile | null> => {
      const found = await native.findOne({ _id: idOf(id) } as never);
      return found && bare(found as unknown as ProfileDocument);
    },

    readMany: async (ids: readonly string[], session?: ClientSession): Promise<Map<string, Profile>> => {
      const filter = { _id: { $in: ids.map(idOf) } };
      const found = await native.find(filter as never, session && { session }).toArray();
      const read = (found as unknown as ProfileDocument[]).map(bare);
      return new Map(read.map((profile) => [profile.id, profile]));
    },

    /**
     * Writes new states over the ones that were read (null: there was none), raising each version by one.
     * False when another process wrote one of them meanwhile: then abort the transaction.
     */
    writeMany: async (
      changes: readonly { before: Profile | null; after: Profile }[],
      session: ClientSession,
    ): Promise<boolean> => {
      if (changes.length === 0) return true;
      const writes = changes.map(({ before, after }) => write(before, after));
      const { insertedCount, matchedCount } = await native.bulkWrite(writes as never[], {
        session,
        ordered: false,
      });
      return insertedCount + matchedCount === changes.length;
    },

    count: (): Promise<number> => native.countDocuments({ scope: prefix } as never),
  };
};

export type ProfileStore = ReturnType<typeof profileStore>;
