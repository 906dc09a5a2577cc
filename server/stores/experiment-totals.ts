import { type Scope, scopeKey } from '#schemas/scope.ts';
import { type ClientSession, type Connection, collection } from '#server/platform/mongo.ts';
import { addMoments, incrementWrite, type Moments, momentIncrements, type Shard } from './sharded-sums.ts';

type TotalsDocument = {
  _id: string;
  scope: string;
  experiment: string;
  variation: string;
  n: number;
  crossed: number;
  metrics?: Moments;
};

/** What one variation's customers sum to. */
export type VariationTotals = { variation: string; n: number; crossed: number; metrics: Moments };
type Change = VariationTotals & { experiment: string };

const totals = collection<TotalsDocument>('experiment_totals', [{ keys: { scope: 1, experiment: 1 } }]);

/** Pre-summed experiments: a report costs the same however many customers took part. */
export const experimentTotalStore = (db: Connection, scope: Scope) => {
  const prefix = scopeKey(scope);
  const { collection: native } = totals(db);
  return {
    add: async (changes: readonly Change[], shard: Shard, session: ClientSession): Promise<void> => {
      if (changes.length === 0) return;
      const writes = changes.map(({ experiment, variation, n, crossed, metrics }) =>
        incrementWrite(
          `${prefix}/${experiment}/${variation}/${shard}`,
          { scope: prefix, experiment, variation },
          { n, crossed, ...momentIncrements(metrics) },
        ),
      );
      await native.bulkWrite(writes as never[], { session, ordered: false });
    },

    ofExperiment: async (experiment: string): Promise<Map<string, VariationTotals>> => {
      const found = await native.find({ scope: prefix, experiment } as never).toArray();
      const sums = new Map<string, VariationTotals>();
      for (const { variation, n, crossed, metrics } of found as unknown as TotalsDocument[]) {
        const sum = sums.get(variation) ?? { variation, n: 0, crossed: 0, metrics: {} };
        sum.n += n;
        sum.crossed += crossed;
        addMoments(sum.metrics, metrics);
        sums.set(variation, sum);
      }
      return sums;
    },
  };
};

export type ExperimentTotalStore = ReturnType<typeof experimentTotalStore>;
