import type { StoredEvent } from '#schemas/event.ts';
import { coPurchaseRows, modelNames, volumeRows } from '#server/domain/models/artifacts.ts';
import { coPurchaseTrainer } from '#server/domain/models/co-purchase.ts';
import { type PopularityTrainer, popularityTrainer } from '#server/domain/models/popularity.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { EvidenceHeadStore } from '#server/stores/evidence-heads.ts';
import type { ModelStore } from '#server/stores/models.ts';

type TrainingEvent = Pick<StoredEvent, 'profileId' | 'at' | 'data'>;

type Dependencies = {
  events: {
    /** Changes whenever events were added: what was trained on it need not be trained again. */
    state: () => Promise<string>;
    /** All events of a type; those of one customer must follow each other. */
    stream: (type: 'order_completed' | 'product_viewed') => AsyncIterable<TrainingEvent>;
  };
  /** The category of every product that has one. */
  readCategories: () => Promise<ReadonlyMap<string, string>>;
  /** Which customers' behavior recommenders may learn from. */
  mayLearnFrom: () => Promise<(profileId: string) => boolean>;
  models: Pick<ModelStore, 'write' | 'prune'>;
  heads: EvidenceHeadStore;
  /** For how long decisions are kept: heads name what they were made with. */
  retentionDays: () => number;
  clock: Clock;
};

type TrainingResult =
  | { state: 'skipped'; reason: string }
  | {
      state: 'trained';
      /** The evidence that holds the new models. */
      evidence: number;
      orders: number;
      views: number;
      products: number;
      productsWithNeighbors: number;
    };

const day = 86_400_000;

const productsOf = ({ data }: TrainingEvent): string[] => {
  const items: unknown = data['items'];
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: { product_id?: unknown } | null) =>
    typeof item?.product_id === 'string' ? [item.product_id] : [],
  );
};

/**
 * Trains the recommenders on the stored events of customers who may be profiled, and puts them in force with a new
 * evidence head.
 */
export const trainingService = (dependencies: Dependencies) => {
  const { events, readCategories, mayLearnFrom, models, heads, retentionDays, clock } = dependencies;

  type Usable = (profileId: string) => boolean;

  const learnOrders = async (popularity: PopularityTrainer, usable: Usable) => {
    const categories = await readCategories();
    const categoriesOf = (order: readonly string[]): string[] =>
      order.flatMap((product) => categories.get(product) ?? []);
    const products = coPurchaseTrainer();
    const pairs = coPurchaseTrainer();
    const addCustomer = (orders: readonly string[][]): void => {
      products.addCustomer(orders);
      pairs.addCustomer(orders.map(categoriesOf));
    };
    let orders = 0;
    let customer = '';
    let baskets: string[][] = [];
    for await (const event of events.stream('order_completed')) {
      if (!usable(event.profileId)) continue;
      if (event.profileId !== customer) {
        addCustomer(baskets);
        baskets = [];
        customer = event.profileId;
      }
      const basket = [...new Set(productsOf(event))];
      baskets.push(basket);
      for (const product of basket) popularity.add(product, 'order', event.at);
      orders += 1;
    }
    addCustomer(baskets);
    return { orders, coPurchases: products.neighbors(), categoryPairs: pairs.neighbors() };
  };

  const learnViews = async (popularity: PopularityTrainer, usable: Usable): Promise<number> => {
    let views = 0;
    for await (const { profileId, data, at } of events.stream('product_viewed')) {
      if (!usable(profileId)) continue;
      if (typeof data['product_id'] === 'string') popularity.add(data['product_id'], 'view', at);
      views += 1;
    }
    return views;
  };

  const learn = async (at: Date) => {
    const popularity = popularityTrainer(at);
    const usable = await mayLearnFrom();
    const learned = await learnOrders(popularity, usable);
    const views = await learnViews(popularity, usable);
    return { ...learned, views, volumes: popularity.volumes() };
  };

  const prune = async (versions: Record<string, number>, at: Date): Promise<void> => {
    // The version before stays, for a server that has read its head but not yet its models.
    for (const [name, version] of Object.entries(versions)) await models.prune(name, version - 1);
    await heads.prune(new Date(at.getTime() - retentionDays() * day));
  };

  return {
    /** Trains unless no event was added since the last time; `force` trains anyway. */
    train: async ({ force = false }: { force?: boolean } = {}): Promise<TrainingResult> => {
      const at = clock();
      const trainedOn = await events.state();
      const before = await heads.latest();
      if (!force && before.versions.trainedOn === trainedOn)
        return { state: 'skipped', reason: 'no event was added since the last training' };

      const { volumes, coPurchases, categoryPairs, orders, views } = await learn(at);
      const { popularity, coPurchase, categoryPairs: pairs } = modelNames;
      const versions = {
        [popularity]: await models.write(popularity, volumeRows(volumes), at),
        [coPurchase]: await models.write(coPurchase, coPurchaseRows(coPurchases), at),
        [pairs]: await models.write(pairs, coPurchaseRows(categoryPairs), at),
      };
      const head = await heads.advance({ models: versions, trainedOn }, at);
      await prune(versions, at);
      const sizes = { products: volumes.size, productsWithNeighbors: coPurchases.size };
      return { state: 'trained', evidence: head.number, orders, views, ...sizes };
    },
  };
};
