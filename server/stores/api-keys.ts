import type { Right } from '#server/platform/auth.ts';
import { type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

/** A key for programs: its text is shown once, the database has its hash. */
export type ApiKey = {
  id: string;
  name: string;
  hash: string;
  /** The first characters of the text, to recognize it by. */
  prefix: string;
  rights: Right[];
  /** Absent from keys that are older than limits: then none. */
  requestsPerMinute?: number | null;
  environment: string;
  createdAt: Date;
  createdBy: string;
  revokedAt: Date | null;
};
type StoredKey = ApiKey & { _id: string; project: string };

const keys = collection<StoredKey>('api_keys', [
  { keys: { project: 1, id: 1 }, unique: true },
  { keys: { project: 1, name: 1 } },
]);

export const apiKeyStore = (db: Connection, project: string) => {
  const model = keys(db);
  return {
    byHash: (hash: string): Promise<ApiKey | null> =>
      model.findOne({ _id: `${project}/${hash}` }).lean<ApiKey | null>(),

    byId: (id: string): Promise<ApiKey | null> => model.findOne({ project, id }).lean<ApiKey | null>(),

    /** The one in force under a name. */
    byName: (name: string): Promise<ApiKey | null> =>
      model.findOne({ project, name, revokedAt: null }).lean<ApiKey | null>(),

    all: (): Promise<ApiKey[]> => model.find({ project }).lean<ApiKey[]>(),

    /** False when the very same key exists. */
    create: async (key: ApiKey): Promise<boolean> => {
      try {
        await model.collection.insertOne({ _id: `${project}/${key.hash}`, project, ...key } as never);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    revoke: async (id: string, at: Date): Promise<void> => {
      await model.updateOne({ project, id, revokedAt: null }, { $set: { revokedAt: at } });
    },
  };
};
