import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import { addMoments, incrementWrite, type Moments, momentIncrements, type Shard } from './sharded-sums.ts';

type OutcomeDocument = {
  _id: string;
  scope: string;
  placement: string;
  variant: string;
  randomized: boolean;
  n: number;
  metrics?: Moments;
};
type Change = { placement: string; variant: string; randomized: boolean; n: number; metrics: Moments };

type OutcomeSums = { n: number; goals: Moments };
type VariantOutcome = { randomized: OutcomeSums; all: OutcomeSums };

const outcomes = collection<OutcomeDocument>('outcomes', [{ keys: { scope: 1, placement: 1, variant: 1 } }]);

const emptySums = (): OutcomeSums => ({ n: 0, goals: {} });

const addDocument = (sums: OutcomeSums, { n, metrics }: OutcomeDocument): void => {
  sums.n += n;
  addMoments(sums.goals, metrics);
};

/** What came of showing each variant, summed over customers: the posteriors rest on it. */
export const outcomeStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = outcomes(db);
  return {
    add: async (changes: readonly Change[], shard: Shard, session: ClientSession): Promise<void> => {
      if (changes.length === 0) return;
      const writes = changes.map(({ placement, variant, randomized, n, metrics }) =>
        incrementWrite(
          `${prefix}/${placement}/${variant}/${randomized ? 'randomized' : 'other'}/${shard}`,
          { scope: prefix, placement, variant, randomized },
          { n, ...momentIncrements(metrics) },
        ),
      );
      await native.bulkWrite(writes as never[], { session, ordered: false });
    },

    /** By `placement/variant`: what evidence holds in memory. */
    index: async (): Promise<Map<string, VariantOutcome>> => {
      const found = await native.find({ scope: prefix } as never).toArray();
      const index = new Map<string, VariantOutcome>();
      for (const document of found as unknown as OutcomeDocument[]) {
        const key = `${document.placement}/${document.variant}`;
        const outcome = index.get(key) ?? { randomized: emptySums(), all: emptySums() };
        if (document.randomized) addDocument(outcome.randomized, document);
        addDocument(outcome.all, document);
        index.set(key, outcome);
      }
      return index;
    },
  };
};

export type OutcomeStore = ReturnType<typeof outcomeStore>;
