import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

type UploadDocument = {
  _id: string;
  scope: string;
  segment: string;
  identity: string;
  /** The upload that last named it. */
  upload: string;
};

const uploads = collection<UploadDocument>('segment_uploads', [
  { keys: { scope: 1, segment: 1, upload: 1 } },
  { keys: { scope: 1, identity: 1 } },
]);

/** The identities that were uploaded into segments, whether or not their customers were ever seen. */
export const segmentUploadStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = uploads(db);
  const idOf = (segment: string, identity: string): string => `${prefix}/${segment}/${identity}`;

  return {
    /** Says how many were not there before. */
    add: async (
      { segment, upload }: Pick<UploadDocument, 'segment' | 'upload'>,
      identities: readonly string[],
      session: ClientSession,
    ): Promise<number> => {
      const writes = identities.map((identity) => ({
        updateOne: {
          filter: { _id: idOf(segment, identity) },
          update: { $set: { scope: prefix, segment, identity, upload } },
          upsert: true,
        },
      }));
      return (await native.bulkWrite(writes as never[], { session, ordered: false })).upsertedCount;
    },

    /** Says how many were there. */
    remove: async (
      segment: string,
      identities: readonly string[],
      session: ClientSession,
    ): Promise<number> => {
      const filter = { _id: { $in: identities.map((identity) => idOf(segment, identity)) } };
      return (await native.deleteMany(filter as never, { session })).deletedCount;
    },

    /** Some identities that an upload did not name. */
    besides: async (segment: string, upload: string, limit: number): Promise<string[]> => {
      const filter = { scope: prefix, segment, upload: { $ne: upload } };
      const found = await native.find(filter as never, { limit, projection: { identity: 1 } }).toArray();
      return (found as unknown as UploadDocument[]).map(({ identity }) => identity);
    },

    /** The segments that each of some identities was uploaded into. */
    of: async (identities: readonly string[], session?: ClientSession): Promise<Map<string, string[]>> => {
      const filter = { scope: prefix, identity: { $in: identities } };
      const found = await native.find(filter as never, session && { session }).toArray();
      const segments = new Map<string, string[]>();
      for (const { identity, segment } of found as unknown as UploadDocument[])
        segments.set(identity, [...(segments.get(identity) ?? []), segment]);
      return segments;
    },

    count: (segment: string): Promise<number> => native.countDocuments({ scope: prefix, segment } as never),
  };
};

export type SegmentUploadStore = ReturnType<typeof segmentUploadStore>;
