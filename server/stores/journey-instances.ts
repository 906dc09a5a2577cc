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
  /** How often the customer came into a state of it. */
  moves: number;
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
    ofProfiles: (profileIds: readonly string[], session?: ClientSession): Promise<StoredInstance[]> =>
      model
        .find({ scope: prefix, profileId: { $in: [...profileIds] } }, null, session && { session })
        .lean<StoredInstance[]>(),

    /** Writes each over the version it was made from (0: there was none); false when another process was first. */
    writeMany: async (
      changes: readonly { draft: InstanceDraft; version: number }[],
      session: ClientSession,
    ): Promise<boolean> => {
      if (changes.length === 0) return true;
      const writes = changes.map(({ draft, version }) => {
        const _id = idOf(draft.journey, draft.profileId);
        const document = { ...draft, _id, scope: prefix, version: version + 1 };
        if (version === 0) return { insertOne: { document } };
        return { replaceOne: { filter: { _id, version }, replacement: document } };
      });
      const result = await model.collection.bulkWrite(writes as never[], { session, ordered: false });
      return result.insertedCount + result.matchedCount === changes.length;
    },

    /** Takes instances away as they were read; false when another process wrote one of them meanwhile. */
    removeMany: async (gone: readonly StoredInstance[], session: ClientSession): Promise<boolean> => {
      if (gone.length === 0) return true;
      const writes = gone.map(({ _id, version }) => ({ deleteOne: { filter: { _id, version } } }));
      const result = await model.collection.bulkWrite(writes as never[], { session, ordered: false });
      return result.deletedCount === gone.length;
    },

    countByState: async (journey: string): Promise<StateCount[]> =>
      model.aggregate<StateCount>([
        { $match: { scope: prefix, journey } },
        { $group: { _id: '$state', customers: { $sum: 1 } } },
        { $project: { _id: 0, state: '$_id', customers: 1 } },
      ]),

    /** The newest arrivals first. */
    inStates: (journey: string, states: readonly string[], limit: number): Promise<StoredInstance[]> =>
      model
        .find({ scope: prefix, journey, state: { $in: states } })
        .sort({ since: -1 })
        .limit(limit)
        .lean<StoredInstance[]>(),
  };
};

export type JourneyInstanceStore = ReturnType<typeof journeyInstanceStore>;
