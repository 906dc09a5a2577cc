import { randomBytes } from 'node:crypto';
import type { StoredEvent } from '#schemas/event.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import { consentFor } from './domain/decisions/consent.ts';
import { buildFacts } from './domain/decisions/facts.ts';
import { createAnnouncer } from './features/behavior/announce.ts';
import { createFolder } from './features/behavior/fold.ts';
import type { FoldedProfile } from './features/behavior/fold-profile.ts';
import { foldInTurn } from './features/behavior/in-turn.ts';
import { createIngest } from './features/behavior/ingest.ts';
import { behaviorService } from './features/behavior/service.ts';
import { createLinker } from './features/identities/linker.ts';
import { journeyService } from './features/journeys/service.ts';
import { createAdmission } from './features/privacy/admission.ts';
import { consentRecords } from './features/privacy/consent-records.ts';
import type { ErasureLedger } from './features/privacy/ledger.ts';
import { createBus, type Subscribers } from './platform/bus.ts';
import type { Clock } from './platform/clock.ts';
import type { EvidenceHolder } from './platform/evidence.ts';
import { createKeyedHash } from './platform/keyed-hash.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';
import type { Connection } from './platform/mongo.ts';
import type { ReleaseHolder } from './platform/releases.ts';
import { verifyToken } from './platform/token.ts';
import { createKeeper } from './segments.ts';
import type { Stores } from './stores.ts';

type Dependencies = {
  db: Connection;
  scope: Scope;
  secret: string;
  stores: Stores;
  /** Who was erased. */
  ledger: ErasureLedger;
  release: ReleaseHolder['current'];
  evidence: EvidenceHolder['current'];
  metrics: Metrics;
  logger: Logger;
  clock: Clock;
  /** Who hears what happens within this process. */
  subscribers?: Subscribers | undefined;
  /** Called for a profile of which something significant was learned. */
  onSignificant?: ((profileId: string) => void) | undefined;
  /** Told of profiles with what is new in them, once that is stored. */
  onFolded?: ((folds: readonly FoldedProfile[]) => void) | undefined;
};

/** What takes events in: stored first, then folded into profiles, which moves them on in their journeys. */
export const createIntake = (dependencies: Dependencies) => {
  const { db, scope, secret, stores, release, evidence, metrics, logger, clock } = dependencies;
  const settings = () => release().settings;
  const bus = createBus({
    subscribers: dependencies.subscribers ?? {},
    onError: (err, name) => logger.error({ err, name }, 'a subscriber failed'),
  });
  const journeys = journeyService({
    instances: stores.instances,
    timers: stores.timers,
    moves: stores.moves,
    clock,
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
  const linker = createLinker({
    ...stores,
    mayStitch: (profile) =>
      settings().behavioral_tracking.cross_device_tracking &&
      consentFor('cross_device', { profile, context: {}, settings: settings(), at: clock() }).allowed,
  });
  const keeper = createKeeper({ db, stores, release, evidence, bus, clock });
  const announce = createAnnouncer({ bus, onSignificant: dependencies.onSignificant });
  const {
    ingest: store,
    waiting,
    isCrowded,
  } = createIngest({
    events: stores.events,
    onStored: (pending, bytes) => folder.hold(pending, bytes),
    onCalm: () => folder.resume(),
    onRefused: (count) => metrics.events.inc({ outcome: 'refused' }, count),
  });
  const folder = createFolder({
    ...stores,
    db,
    clock,
    shard: randomBytes(1).readUInt8() % 16,
    isCrowded,
    context: () => ({
      settings: release().settings,
      metrics: [...release().metrics.values()],
      product: (id) => evidence().catalogue.products.get(id),
      history: release().history,
    }),
    settle: linker.settle,
    join: async (movedTo, session) => {
      const ids = [...movedTo.keys()];
      const gone = ids.length === 0 ? [] : [...(await stores.profiles.readMany(ids, session)).values()];
      await keeper.join(gone, movedTo, session);
      if (gone.length === 0) return;
      const goneIds = gone.map(({ id }) => id);
      await journeys.join(movedTo, session);
      await stores.insights.remove(goneIds, session);
      await stores.engagement.removeCustomers(goneIds, session);
    },
    afterFold: async (folded, session) => {
      // whose processing is restricted stays where they are
      const open = folded.filter(({ profile }) => !profile.restrictedAt);
      const steps = await journeys.step(open, session);
      const consent = consentRecords(folded);
      const placed = folded.map(({ profile }) => ({
        ...profile,
        journeys: steps.journeys.get(profile.id) ?? profile.journeys,
      }));
      const memberships = await keeper.step(placed, session);
      return {
        ...steps,
        write: async (writing) => {
          await steps.write(writing);
          await memberships.write(writing);
          await stores.consentHistory.keep(consent, writing);
        },
      };
    },
    onFolded: (folds) => {
      announce(folds);
      keeper.folded(folds.map(({ after }) => after.id));
      dependencies.onFolded?.(folds);
    },
    onError: (err, { length }) => logger.error({ err, profiles: length }, 'folding failed'),
  });
  const admitted = createAdmission({
    ledger: dependencies.ledger,
    contactHash: createKeyedHash(secret, 'contact'),
    onRefused: (count) => metrics.events.inc({ outcome: 'erased' }, count),
  });
  const ingest = async (events: readonly StoredEvent[]) => {
    const admissible = admitted(events);
    const result = await store(admissible);
    metrics.events.inc({ outcome: 'stored' }, result.stored);
    metrics.events.inc({ outcome: 'duplicate' }, result.duplicates);
    return { ...result, erased: events.length - admissible.length };
  };
  const behavior = behaviorService({
    ingest,
    folder,
    isCrowded,
    scope: scopeKey(scope),
    verifyToken: (text) => verifyToken(text, secret),
    settings,
    onBots: (count) => metrics.events.inc({ outcome: 'bot' }, count),
  });
  const foldPending = foldInTurn({
    foldPending: folder.foldPending,
    countPending: stores.events.countPending,
    leases: stores.leases,
    clock,
    holder: randomBytes(8).toString('hex'),
    onError: (err) => logger.warn({ err }, 'the lease on folding could not be renewed'),
  });
  return { journeys, keeper, linker, folder: { ...folder, foldPending }, ingest, behavior, waiting };
};
