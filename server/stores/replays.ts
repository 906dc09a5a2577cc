import type { ReplayJob } from '#schemas/replay.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type Connection, collection } from '#server/platform/mongo.ts';
import type { ListPage } from '#server/platform/ra-list.ts';

type JobDocument = ReplayJob & {
  _id: string;
  scope: string;
  /** When whoever runs it last said so. */
  beatAt: Date;
  cancelled?: true;
  expiresAt: Date;
};
type NewJob = Pick<ReplayJob, 'id' | 'request' | 'base' | 'author' | 'startedAt'>;
type Progress = ReplayJob['progress'];
type End = Pick<ReplayJob, 'error' | 'result'> & {
  state: Exclude<ReplayJob['state'], 'running'>;
  endedAt: Date;
};

const replays = collection<JobDocument>('replays', [
  { keys: { scope: 1, startedAt: -1 } },
  { keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
]);

/** One that has not been heard of for so long has nobody who runs it any more. */
const silenceMs = 15_000;

const present = ({ _id, scope, beatAt, cancelled, expiresAt, ...job }: JobDocument, now: Date): ReplayJob => {
  const isLost = job.state === 'running' && now.getTime() - beatAt.getTime() > silenceMs;
  return isLost ? { ...job, state: 'interrupted' } : job;
};

/** Replays with their results, for some time. */
export const replayStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = replays(db);
  const byId = (id: string) => ({ _id: `${prefix}/${id}` }) as never;

  return {
    add: async (job: NewJob, expiresAt: Date): Promise<void> => {
      const open = {
        state: 'running',
        endedAt: null,
        progress: { done: 0, total: 0 },
        error: null,
        result: null,
      };
      const document = { ...job, ...open, scope: prefix, _id: `${prefix}/${job.id}`, beatAt: job.startedAt };
      await native.insertOne({ ...document, expiresAt } as never);
    },

    read: async (id: string, now: Date): Promise<ReplayJob | null> => {
      const found = await native.findOne(byId(id));
      return found && present(found as unknown as JobDocument, now);
    },

    /** The newest first, without their results. */
    list: async (
      { from, to }: { from: number; to: number },
      now: Date,
    ): Promise<ListPage<Omit<ReplayJob, 'result'>>> => {
      const query = { scope: prefix } as never;
      const options = {
        sort: { startedAt: -1 },
        skip: from,
        limit: to - from + 1,
        projection: { result: 0 },
      } as const;
      const [found, total] = await Promise.all([
        native.find(query, options).toArray(),
        native.countDocuments(query),
      ]);
      const rows = (found as unknown as JobDocument[]).map((document) => present(document, now));
      return { rows, total, range: { from, to } };
    },

    /** Whether one is being run by anybody. */
    isRunning: async (now: Date): Promise<boolean> => {
      const heardOf = { $gt: new Date(now.getTime() - silenceMs) };
      const query = { scope: prefix, state: 'running', beatAt: heardOf };
      return (await native.findOne(query as never, { projection: { _id: 1 } })) !== null;
    },

    /** Tells how far one has come; false when it is to stop. */
    beat: async (id: string, progress: Progress, at: Date): Promise<boolean> => {
      const found = await native.findOneAndUpdate(
        { ...(byId(id) as object), state: 'running' } as never,
        { $set: { progress, beatAt: at } } as never,
        { projection: { cancelled: 1 } },
      );
      return found !== null && (found as unknown as JobDocument).cancelled !== true;
    },

    /** Asks whoever runs it to stop. */
    cancel: async (id: string): Promise<void> => {
      await native.updateOne(byId(id), { $set: { cancelled: true } } as never);
    },

    end: async (id: string, progress: Progress, end: End): Promise<void> => {
      await native.updateOne(byId(id), { $set: { ...end, progress } } as never);
    },
  };
};

export type ReplayStore = ReturnType<typeof replayStore>;
