import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';

/** How far an import of one file got. `records` counts those handed over, in their fixed order. */
export type ImportCheckpoint = {
  source: string;
  records: number;
  /** Records that were new, and records that were there already. */
  created: number;
  known: number;
  /** What was added to the times of events, in milliseconds: kept, so that a later run adds the same. */
  shift: number;
  done: boolean;
  at: Date;
};
type CheckpointDocument = ImportCheckpoint & { _id: string; scope: string; run: string };

const checkpoints = collection<CheckpointDocument>('import_checkpoints', [{ keys: { scope: 1, run: 1 } }]);

/** A run is a mapping with its options; a checkpoint in it belongs to a source and one content of its file. */
export const importCheckpointStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = checkpoints(db);
  const idOf = (run: string, source: string, fileHash: string): string =>
    `${prefix}/${run}/${source}/${fileHash}`;
  return {
    read: async (run: string, source: string, fileHash: string): Promise<ImportCheckpoint | null> =>
      (await native.findOne({ _id: idOf(run, source, fileHash) } as never)) as ImportCheckpoint | null,

    save: async (run: string, fileHash: string, checkpoint: ImportCheckpoint): Promise<void> => {
      const _id = idOf(run, checkpoint.source, fileHash);
      const document = { ...checkpoint, _id, scope: prefix, run };
      await native.replaceOne({ _id } as never, document as never, { upsert: true });
    },

    forget: async (run: string): Promise<void> => {
      await native.deleteMany({ scope: prefix, run } as never);
    },
  };
};

export type ImportCheckpointStore = ReturnType<typeof importCheckpointStore>;
