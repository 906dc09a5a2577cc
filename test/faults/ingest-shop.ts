import type { StoredEvent } from '#schemas/event.ts';
import type { Metric } from '#schemas/metric.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { Settings } from '#schemas/settings.ts';
import type { FoldContext } from '#server/domain/profiles/types.ts';
import { seededRandom } from '#server/domain/random.ts';
import { createFolder } from '#server/features/behavior/fold.ts';
import { createIngest } from '#server/features/behavior/ingest.ts';
import { behaviorService } from '#server/features/behavior/service.ts';
import { createLinker } from '#server/features/identities/linker.ts';
import { systemClock } from '#server/platform/clock.ts';
import type { Connection } from '#server/platform/mongo.ts';
import { verifyToken } from '#server/platform/token.ts';
import { dailyMetricStore } from '#server/stores/daily-metrics.ts';
import { eventStore } from '#server/stores/events.ts';
import { experimentTotalStore } from '#server/stores/experiment-totals.ts';
import { experimentUnitStore } from '#server/stores/experiment-units.ts';
import { identityStore } from '#server/stores/identities.ts';
import { outcomeStore } from '#server/stores/outcomes.ts';
import { profileCheckpointStore } from '#server/stores/profile-checkpoints.ts';
import { profileStore } from '#server/stores/profiles.ts';
import { quarantineStore } from '#server/stores/quarantine.ts';

export const shopSecret = 'a secret of the test';

export const crashScope = (environment: string): Scope => ({ project: 'default', environment });

const metric = (key: string, type: Metric['type'], event: string, value?: string): Metric => ({
  key,
  name: key,
  type,
  event,
  ...(value && { value }),
  windowHours: 24,
  direction: 'increase',
});

export const shopContext: FoldContext = {
  settings: Settings.parse({
    identity: { trait_strategies: { first: 'oldest', top: 'max', points: 'sum', likes: 'union' } },
  }),
  metrics: [
    metric('conversion', 'proportion', 'order_completed'),
    metric('revenue', 'mean', 'order_completed', 'total.amount'),
    metric('engagement', 'mean', 'variant_clicked'),
  ],
  product: (id) => (id === 'tea' ? { category: 'drinks', brand: 'Leaf' } : undefined),
};

/** The whole pipeline over one database, as a server assembles it. */
export const openBehavior = (db: Connection, scope: Scope, overrides: { shard?: number } = {}) => {
  const stores = {
    events: eventStore(db, scope),
    profiles: profileStore(db, scope),
    profileCheckpoints: profileCheckpointStore(db, scope),
    units: experimentUnitStore(db, scope),
    totals: experimentTotalStore(db, scope),
    outcomes: outcomeStore(db, scope),
    days: dailyMetricStore(db, scope),
    quarantine: quarantineStore(db, scope),
    identities: identityStore(db, scope),
  };
  const { settle } = createLinker({ ...stores, mayStitch: () => true });
  // no journeys, so none to join
  const linking = { settle, join: async () => {} };
  const { ingest, isCrowded } = createIngest({
    events: stores.events,
    onStored: (pending, bytes) => folder.hold(pending, bytes),
    onCalm: () => folder.resume(),
  });
  const folder = createFolder({
    db,
    ...stores,
    ...linking,
    context: () => shopContext,
    clock: systemClock,
    isCrowded,
    ...overrides,
  });
  const service = behaviorService({
    ingest,
    folder,
    isCrowded,
    scope: scopeKey(scope),
    verifyToken: (text) => verifyToken(text, shopSecret),
    settings: () => shopContext.settings,
  });
  return { stores, linking, folder, ingest, service };
};

const start = Date.UTC(2026, 2, 1);
const total = 2000;
const customers = 40;

const dataOf = (kind: number, amount: number): Pick<StoredEvent, 'type' | 'data'> => {
  if (kind < 3) return { type: 'variant_shown', data: { placement: 'hero', variant: 'sale' } };
  if (kind < 5) return { type: 'variant_clicked', data: { placement: 'hero', variant: 'sale' } };
  if (kind < 8) return { type: 'product_viewed', data: { product_id: 'tea' } };
  const items = [{ product_id: 'tea' }];
  return { type: 'order_completed', data: { order_id: 'o', total: { amount, currency: 'EUR' }, items } };
};

/** Two thousand events of forty customers, one in five of them late. The same at every call. */
export const crashEvents = (): StoredEvent[] => {
  const random = seededRandom(7);
  return Array.from({ length: total }, (_, index) => {
    const id = `customer_id:${Math.floor(random() * customers)}`;
    const late = random() < 0.2 ? 3_600_000 : 0;
    const event = dataOf(Math.floor(random() * 10), Math.floor(random() * 10_000));
    const variation = random() < 0.5 ? 'a' : 'b';
    const exposure = { experienceId: 'token', propensity: 0.5, experiment: { key: 'headline', variation } };
    return {
      messageId: `m${index}`,
      identity: id,
      profileId: id,
      ...event,
      context: {},
      at: new Date(start + index * 30_000 - late),
      receivedAt: new Date(start + index * 30_000),
      source: 'api' as const,
      ...(event.type === 'variant_shown' && { exposure }),
    };
  });
};
