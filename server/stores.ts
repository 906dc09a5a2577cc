import type { Scope } from '#schemas/scope.ts';
import type { Connection } from './platform/mongo.ts';
import { catalogueStateStore } from './stores/catalogue-state.ts';
import { contentItemStore } from './stores/content-items.ts';
import { dailyMetricStore } from './stores/daily-metrics.ts';
import { decisionStore } from './stores/decisions.ts';
import { erasureStore } from './stores/erasure.ts';
import { eventStore } from './stores/events.ts';
import { evidenceHeadStore } from './stores/evidence-heads.ts';
import { evidencePartStore } from './stores/evidence-parts.ts';
import { experimentTotalStore } from './stores/experiment-totals.ts';
import { experimentUnitStore } from './stores/experiment-units.ts';
import { importCheckpointStore } from './stores/import-checkpoints.ts';
import { journeyInstanceStore } from './stores/journey-instances.ts';
import { journeyTimerStore } from './stores/journey-timers.ts';
import { modelStore } from './stores/models.ts';
import { outcomeStore } from './stores/outcomes.ts';
import { productStore } from './stores/products.ts';
import { profileStore } from './stores/profiles.ts';
import { quarantineStore } from './stores/quarantine.ts';
import { replayStore } from './stores/replays.ts';

/** Every store of one scope. */
export const createStores = (db: Connection, scope: Scope) => ({
  catalogueState: catalogueStateStore(db, scope),
  checkpoints: importCheckpointStore(db, scope),
  contentItems: contentItemStore(db, scope),
  days: dailyMetricStore(db, scope),
  decisions: decisionStore(db, scope),
  erasure: erasureStore(db, scope),
  events: eventStore(db, scope),
  heads: evidenceHeadStore(db, scope),
  instances: journeyInstanceStore(db, scope),
  models: modelStore(db, scope),
  parts: evidencePartStore(db, scope),
  outcomes: outcomeStore(db, scope),
  products: productStore(db, scope),
  profiles: profileStore(db, scope),
  quarantine: quarantineStore(db, scope),
  replays: replayStore(db, scope),
  timers: journeyTimerStore(db, scope),
  totals: experimentTotalStore(db, scope),
  units: experimentUnitStore(db, scope),
});

export type Stores = ReturnType<typeof createStores>;
