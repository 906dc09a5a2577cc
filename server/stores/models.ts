import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';

type PartDocument = {
  _id: string;
  scope: string;
  name: string;
  version: number;
  part: number;
  trainedAt: Date;
  rows: unknown[];
};

const models = collection<PartDocument>('models', [
  { keys: { scope: 1, name: 1, version: 1, part: 1 }, unique: true },
]);

/** Bytes of a part, as JSON: half of what a document may weigh, since BSON writes array indexes out. */
const largestPart = 4_000_000;

const partsOf = (rows: readonly unknown[]): unknown[][] => {
  const parts: unknown[][] = [[]];
  let bytes = 0;
  for (const row of rows) {
    bytes += JSON.stringify(row).length;
    if (bytes > largestPart) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)!.push(row);
  }
  return parts;
};

/** Trained models, as rows in as many documents as they need; a version is complete once a head names it. */
export const modelStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = models(db);
  const newestVersion = async (name: string): Promise<number> => {
    const found = await native.findOne({ scope: prefix, name } as never, {
      sort: { version: -1, part: -1 },
      projection: { version: 1 },
    });
    return (found as unknown as PartDocument | null)?.version ?? 0;
  };
  return {
    /** Writes the next version and returns its number. */
    write: async (name: string, rows: readonly unknown[], trainedAt: Date): Promise<number> => {
      const version = (await newestVersion(name)) + 1;
      for (const [part, some] of partsOf(rows).entries()) {
        const _id = `${prefix}/${name}/${version}/${part}`;
        await native.insertOne({ _id, scope: prefix, name, version, part, trainedAt, rows: some } as never);
      }
      return version;
    },

    read: async <Row>(name: string, version: number): Promise<Row[]> => {
      const found = await native
        .find({ scope: prefix, name, version } as never, { sort: { part: 1 } })
        .toArray();
      return (found as unknown as PartDocument[]).flatMap(({ rows }) => rows as Row[]);
    },

    /** Forgets versions before one. */
    prune: async (name: string, before: number): Promise<void> => {
      await native.deleteMany({ scope: prefix, name, version: { $lt: before } } as never);
    },
  };
};

export type ModelStore = ReturnType<typeof modelStore>;
