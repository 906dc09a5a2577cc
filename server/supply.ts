import { join } from 'node:path';
import type { Folder } from './features/behavior/fold.ts';
import type { Ingest } from './features/behavior/ingest.ts';
import type { CatalogService } from './features/catalog/service.ts';
import type { ConfigurationService } from './features/configuration/service.ts';
import { createDemoService } from './features/demo/service.ts';
import { createImporter } from './features/import/service.ts';
import type { trainingService } from './features/training/service.ts';
import type { Clock } from './platform/clock.ts';
import type { EvidenceHolder } from './platform/evidence.ts';
import type { Connection } from './platform/mongo.ts';
import type { ReleaseHolder } from './platform/releases.ts';
import { projectRoot } from './platform/root.ts';
import { readRulesFolder } from './platform/rules-folder.ts';
import { demoEnvironment, installationStore, isDemoLoaded } from './stores/installation.ts';
import type { Stores } from './stores.ts';

type Dependencies = {
  db: Connection;
  environment: string;
  stores: Stores;
  configuration: ConfigurationService;
  ingest: Ingest;
  catalog: CatalogService;
  training: ReturnType<typeof trainingService>;
  releases: ReleaseHolder;
  evidences: EvidenceHolder;
  folder: Folder;
  clock: Clock;
};

/** What fills an environment in bulk: imports, and the demo shop where it is the one that may have it. */
export const createSupply = (dependencies: Dependencies) => {
  const { db, environment, stores, configuration, ingest, catalog, training, clock } = dependencies;
  const { releases, evidences, folder } = dependencies;
  const installation = installationStore(db);
  const ownsDemo = environment === demoEnvironment;
  const isDemo = async (): Promise<boolean> => ownsDemo && isDemoLoaded(await installation.read());
  const trainAnew = () => training.train({ force: true });

  const demo = createDemoService({
    seeding: {
      publish: (documents) =>
        configuration.apply({
          environment,
          documents,
          keepOthers: true,
          author: 'demo',
          reason: 'Demo shop',
        }),
      saveProducts: (list) => stores.products.upsert(list, { at: clock(), demo: true }),
      saveContentItems: (list) => stores.contentItems.upsert(list, { at: clock(), demo: true }),
      ingest,
      refreshEvidence: async () => {
        await releases.refresh();
        await evidences.refresh();
      },
      foldPending: folder.foldPending,
      train: trainAnew,
    },
    removal: {
      ...stores,
      db,
      removeProducts: stores.products.removeDemo,
      removeContentItems: stores.contentItems.removeDemo,
      train: trainAnew,
    },
    isLoaded: isDemo,
    markRemoved: (at) => (ownsDemo ? installation.setDemo({ state: 'removed', at }) : Promise.resolve()),
    readRules: () => readRulesFolder(join(projectRoot, 'rules')),
    clock,
  });
  const importer = createImporter({
    ingest,
    saveProducts: (list) => catalog.putProducts(list),
    saveContentItems: (list) => catalog.putContentItems(list),
    checkpoints: stores.checkpoints,
    refreshEvidence: evidences.refresh,
    foldPending: folder.foldPending,
    train: training.train,
    clock,
  });
  return { demo, importer, isDemo };
};
