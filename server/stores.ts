import type { Scope } from '#schemas/scope.ts';
import type { Connection } from './platform/mongo.ts';
import { catalogueStateStore } from './stores/catalogue-state.ts';
import { consentHistoryStore } from './stores/consent-history.ts';
import { contentItemStore } from './stores/content-items.ts';
import { counterStore } from './stores/counters.ts';
import { dailyMetricStore } from './stores/daily-metrics.ts';
import { decisionStore } from './stores/decisions.ts';
import { engagementStore } from './stores/engagement.ts';
import { engagementRankStore } from './stores/engagement-rank.ts';
import { erasureStore } from './stores/erasure.ts';
import { erasureJobStore } from './stores/erasure-jobs.ts';
import { erasureLedgerStore } from './stores/erasure-ledger.ts';
import { eventStore } from './stores/events.ts';
import { evidenceHeadStore } from './stores/evidence-heads.ts';
import { evidencePartStore } from './stores/evidence-parts.ts';
import { experimentTotalStore } from './stores/experiment-totals.ts';
import { experimentUnitStore } from './stores/experiment-units.ts';
import { historyStore } from './stores/histories.ts';
import { identityStore } from './stores/identities.ts';
import { importCheckpointStore } from './stores/import-checkpoints.ts';
import { insightStore } from './stores/insights.ts';
import { journeyInstanceStore } from './stores/journey-instances.ts';
import { journeyMoveStore } from './stores/journey-moves.ts';
import { journeyTimerStore } from './stores/journey-timers.ts';
import { leaseStore } from './stores/leases.ts';
import { modelStore } from './stores/models.ts';
import { outcomeStore } from './stores/outcomes.ts';
import { privacyRequestStore } from './stores/privacy-requests.ts';
import { productStore } from './stores/products.ts';
import { profileCheckpointStore } from './stores/profile-checkpoints.ts';
import { profileStore } from './stores/profiles.ts';
import { quarantineStore } from './stores/quarantine.ts';
import { replayStore } from './stores/replays.ts';
import { retentionDayStore } from './stores/retention-days.ts';
import { ruleMatchStore } from './stores/rule-matches.ts';
import { segmentChangeStore } from './stores/segment-changes.ts';
import { segmentJobStore } from './stores/segment-jobs.ts';
import { segmentMemberStore } from './stores/segment-members.ts';
import { segmentUploadStore } from './stores/segment-uploads.ts';
import { shopifyOrderStore } from './stores/shopify-orders.ts';
import { subjectReferenceStore } from './stores/subject-references.ts';

/** Every store of one scope. */
export const createStores = (db: Connection, scope: Scope, halfLifeDays?: () => number) => ({
  catalogueState: catalogueStateStore(db, scope),
  checkpoints: importCheckpointStore(db, scope),
  consentHistory: consentHistoryStore(db, scope),
  contentItems: contentItemStore(db, scope),
  counters: counterStore(db, scope),
  days: dailyMetricStore(db, scope),
  decisions: decisionStore(db, scope),
  engagement: engagementStore(db, scope),
  erasure: erasureStore(db, scope),
  erasureJobs: erasureJobStore(db, scope),
  erasureLedger: erasureLedgerStore(db, scope),
  events: eventStore(db, scope),
  heads: evidenceHeadStore(db, scope),
  insights: insightStore(db, scope),
  identities: identityStore(db, scope),
  instances: journeyInstanceStore(db, scope),
  leases: leaseStore(db, scope),
  models: modelStore(db, scope),
  moves: journeyMoveStore(db, scope),
  parts: evidencePartStore(db, scope),
  outcomes: outcomeStore(db, scope),
  privacyRequests: privacyRequestStore(db, scope),
  products: productStore(db, scope),
  profileCheckpoints: profileCheckpointStore(db, scope),
  profiles: profileStore(db, scope, halfLifeDays),
  ranks: engagementRankStore(db, scope, halfLifeDays),
  histories: historyStore(db, scope),
  quarantine: quarantineStore(db, scope),
  retentionDays: retentionDayStore(db, scope),
  replays: replayStore(db, scope),
  references: subjectReferenceStore(db, scope),
  ruleMatches: ruleMatchStore(db, scope),
  segmentChanges: segmentChangeStore(db, scope),
  segmentJobs: segmentJobStore(db, scope),
  segmentMembers: segmentMemberStore(db, scope),
  segmentUploads: segmentUploadStore(db, scope),
  shopifyOrders: shopifyOrderStore(db, scope),
  timers: journeyTimerStore(db, scope),
  totals: experimentTotalStore(db, scope),
  units: experimentUnitStore(db, scope),
});

export type Stores = ReturnType<typeof createStores>;
