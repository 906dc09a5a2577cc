import type { StoredEvent } from '#schemas/event.ts';
import type { ShopPrivacyRequest } from '#schemas/privacy.ts';
import type { ProblemFault } from '#schemas/problem.ts';
import type { Scope } from '#schemas/scope.ts';
import type { Folder } from './features/behavior/fold.ts';
import type { BehaviorService } from './features/behavior/service.ts';
import { minimized } from './features/privacy/minimize.ts';
import { quarantineService } from './features/quarantine/service.ts';
import { segmentService } from './features/segment-protocol/service.ts';
import { type ShopifyWebhook, webhookService } from './features/webhooks/service.ts';
import type { Clock } from './platform/clock.ts';
import { createKeyedHash } from './platform/keyed-hash.ts';
import type { Metrics } from './platform/metrics.ts';
import type { Connection } from './platform/mongo.ts';
import { auditLogStore } from './stores/audit-log.ts';
import type { Stores } from './stores.ts';

type Dependencies = {
  db: Connection;
  scope: Scope;
  secret: string;
  stores: Stores;
  behavior: BehaviorService;
  folder: Folder;
  metrics: Metrics;
  clock: Clock;
  recordPrivacy: (request: ShopPrivacyRequest) => Promise<void>;
};

type Read = { event: StoredEvent; uncounted: string | null } | { faults: ProblemFault[] };

const asRows = (read: Read) => ('faults' in read ? read : { events: read.uncounted ? [] : [read.event] });

/** The doors of other protocols into the one pipeline, and what becomes of rows that no door can take. */
export const createDoors = (dependencies: Dependencies) => {
  const { db, scope, stores, behavior, folder, metrics, clock, recordPrivacy } = dependencies;
  const { readUnchecked, accept, settings } = behavior;
  const contactHash = createKeyedHash(dependencies.secret, 'contact');
  const quarantine = quarantineService({
    db,
    store: stores.quarantine,
    events: stores.events,
    audit: auditLogStore(db, scope),
    doors: {
      segment: (row, receivedAt) => asRows(segment.reread(row, receivedAt)),
      shopify: (row, receivedAt) => webhooks.reread(row as ShopifyWebhook, receivedAt),
    },
    readBehavior: (row, receivedAt) =>
      asRows(readUnchecked(row, { receivedAt, source: 'system', visitor: {} })),
    track: behavior.track,
    fold: folder.fold,
    onRefused: (count) => metrics.events.inc({ outcome: 'quarantined' }, count),
    minimized: (row) => minimized(row, contactHash),
    clock,
  });
  const segment = segmentService({ read: readUnchecked, accept, refuse: quarantine.refuse, settings });
  const webhooks = webhookService({
    read: readUnchecked,
    accept,
    refuse: quarantine.refuse,
    orders: stores.shopifyOrders,
    recordPrivacy,
    settings,
  });
  return { quarantine, segment, webhooks };
};
