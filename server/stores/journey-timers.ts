import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

export type StoredTimer = {
  _id: string;
  scope: string;
  profileId: string;
  journey: string;
  timerId: string;
  dueAt: Date;
  /** Until then the worker that took it has it for itself; the epoch while nobody has. */
  leasedUntil: Date;
};

const timers = collection<StoredTimer>('journey_timers', [
  { keys: { scope: 1, dueAt: 1 } },
  { keys: { scope: 1, profileId: 1 } },
]);

/** Which timer of whose journey. */
export type TimerAddress = { journey: string; profileId: string; timerId: string };

const nobody = new Date(0);

export const journeyTimerStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const model = timers(db);
  const idOf = ({ journey, profileId, timerId }: TimerAddress): string =>
    `${prefix}/${journey}/${profileId}/${timerId}`;
  return {
    /** Takes some timers away and adds others. */
    exchange: async (
      { gone, open }: { gone: readonly TimerAddress[]; open: readonly (TimerAddress & { dueAt: Date })[] },
      session: ClientSession,
    ): Promise<void> => {
      if (gone.length > 0)
        await model.collection.deleteMany({ _id: { $in: gone.map(idOf) } } as never, { session });
      if (open.length === 0) return;
      const documents = open.map((timer) => ({
        _id: idOf(timer),
        scope: prefix,
        ...timer,
        leasedUntil: nobody,
      }));
      await model.collection.insertMany(documents as never[], { session });
    },

    /** Takes the timer that has been due longest, for a while; null when none is due. Safe with many workers. */
    lease: async (at: Date, milliseconds: number): Promise<StoredTimer | null> =>
      model
        .findOneAndUpdate(
          { scope: prefix, dueAt: { $lte: at }, leasedUntil: { $lte: at } },
          { $set: { leasedUntil: new Date(at.getTime() + milliseconds) } },
          { sort: { dueAt: 1 }, returnDocument: 'after' },
        )
        .lean<StoredTimer | null>(),

    /** Nobody takes it before then. */
    postpone: async (id: string, until: Date): Promise<void> => {
      await model.collection.updateOne({ _id: id } as never, { $set: { leasedUntil: until } });
    },

    remove: async (id: string): Promise<void> => {
      await model.collection.deleteOne({ _id: id } as never);
    },
  };
};

export type JourneyTimerStore = ReturnType<typeof journeyTimerStore>;
