import { randomBytes } from 'node:crypto';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { MatcherName } from './domain/releases/types.ts';
import { analyticsService } from './features/analytics/service.ts';
import { catalogService } from './features/catalog/service.ts';
import type { ConfigurationService } from './features/configuration/service.ts';
import { customerService } from './features/customers/service.ts';
import { catalogueReader } from './features/evidence/catalogue-reader.ts';
import { createEvidenceLoader } from './features/evidence/loader.ts';
import { checkRequest } from './features/experience/check-request.ts';
import { publicContent } from './features/experience/public-view.ts';
import { createDecisionRecorder } from './features/experience/recorder.ts';
import { experienceService } from './features/experience/service.ts';
import { createRollback } from './features/experiments/rollback.ts';
import { experimentService } from './features/experiments/service.ts';
import { createTimerFiring } from './features/journeys/timers.ts';
import { ofrepService } from './features/ofrep/service.ts';
import { previewService } from './features/previews/service.ts';
import { profileService } from './features/profile/service.ts';
import { recommendationService } from './features/recommendations/service.ts';
import { createReleaseStream } from './features/release-stream/stream.ts';
import { ruleInsightService } from './features/rule-insight/service.ts';
import { simulatorService } from './features/simulator/service.ts';
import { trainingService } from './features/training/service.ts';
import { createHistory } from './history.ts';
import { createIntake } from './intake.ts';
import type { Clock } from './platform/clock.ts';
import { createEvidenceHolder } from './platform/evidence.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';
import type { Connection } from './platform/mongo.ts';
import { createReleaseHolder } from './platform/releases.ts';
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
};

/** Everything that serves one environment: stores, release, evidence and the services over them. */
export const createEnvironment = (dependencies: EnvironmentDependencies) => {
  const { db, scope, secret, configuration, clock, logger, metrics, matcher } = dependencies;
  const { environment } = scope;
  const stores = createStores(db, scope);

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
  const { archive, retentionDays, releaseOfDrafts, releaseWithDrafts, decisions, replay } = createHistory({
    environment,
    stores,
    configuration,
    release,
    evidence: () => evidences.current(),
    matcher,
    clock,
    logger,
  });
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

  const { journeys, folder, ingest, behavior } = createIntake({
    db,
    stores,
    release,
    evidence,
    metrics,
    logger,
    clock,
  });
  const recorder = createDecisionRecorder({
    decisions: stores.decisions,
    retentionDays,
    countDecisions: (counts) =>
      stores.days.add(
        counts.map((count) => ({ ...count, exposures: 0, clicks: 0, conversions: 0 })),
        0,
      ),
    onLost: (count) => metrics.decisionsLost.inc(count),
  });
  const experience = experienceService({
    release,
    releaseWithDrafts,
    evidence,
    readProfile: stores.profiles.read,
    scorers: [],
    record: (record) => void recorder.add(record),
    onDecided: ({ elements }) => {
      for (const { source } of elements) metrics.decisions.inc({ source });
    },
    scope: scopeKey(scope),
    secret,
    clock,
    stopwatch: () => performance.now(),
    createId: () => randomBytes(12).toString('base64url'),
  });
  const training = trainingService({
    events: stores.events,
    readCategories: stores.products.categories,
    models: stores.models,
    heads: stores.heads,
    retentionDays,
    clock,
  });
  const catalog = catalogService({ products: stores.products, contentItems: stores.contentItems, clock });
  const customers = customerService({
    profiles: stores.profiles,
    eventsOf: stores.events.latestOf,
    decisionsOf: async (profile, limit) => {
      const range = { from: 0, to: limit - 1 };
      return (await decisions.list({ filter: { profile }, sort: { field: 'at', order: 'desc' }, range }))
        .rows;
    },
    release,
    evidence,
    clock,
  });

  const { demo, importer, isDemo } = createSupply({
    db,
    environment,
    stores,
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
    customers,
    decisions,
    demo,
    experience,
    folder,
    importer,
    ingest,
    journeys,
    replay,
    timers,
    training,
    experiments: experimentService({ release, totals: stores.totals }),
    rollback: createRollback({
      release,
      totals: stores.totals,
      publish: ({ experiment, at, reason }, parent) =>
        configuration.stopExperiment({ environment, parent, experiment, at, reason, author: 'system' }),
      clock,
    }),
    previews: previewService({
      release,
      releaseWithDrafts,
      audit: auditLogStore(db, scope),
      scope: scopeKey(scope),
      secret,
      clock,
    }),
    profile: profileService({
      profiles: stores.profiles,
      events: stores.events,
      settings: () => release().settings,
      segmentsOf: customers.segmentsOf,
      clock,
    }),
    ofrep: ofrepService({
      release,
      refreshRelease: releases.refresh,
      consider: experience.consider,
      publicContent,
    }),
    ruleInsight: ruleInsightService({
      profiles: stores.profiles,
      bodiesOf: async (kind) =>
        (await configuration.documents.ofKind(environment, kind, false))
          .filter(({ draft }) => draft?.state !== 'archived')
          .map(({ body }) => body),
      release,
      evidence,
      clock,
    }),
    simulator: simulatorService({
      release,
      releaseOfDrafts,
      evidence,
      readProfile: stores.profiles.read,
      checkRequest,
      clock,
    }),
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
    },

    /** Loads the release and the evidence; nothing is decided before. */
    ready: async (): Promise<void> => {
      await releases.refresh();
      await evidences.refresh();
    },

    /** Resolves when everything that was taken on is on disk. */
    close: async (): Promise<void> => {
      releaseStream.close();
      await replay.close();
      await recorder.close();
      await folder.settled();
      await evidences.close();
      await releases.close();
    },
  };
};

export type Environment = ReturnType<typeof createEnvironment>;
