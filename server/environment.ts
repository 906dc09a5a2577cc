import { type Scope, scopeKey } from '#schemas/scope.ts';
import { createAuthoring } from './authoring.ts';
import { createDeciding } from './deciding.ts';
import type { MatcherName } from './domain/releases/types.ts';
import { createDoors } from './doors.ts';
import { analyticsService } from './features/analytics/service.ts';
import { catalogService } from './features/catalog/service.ts';
import type { ConfigurationService } from './features/configuration/service.ts';
import { catalogueReader } from './features/evidence/catalogue-reader.ts';
import { createEvidenceLoader } from './features/evidence/loader.ts';
import { publicContent } from './features/experience/public-view.ts';
import { createRollback } from './features/experiments/rollback.ts';
import { experimentService } from './features/experiments/service.ts';
import { createTimerFiring } from './features/journeys/timers.ts';
import { ofrepService } from './features/ofrep/service.ts';
import { previewService } from './features/previews/service.ts';
import { recommendationService } from './features/recommendations/service.ts';
import { createReleaseStream } from './features/release-stream/stream.ts';
import { trainingService } from './features/training/service.ts';
import { createHistory } from './history.ts';
import { createIdentities } from './identities.ts';
import { createIntake } from './intake.ts';
import { createPeople } from './people.ts';
import type { Subscribers } from './platform/bus.ts';
import type { Clock } from './platform/clock.ts';
import { createEvidenceHolder } from './platform/evidence.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';
import type { Connection } from './platform/mongo.ts';
import { createReleaseHolder } from './platform/releases.ts';
import { createLedger, createPrivacy, learnable, type StoreFiles } from './privacy.ts';
import { createSegments } from './segments.ts';
import { auditLogStore } from './stores/audit-log.ts';
import { createStores } from './stores.ts';
import { createSupply } from './supply.ts';

export type EnvironmentDependencies = {
  db: Connection;
  scope: Scope;
  secret: string;
  configuration: ConfigurationService;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  matcher?: MatcherName | undefined;
  /** The files of the embedded store; null or absent where the database is MongoDB. */
  files?: StoreFiles | null;
  /** Who hears what happens within this process. */
  subscribers?: Subscribers;
};

