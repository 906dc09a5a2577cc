import { setImmediate } from 'node:timers/promises';
import type { Product } from '#schemas/product.ts';
import type { Evidence, OutcomeIndex } from '#server/domain/decisions/evidence.ts';
import {
  type CoPurchaseRow,
  coPurchasesOf,
  modelNames,
  type VolumeRow,
  volumesOf,
} from '#server/domain/models/artifacts.ts';
import { similarityIndexer } from '#server/domain/models/content-similarity.ts';
import { shelvesOf } from '#server/domain/models/popularity.ts';
import type { CoPurchases, Products, SimilarityIndex, Volumes } from '#server/domain/models/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import type { EvidenceHeadStore } from '#server/stores/evidence-heads.ts';
import type { ModelStore } from '#server/stores/models.ts';
import type { EvidenceArchive } from './archive.ts';
import type { CatalogueSnapshot } from './catalogue-reader.ts';

type Dependencies = {
  readCatalogue: () => Promise<CatalogueSnapshot>;
  models: Pick<ModelStore, 'read'>;
  heads: Pick<EvidenceHeadStore, 'advance'>;
  readOutcomes: () => Promise<OutcomeIndex>;
  /** Keeps what choices read, so that decisions can be repeated once newer evidence is in force. */
  archive: Pick<EvidenceArchive, 'keep'>;
  clock: Clock;
};

const portion = 2_000;

const indexInPortions = async (products: Products): Promise<SimilarityIndex> => {
  const indexer = similarityIndexer();
  let added = 0;
  for (const product of products.values()) {
    indexer.add(product);
    if (++added % portion === 0) await setImmediate();
  }
  return indexer.finish();
};

/** True when a recommender would see the product as it did before: stock and price are read at each request. */
const looksAlike = (a: Product | undefined, b: Product): boolean =>
  a === b ||
  (a?.name === b.name &&
    a.category === b.category &&
    a.brand === b.brand &&
    a.tags.join('\n') === b.tags.join('\n'));

const allLookAlike = (before: Products, after: Products): boolean => {
  if (before.size !== after.size) return false;
  for (const [id, product] of after) if (!looksAlike(before.get(id), product)) return false;
  return true;
};

type Versions = Record<string, number>;

/** The models of a head; each is read once, when its version is new. */
const modelReader = (models: Pick<ModelStore, 'read'>) => {
  const remember = <Row, Model>(name: string, decode: (rows: Row[]) => Model) => {
    let version: number | undefined;
    let model: Model | null = null;
    return async (versions: Versions): Promise<Model | null> => {
      const wanted = versions[name];
      if (wanted !== version)
        model = wanted === undefined ? null : decode(await models.read<Row>(name, wanted));
      version = wanted;
      return model;
    };
  };
  const readVolumes = remember<VolumeRow, Volumes>(modelNames.popularity, volumesOf);
  const readCoPurchases = remember<CoPurchaseRow, CoPurchases>(modelNames.coPurchase, coPurchasesOf);
  const readCategoryPairs = remember<CoPurchaseRow, CoPurchases>(modelNames.categoryPairs, coPurchasesOf);
  return async (versions: Versions) => ({
    volumes: await readVolumes(versions),
    coPurchases: await readCoPurchases(versions),
    categoryPairs: await readCategoryPairs(versions),
  });
};

/** Builds evidence from what is stored, and keeps whatever part of it is still true. */
export const createEvidenceLoader = (dependencies: Dependencies) => {
  const { readCatalogue, heads, readOutcomes, archive, clock } = dependencies;
  const readModels = modelReader(dependencies.models);

  return async (previous: Evidence | null): Promise<Evidence> => {
    const { version: catalogue, products, contentItems } = await readCatalogue();
    const outcomes = await readOutcomes();
    const known = { catalogue: { products, contentItems }, outcomes };
    // before there is a number for it, so that no number stands for what is not kept
    const parts = await archive.keep(known, clock());
    const head = await heads.advance({ catalogue, ...parts }, clock());
    if (previous?.number === head.number) return previous;

    const { volumes, ...pairs } = await readModels(head.versions.models);
    const before = previous?.recommenders;
    const alike = previous !== null && allLookAlike(previous.catalogue.products, products);
    const kept = alike && before?.volumes === volumes;
    return Object.freeze({
      number: head.number,
      at: head.at,
      ...known,
      recommenders: {
        volumes,
        ...pairs,
        shelves: kept && before ? before.shelves : shelvesOf(products, volumes),
        similarity: alike && before ? before.similarity : await indexInPortions(products),
      },
    });
  };
};
