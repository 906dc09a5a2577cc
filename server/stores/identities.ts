import type { Link } from '#schemas/identity.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

type IdentityDocument = { _id: string; scope: string; identity: string; links: Link[]; version: number };
/** The links of some identities; one without any is absent. */
export type StoredLinks = Map<string, Link[]>;

const identities = collection<IdentityDocument>('identities', [{ keys: { scope: 1, 'links.to': 1 } }]);

/** Which identities are linked to which: only those that are have a document. */
export const identityStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = identities(db);
  const idOf = (identity: string): string => `${prefix}/${identity}`;

  const find = async (filter: object, session?: ClientSession): Promise<StoredLinks> => {
    const found = await native.find(filter as never, session && { session }).toArray();
    const documents = found as unknown as IdentityDocument[];
    return new Map(documents.map(({ identity, links }) => [identity, links]));
  };

  return {
    read: (ids: readonly string[], session?: ClientSession): Promise<StoredLinks> =>
      ids.length === 0 ? Promise.resolve(new Map()) : find({ _id: { $in: ids.map(idOf) } }, session),

    /** Those that are linked to one of these. */
    leadingTo: (ids: readonly string[], session?: ClientSession): Promise<StoredLinks> =>
      ids.length === 0
        ? Promise.resolve(new Map())
        : find({ scope: prefix, 'links.to': { $in: ids } }, session),

    write: async (changed: ReadonlyMap<string, readonly Link[]>, session: ClientSession): Promise<void> => {
      if (changed.size === 0) return;
      const writes = [...changed].map(([identity, links]) => ({
        updateOne: {
          filter: { _id: idOf(identity) },
          update: { $set: { scope: prefix, identity, links }, $inc: { version: 1 } },
          upsert: true,
        },
      }));
      await native.bulkWrite(writes as never[], { session, ordered: false });
    },
  };
};

export type IdentityStore = ReturnType<typeof identityStore>;