/** Everything that serves one environment: stores, release, evidence and the services over them. */
export const createEnvironment = (dependencies: EnvironmentDependencies) => {
  const { db, scope, secret, configuration, clock, logger, metrics, matcher, files = null } = dependencies;
  const { environment } = scope;
  const stores = createStores(db, scope, () => releases.current().settings.engagement_half_life_days);

  const releaseStream = createReleaseStream({ release: () => releases.current().number });
  const releases = createReleaseHolder({
    environment,
    onSwap: releaseStream.announce,
    load: (known) => configuration.load(environment, known),
    watch: (onChange, onError) => configuration.watch(environment, onChange, onError),
    matcher,
    logger,
  });
  const release = releases.current;
  const history = createHistory({
    environment,
    stores,
    configuration,
    release,
    evidence: () => evidences.current(),
    matcher,
    clock,
    logger,
  });
  const { archive, retentionDays, releaseWithDrafts, decisions, replay } = history;
  const evidences = createEvidenceHolder({
    load: createEvidenceLoader({
      readCatalogue: catalogueReader({
        state: stores.catalogueState,
        products: stores.products,
        contentItems: stores.contentItems,
      }),
      models: stores.models,
      heads: stores.heads,
      readOutcomes: stores.outcomes.index,
      archive,
      clock,
    }),
    logger,
  });
  const evidence = evidences.current;

  const ledger = createLedger({ scope, secret, stores, files, clock });
  const { journeys, keeper, folder, ingest, behavior, waiting } = createIntake({
    ...dependencies,
    stores,
    ledger,
    release,
    evidence,
    onFolded: (folds) => people.heard(folds),
    onSignificant: (profileId) => experience.forget(profileId),
  });
  const { recorder, experience, experienceIn } = createDeciding({
    scope,
    secret,
    stores,
    release,
    releaseWithDrafts,
    evidence,
    retentionDays,
    metrics,
    clock,
  });
  const training = trainingService({
    events: stores.events,
    readCategories: stores.products.categories,
    mayLearnFrom: learnable(stores, () => release().settings, clock),
    models: stores.models,
    heads: stores.heads,
    retentionDays,
    clock,
  });
  const catalog = catalogService({ products: stores.products, contentItems: stores.contentItems, clock });
  const people = createPeople({
    stores,
    release,
    evidence,
    behavior,
    decisionsOf: decisions.latestOf,
    clock,
  });

  const identities = createIdentities({ db, scope, stores, folder, forget: experience.forget, clock });
  const privacy = createPrivacy({
    db,
    scope,
    stores,
    ledger,
    files,
    settings: () => release().settings,
    track: behavior.track,
    train: () => training.train({ force: true }),
    segmentsOf: people.customers.segmentsOf,
    identitiesOf: identities.identitiesOf,
    settled: () => Promise.all([recorder.drain(), folder.settled()]),
    forget: experience.forget,
    clock,
    logger,
  });
  const { demo, importer, isDemo } = createSupply({
    db,
    scope,
    stores,
    experienceIn,
    recorder,
    configuration,
    ingest,
    catalog,
    training,
    releases,
    evidences,
    folder,
    clock,
  });
  const timers = createTimerFiring({
    db,
    timers: stores.timers,
    profiles: stores.profiles,
    service: journeys,
    clock,
  });

  return {
    scope,
    stores,
    releases,
    releaseStream,
    evidences,
    behavior,
    catalog,
    ...people,
    decisions,
    demo,
    experience,
    folder,
    identities,
    importer,
    ingest,
    journeys,
    replay,
    timers,
    training,
    ...createSegments({ db, scope, stores, keeper, release, evidence, clock, logger }),
    experiments: experimentService({ release, totals: stores.totals }),
    rollback: createRollback({
      release,
      totals: stores.totals,
      publish: ({ experiment, at, reason }, parent) =>
        configuration.stopExperiment({ environment, parent, experiment, at, reason, author: 'system' }),
      clock,
    }),
    privacy,
    previews: previewService({
      release,
      releaseWithDrafts,
      audit: auditLogStore(db, scope),
      scope: scopeKey(scope),
      secret,
      clock,
    }),
    ofrep: ofrepService({
      release,
      refreshRelease: releases.refresh,
      consider: experience.consider,
      publicContent,
    }),
    ...createDoors({
      db,
      scope,
      secret,
      stores,
      behavior,
      folder,
      metrics,
      clock,
      recordPrivacy: privacy.requests.record,
    }),
    ...createAuthoring({ db, scope, stores, configuration, ...history, release, evidence, matcher, clock }),
    recommendations: recommendationService({ readProfile: stores.profiles.read, release, evidence, clock }),
    analytics: analyticsService({
      readDaily: ({ from, to }) => stores.days.between(from, to),
      countCustomers: stores.profiles.count,
      isDemo,
      countEventsSince: stores.events.countSince,
      countDecisionsSince: stores.decisions.countSince,
      release,
      clock,
    }),

    /** Tells the metrics what is served now. */
    measure: (): void => {
      metrics.release.set({ environment }, release().number);
      metrics.evidence.set({ environment }, evidence().number);
      const { events, bytes } = waiting();
      metrics.eventsWaiting.set({ environment, unit: 'events' }, events);
      metrics.eventsWaiting.set({ environment, unit: 'bytes' }, bytes);
    },

    /** Loads the release and the evidence; nothing is decided before. */
    ready: async (): Promise<void> => {
      await releases.refresh();
      await evidences.refresh();
      await privacy.ready();
    },

    /** Resolves when everything that was taken on is on disk. */
    close: async (): Promise<void> => {
      releaseStream.close();
      people.liveFeed.close();
      await privacy.close();
      await replay.close();
      await recorder.close();
      await folder.settled();
      await evidences.close();
      await releases.close();
    },
  };
};

export type Environment = ReturnType<typeof createEnvironment>;
