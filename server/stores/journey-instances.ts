import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

/** Where one customer is in one journey, as `domain/journeys` needs it, and whose it is. */
export type StoredInstance = {
  _id: string;
  scope: string;
  profileId: string;
  journey: string;
  snapshot: unknown;
  state: string;
  since: Date;
  startedAt: Date;
  status: 'active' | 'done';
  timers: { id: string; event: string; dueAt: Date }[];
  watermark: { at: Date; messageId: string };
  /** Counts writes, for compare-and-swap. */
  version: number;
};

export type InstanceDraft = Omit<StoredInstance, '_id' | 'scope' | 'version'>;

const instances = collection<StoredInstance>('journey_instances', [
  { keys: { scope: 1, profileId: 1 } },
  { keys: { scope: 1, journey: 1, state: 1, since: -1 } },
]);

export type StateCount = { state: string; customers: number };

export const journeyInstanceStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const model = instances(db);
  const idOf = (journey: string, profileId: string): string => `${prefix}/${journey}/${profileId}`;
  return {
    ofProfile: (profileId: string): Promise<StoredInstance[]> =>
      model.find({ scope: prefix, profileId }).lean<StoredInstance[]>(),

    /** False when another process wrote it first. */
    write: async (
      draft: InstanceDraft,
      expectedVersion: number,
      session: ClientSession,
    ): Promise<boolean> => {
      const _id = idOf(draft.journey, draft.profileId);
      const next = { ...draft, scope: prefix, version: expectedVersion + 1 };
      if (expectedVersion === 0) {
        await model.collection.insertOne({ _id, ...next } as never, { session });
        return true;
      }
      const result = await model.collection.replaceOne(
        { _id, version: expectedVersion } as never,
        next as never,
        { session },
      );
      return result.matchedCount === 1;
    },

    countByState: async (journey: string): Promise<StateCount[]> =>
      model.aggregate<StateCount>([
        { $match: { scope: prefix, journey } },
        { $group: { _id: '$state', customers: { $sum: 1 } } },
        { $project: { _id: 0, state: '$_id', customers: 1 } },
      ]),

    inState: (journey: string, state: string, limit: number): Promise<StoredInstance[]> =>
      model.find({ scope: prefix, journey, state }).sort({ since: -1 }).limit(limit).lean<StoredInstance[]>(),
  };
};

export type JourneyInstanceStore = ReturnType<typeof journeyInstanceStore>;
