import type { Role } from '#server/platform/auth.ts';
import { type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

export type User = {
  id: string;
  /** Lower case. */
  email: string;
  role: Role;
  passwordHash: string;
  createdAt: Date;
};
type StoredUser = User & { _id: string; project: string };

const users = collection<StoredUser>('users', [{ keys: { project: 1, id: 1 }, unique: true }]);

/** The people of a project, by e-mail address. */
export const userStore = (db: Connection, project: string) => {
  const model = users(db);
  const idOf = (email: string): string => `${project}/${email}`;
  return {
    byEmail: (email: string): Promise<User | null> => model.findOne({ _id: idOf(email) }).lean<User | null>(),

    byId: (id: string): Promise<User | null> => model.findOne({ project, id }).lean<User | null>(),

    /** False when the address is taken. */
    create: async (user: User): Promise<boolean> => {
      try {
        await model.collection.insertOne({ _id: idOf(user.email), project, ...user } as never);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    setPasswordHash: async (email: string, passwordHash: string): Promise<void> => {
      await model.updateOne({ _id: idOf(email) }, { $set: { passwordHash } });
    },
  };
};
