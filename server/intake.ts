import { randomBytes } from 'node:crypto';
import { buildFacts } from './domain/decisions/facts.ts';
import { createFolder } from './features/behavior/fold.ts';
import { createIngest } from './features/behavior/ingest.ts';
import { behaviorService } from './features/behavior/service.ts';
import { journeyService } from './features/journeys/service.ts';
import type { Clock } from './platform/clock.ts';
import type { EvidenceHolder } from './platform/evidence.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';
import type { Connection } from './platform/mongo.ts';
import type { ReleaseHolder } from './platform/releases.ts';
import type { Stores } from './stores.ts';

type Dependencies = {
  db: Connection;
  stores: Stores;
  release: ReleaseHolder['current'];
  evidence: EvidenceHolder['current'];
  metrics: Metrics;
  logger: Logger;
  clock: Clock;
};

/** What takes events in: stored first, then folded into profiles, which moves them on in their journeys. */
export const createIntake = ({ db, stores, release, evidence, metrics, logger, clock }: Dependencies) => {
  const journeys = journeyService({
    instances: stores.instances,
    timers: stores.timers,
    release,
    factsOf: (profile, at) =>
      buildFacts({
        profile,
        identity: profile.id,
        context: {},
        release: release(),
        evidence: evidence(),
        at,
      }),
  });
  const folder = createFolder({
    ...stores,
    db,
    clock,
    shard: randomBytes(1).readUInt8() % 16,
    context: () => ({
      settings: release().settings,
      metrics: [...release().metrics.values()],
      product: (id) => evidence().catalogue.products.get(id),
    }),
    afterFold: journeys.step,
    onError: (err, { length }) => logger.error({ err, profiles: length }, 'folding failed'),
  });
  const { ingest: store } = createIngest({
    events: stores.events,
    retentionDays: () => release().settings.event_retention_days,
  });
  const ingest: typeof store = async (events) => {
    const result = await store(events);
    metrics.events.inc({ outcome: 'stored' }, result.stored);
    metrics.events.inc({ outcome: 'duplicate' }, result.duplicates);
    return result;
  };
  return { journeys, folder, ingest, behavior: behaviorService({ ingest, folder }) };
};
