import type { Kind } from '#schemas/document.ts';
import type { Revision } from '#schemas/release.ts';
import { type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

type StoredRevision = Revision & { _id: string; project: string };
type NewRevision = Omit<Revision, 'number'>;

const revisions = collection<StoredRevision>('revisions', [
  { keys: { project: 1, kind: 1, key: 1, number: -1 } },
  { keys: { project: 1, kind: 1, key: 1, contentHash: 1 } },
]);

const withoutBody = { body: 0 } as const;

/** Every version of every document of a project; nothing here is ever changed. */
export const revisionStore = (db: Connection, project: string) => {
  const model = revisions(db);
  const idOf = (document: string, number: number): string => `${project}/${document}/${number}`;

  const newest = (kind: Kind, key: string): Promise<StoredRevision | null> =>
    model.findOne({ project, kind, key }).sort({ number: -1 }).lean<StoredRevision | null>();

  const insertNext = async (revision: NewRevision): Promise<number> => {
    const { kind, key } = revision;
    const number = ((await newest(kind, key))?.number ?? 0) + 1;
    try {
      const _id = idOf(`${kind}/${key}`, number);
      await model.collection.insertOne({ _id, project, ...revision, number } as never);
      return number;
    } catch (error) {
      // another publisher took the number
      if (isDuplicateKey(error)) return insertNext(revision);
      throw error;
    }
  };

  return {
    newest,

    /** The number of the revision with this content, which is made unless there is one. */
    ensure: async (revision: NewRevision): Promise<number> => {
      const { kind, key, contentHash } = revision;
      const same = await model
        .findOne({ project, kind, key, contentHash }, withoutBody)
        .sort({ number: -1 })
        .lean<StoredRevision | null>();
      return same?.number ?? insertNext(revision);
    },

    one: (document: string, number: number): Promise<StoredRevision | null> =>
      model.findOne({ _id: idOf(document, number) }).lean<StoredRevision | null>(),

    /** The revisions that a release's entries name, in any order. */
    many: (entries: Readonly<Record<string, number>>): Promise<StoredRevision[]> =>
      model
        .find({ _id: { $in: Object.entries(entries).map(([document, number]) => idOf(document, number)) } })
        .lean<StoredRevision[]>(),

    /** Newest first, without bodies. */
    ofDocument: (kind: Kind, key: string): Promise<Omit<StoredRevision, 'body'>[]> =>
      model.find({ project, kind, key }, withoutBody).sort({ number: -1 }).lean<StoredRevision[]>(),

    keysOfKind: (kind: Kind): Promise<string[]> => model.distinct('key', { project, kind }),

    /** The kind that holds a key, if it was ever used. */
    kindOfKey: async (key: string, kinds: readonly Kind[]): Promise<Kind | null> => {
      const found = await model
        .findOne({ _id: { $in: kinds.map((kind) => idOf(`${kind}/${key}`, 1)) } }, withoutBody)
        .lean<StoredRevision | null>();
      return found?.kind ?? null;
    },
  };
};
