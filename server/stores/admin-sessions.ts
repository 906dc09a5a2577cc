import { type Connection, collection } from '#server/platform/mongo.ts';

/** A login; the cookie's text is known to the browser only, the database has its hash. */
type AdminSession = { hash: string; userId: string; createdAt: Date; expiresAt: Date };
type StoredSession = AdminSession & { _id: string; project: string };

const sessions = collection<StoredSession>('sessions', [{ keys: { expiresAt: 1 }, expireAfterSeconds: 0 }]);

export const adminSessionStore = (db: Connection, project: string) => {
  const model = sessions(db);
  const idOf = (hash: string): string => `${project}/${hash}`;
  return {
    create: async (session: AdminSession): Promise<void> => {
      await model.collection.insertOne({ _id: idOf(session.hash), project, ...session } as never);
    },
    find: (hash: string): Promise<AdminSession | null> =>
      model.findOne({ _id: idOf(hash) }).lean<AdminSession | null>(),
    remove: async (hash: string): Promise<void> => {
      await model.deleteOne({ _id: idOf(hash) });
    },
  };
};
