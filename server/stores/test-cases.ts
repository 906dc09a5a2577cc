import type { TestCase } from '#schemas/test-case.ts';
import { type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

/** A case as it was written, and by whom. */
export type StoredTestCase = { body: TestCase; author: string; updatedAt: Date };
type CaseDocument = StoredTestCase & { _id: string; project: string; key: string; position: number };

const testCases = collection<CaseDocument>('test_cases', [{ keys: { project: 1, position: 1, key: 1 } }]);

/** The test cases of a project, in the order they came. */
export const testCaseStore = (db: Connection, project: string) => {
  const model = testCases(db);
  const { collection: native } = model;
  const idOf = (key: string): string => `${project}/${key}`;
  const present = ({ body, author, updatedAt }: CaseDocument): StoredTestCase => ({
    body,
    author,
    updatedAt,
  });

  const all = async (): Promise<StoredTestCase[]> => {
    const found = await native.find({ project } as never, { sort: { position: 1, key: 1 } }).toArray();
    return (found as unknown as CaseDocument[]).map(present);
  };

  return {
    all,

    one: async (key: string): Promise<StoredTestCase | null> => {
      const found = await native.findOne({ _id: idOf(key) } as never);
      return found && present(found as unknown as CaseDocument);
    },

    /** False when there is one of that key already. */
    add: async (stored: StoredTestCase): Promise<boolean> => {
      const { key } = stored.body;
      const position = stored.updatedAt.getTime();
      try {
        await native.insertOne({ _id: idOf(key), project, key, position, ...stored } as never);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** False when there is none of that key. */
    replace: async (stored: StoredTestCase): Promise<boolean> => {
      const filter = { _id: idOf(stored.body.key) } as never;
      return (await native.updateOne(filter, { $set: stored } as never)).matchedCount === 1;
    },

    remove: async (key: string): Promise<boolean> =>
      (await native.deleteOne({ _id: idOf(key) } as never)).deletedCount === 1,

    /** Writes cases in this order, over those with their keys. */
    put: async (stored: readonly StoredTestCase[]): Promise<void> => {
      if (stored.length === 0) return;
      const writes = stored.map((one, position) => ({
        replaceOne: {
          filter: { _id: idOf(one.body.key) },
          replacement: { project, key: one.body.key, position, ...one },
          upsert: true,
        },
      }));
      await native.bulkWrite(writes as never[]);
    },
  };
};

export type TestCaseStore = ReturnType<typeof testCaseStore>;
