import { join } from 'node:path';
import type { Scope } from '#schemas/scope.ts';
import type { Deciding } from './deciding.ts';
import type { Folder } from './features/behavior/fold.ts';
import type { Ingest } from './features/behavior/ingest.ts';
import type { CatalogService } from './features/catalog/service.ts';
import type { ConfigurationService } from './features/configuration/service.ts';
import { createDemoService } from './features/demo/service.ts';
import { createImporter } from './features/import/service.ts';
import { matchesByHour } from './features/rule-activity/count-matches.ts';
import { createCaseLibrary } from './features/test-cases/library.ts';
import type { trainingService } from './features/training/service.ts';
import { readCasesFolder } from './platform/cases-folder.ts';
import type { Clock } from './platform/clock.ts';
import type { EvidenceHolder } from './platform/evidence.ts';
import type { Connection } from './platform/mongo.ts';
import type { ReleaseHolder } from './platform/releases.ts';
import { projectRoot } from './platform/root.ts';
import { readRulesFolder } from './platform/rules-folder.ts';
import { demoEnvironment, installationStore, isDemoLoaded } from './stores/installation.ts';
import { testCaseStore } from './stores/test-cases.ts';
import type { Stores } from './stores.ts';

type Dependencies = {
  db: Connection;
  scope: Scope;
  stores: Stores;
  configuration: ConfigurationService;
  ingest: Ingest;
  catalog: CatalogService;
  training: ReturnType<typeof trainingService>;
  releases: ReleaseHolder;
  evidences: EvidenceHolder;
  folder: Folder;
  experienceIn: Deciding['experienceIn'];
  recorder: Pick<Deciding['recorder'], 'drain'>;
  clock: Clock;
};

const rulesFolder = join(projectRoot, 'rules');
/** Who wrote what came with the demo shop, and was not changed since. */
const demoAuthor = 'demo';

/** What fills an environment in bulk: imports, and the demo shop where it is the one that may have it. */
export const createSupply = (dependencies: Dependencies) => {
  const { db, scope, stores, configuration, ingest, catalog, training, clock } = dependencies;
  const { releases, evidences, folder, experienceIn, recorder } = dependencies;
  const { environment, project } = scope;
  const cases = createCaseLibrary({ store: testCaseStore(db, project), clock });
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
          author: demoAuthor,
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
      saveCases: async (list) => {
        const { added } = await cases.changesTo(list, true);
        await cases.apply(
          list.filter(({ key }) => added.includes(key)),
          demoAuthor,
          true,
        );
      },
      decisions: {
        newest: async (count) => {
          const sort = { field: 'lastSeenAt', order: 'desc' } as const;
          return (await stores.profiles.list({ filter: {}, sort, range: { from: 0, to: count - 1 } })).rows;
        },
        decide: (request, { at, id }) =>
          experienceIn({ clock: () => at, stopwatch: () => 0, createId: () => id }).decide(request),
        settled: recorder.drain,
      },
    },
    removal: {
      ...stores,
      db,
      forgetMatches: (decided, session) =>
        stores.ruleMatches.add(
          matchesByHour(decided).map((count) => ({ ...count, matches: -count.matches })),
          0,
          session,
        ),
      removeProducts: stores.products.removeDemo,
      removeContentItems: stores.contentItems.removeDemo,
      removeCases: async () => {
        const own = (await cases.all()).filter(({ author }) => author === demoAuthor);
        for (const { body } of own) await cases.remove(body.key);
      },
      train: trainAnew,
    },
    isLoaded: isDemo,
    markRemoved: (at) => (ownsDemo ? installation.setDemo({ state: 'removed', at }) : Promise.resolve()),
    readRules: () => readRulesFolder(rulesFolder),
    // the others are about customers of whom something is supposed, and come with the rules' folder
    readCases: async () =>
      ((await readCasesFolder(rulesFolder)) ?? []).filter(
        ({ request }) => request?.customer_id !== undefined,
      ),
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
