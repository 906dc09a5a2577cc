import { type Kind, kinds } from '#schemas/document.ts';
import { type ClientSession, type Connection, collection, isDuplicateKey } from '#server/platform/mongo.ts';

export type DraftState = 'draft' | 'archived';

/** The one editable head of a document; `archived` means that publishing it takes the document away. */
export type Draft = {
  kind: Kind;
  key: string;
  body: unknown;
  state: DraftState;
  /** Changes with every write. */
  etag: string;
  author: string;
  updatedAt: Date;
};
type StoredDraft = Draft & { _id: string; project: string };

const drafts = collection<StoredDraft>('drafts', [{ keys: { project: 1, kind: 1, key: 1 } }]);

export const draftStore = (db: Connection, project: string) => {
  const model = drafts(db);
  const idOf = ({ kind, key }: { kind: Kind; key: string }): string => `${project}/${kind}/${key}`;
  return {
    one: (kind: Kind, key: string): Promise<Draft | null> =>
      model.findOne({ _id: idOf({ kind, key }) }).lean<Draft | null>(),

    ofKind: (kind: Kind): Promise<Draft[]> => model.find({ project, kind }).lean<Draft[]>(),

    all: (): Promise<Draft[]> => model.find({ project }).sort({ kind: 1, key: 1 }).lean<Draft[]>(),

    kindOfKey: async (key: string): Promise<Kind | null> => {
      const ids = kinds.map((kind) => idOf({ kind, key }));
      return (await model.findOne({ _id: { $in: ids } }).lean<Draft | null>())?.kind ?? null;
    },

    /** False when there is one already. */
    create: async (draft: Draft): Promise<boolean> => {
      try {
        await model.collection.insertOne({ _id: idOf(draft), project, ...draft } as never);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** False when the draft is no longer the one with this etag. */
    replace: async (draft: Draft, etag: string): Promise<boolean> => {
      const filter = { _id: idOf(draft), etag };
      const result = await model.collection.replaceOne(filter as never, { project, ...draft } as never);
      return result.matchedCount === 1;
    },

    /** False when the draft is no longer the one with this etag; an edit made meanwhile is kept. */
    discard: async (draft: Draft, session?: ClientSession): Promise<boolean> => {
      const filter = { _id: idOf(draft), etag: draft.etag };
      const result = await model.deleteOne(filter, session ? { session } : {});
      return result.deletedCount === 1;
    },
  };
};
