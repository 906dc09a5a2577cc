import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';

/** That a customer came from one state of a journey into another. */
export type JourneyMove = {
  /** The id the customer had then: whoever is merged later keeps what was theirs. */
  profileId: string;
  journey: string;
  /** Counts the customer's moves in the journey, from 0. */
  number: number;
  /** Null for whoever came in. */
  from: string | null;
  to: string;
  /** The behavior that it came by; null where time alone did. */
  event: string | null;
  /** Is the journey over with it? */
  done: boolean;
  at: Date;
  /** When it was stored, which may be long after it happened: retention counts from then. */
  storedAt: Date;
};

type MoveDocument = JourneyMove & { _id: string; scope: string };

const moves = collection<MoveDocument>('journey_moves', [
  { keys: { scope: 1, profileId: 1, at: -1 } },
  { keys: { scope: 1, storedAt: 1 } },
]);

/** Of one customer in one journey: beyond them the newest takes the place of the oldest. */
export const MOST_MOVES = 100;

const bare = ({ _id, scope, ...move }: MoveDocument): JourneyMove => move;

/** How customers came through their journeys: the newest moves of each in each. */
export const journeyMoveStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = moves(db);
  const idOf = ({ journey, profileId, number }: JourneyMove): string =>
    `${prefix}/${journey}/${profileId}/${number % MOST_MOVES}`;
  return {
    add: async (some: readonly JourneyMove[], session: ClientSession): Promise<void> => {
      if (some.length === 0) return;
      const writes = some.map((move) => ({
        replaceOne: {
          filter: { _id: idOf(move) },
          replacement: { ...move, scope: prefix },
          upsert: true,
        },
      }));
      // in order: of two that share a place the newer one stays
      await native.bulkWrite(writes as never[], { session, ordered: true });
    },

    /** The newest first. */
    latestOf: async (profileIds: readonly string[], limit: number): Promise<JourneyMove[]> => {
      const query = { scope: prefix, profileId: { $in: [...profileIds] } } as never;
      const found = await native.find(query, { sort: { at: -1, number: -1 }, limit }).toArray();
      return (found as unknown as MoveDocument[]).map(bare);
    },
  };
};

export type JourneyMoveStore = ReturnType<typeof journeyMoveStore>;
