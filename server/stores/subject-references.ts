import { randomUUID } from 'node:crypto';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

type ReferenceDocument = { _id: string; scope: string; reference: string };

const references = collection<ReferenceDocument>('subject_references', [
  { keys: { scope: 1, reference: 1 } },
]);

/**
 * What audit and outbox name a customer by: random, so that once the entry here is deleted nobody can tell any more
 * whom they were about.
 */
export const subjectReferenceStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = references(db);
  const idOf = (profileId: string): string => `${prefix}/${profileId}`;

  const find = async (profileId: string): Promise<string | null> => {
    const found = await native.findOne({ _id: idOf(profileId) } as never);
    return found && (found as unknown as ReferenceDocument).reference;
  };

  return {
    /** Null when nothing was ever written about this customer. */
    find,

    /** Whom references stand for, of those who were not erased. */
    namedBy: async (asked: readonly string[]): Promise<ReadonlyMap<string, string>> => {
      const filter = { scope: prefix, reference: { $in: asked } };
      const found = (await native.find(filter as never).toArray()) as unknown as ReferenceDocument[];
      return new Map(found.map(({ _id, reference }) => [reference, _id.slice(prefix.length + 1)]));
    },

    /** The customer's reference; made if it is new. Two processes that ask at once agree. */
    of: async (profileId: string): Promise<string> => {
      const known = await find(profileId);
      if (known !== null) return known;
      const reference = `subject:${randomUUID()}`;
      try {
        await native.insertOne({ _id: idOf(profileId), scope: prefix, reference } as never);
        return reference;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await find(profileId)) ?? reference;
      }
    },

    forget: async (profileIds: readonly string[], session?: ClientSession): Promise<void> => {
      const ids = profileIds.map(idOf);
      await native.deleteMany({ _id: { $in: ids } } as never, session && { session });
    },
  };
};

export type SubjectReferenceStore = ReturnType<typeof subjectReferenceStore>;
