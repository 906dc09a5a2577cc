import { contactHashes } from '#schemas/contact-hash.ts';
import type { StoredEvent } from '#schemas/event.ts';
import type { Profile } from '#schemas/profile.ts';
import { type Scope, scopeKey } from '#schemas/scope.ts';
import type { Settings } from '#schemas/settings.ts';
import { auditService } from './features/audit/service.ts';
import { createConsentHistory } from './features/privacy/consent-history.ts';
import { createErasures } from './features/privacy/erasures.ts';
import { personalExport } from './features/privacy/export.ts';
import { createErasureLedger, type ErasureLedger } from './features/privacy/ledger.ts';
import { createMayLearnFrom } from './features/privacy/may-learn-from.ts';
import { createReapply } from './features/privacy/reapply.ts';
import { privacyRequests } from './features/privacy/requests.ts';
import { createRetention } from './features/privacy/retention.ts';
import { privacyService } from './features/privacy/service.ts';
import type { Clock } from './platform/clock.ts';
import { createKeyedHash } from './platform/keyed-hash.ts';
import type { Logger } from './platform/logger.ts';
import type { Connection } from './platform/mongo.ts';
import { auditLogStore } from './stores/audit-log.ts';
import { expiryStore } from './stores/expiry.ts';
import type { Stores } from './stores.ts';

/** What the files of the store allow; both null where a MongoDB has its own ways. */
export type StoreFiles = {
  /** Where the ledger of erasures is kept beside the store. */
  ledger: string;
  /** Writes the store anew, without anything that was deleted. */
  purge: () => Promise<void>;
};

type LedgerDependencies = {
  scope: Scope;
  secret: string;
  stores: Pick<Stores, 'erasureLedger'>;
  files: StoreFiles | null;
  clock: Clock;
};

/** Who was erased: whoever takes events in asks it. */
export const createLedger = ({ scope, secret, stores, files, clock }: LedgerDependencies): ErasureLedger =>
  createErasureLedger({
    store: stores.erasureLedger,
    hash: createKeyedHash(secret, 'erasure'),
    scope: scopeKey(scope),
    file: files?.ledger ?? null,
    clock,
  });

/** Whom models may learn from. */
export const learnable = ({ profiles }: Pick<Stores, 'profiles'>, settings: () => Settings, clock: Clock) =>
  createMayLearnFrom({ decided: () => profiles.decidedOn('profiling'), settings, clock });

type Dependencies = {
  db: Connection;
  scope: Scope;
  stores: Stores;
  ledger: ErasureLedger;
  files: StoreFiles | null;
  settings: () => Settings;
  track: (events: readonly StoredEvent[]) => Promise<unknown>;
  train: () => Promise<unknown>;
  segmentsOf: (profile: Profile, at: Date) => Promise<object[]>;
  /** Everything that the customer is known as whom an identity stands for. */
  identitiesOf: (identity: string) => Promise<string[]>;
  /** Resolves when nothing of customers waits in this process to be written. */
  settled: () => Promise<unknown>;
  forget: (profileId: string) => void;
  clock: Clock;
  logger: Logger;
};

/** Other processes read the ledger so often. */
const refreshMs = 1000;

/** What people may ask of those who keep their data, over the stores of one environment. */
export const createPrivacy = (dependencies: Dependencies) => {
  const { db, scope, stores, ledger, files, settings, clock, logger } = dependencies;
  const audit = auditLogStore(db, scope);
  const readProfile = stores.profiles.read;
  const identitiesOf = async (profileId: string): Promise<string[]> => {
    const [profile, known] = await Promise.all([
      readProfile(profileId),
      dependencies.identitiesOf(profileId),
    ]);
    return [...new Set([profileId, ...known, ...(profile ? [profile.id, ...profile.identities] : [])])];
  };
  /** What rows that nobody could take in may name a customer by as well: e-mail addresses and orders. */
  const namesOf = async (profileId: string): Promise<string[]> => {
    const [profile, identities] = await Promise.all([readProfile(profileId), identitiesOf(profileId)]);
    const contacts = JSON.stringify(profile?.traits ?? {}).match(contactHashes) ?? [];
    const orders = await stores.shopifyOrders.of(identities);
    return [...new Set([...identities, ...contacts, ...orders.map((order) => `order:${order}`)])];
  };
  const isKnown = async (profileId: string): Promise<boolean> =>
    (await readProfile(profileId)) !== null || stores.erasure.hasTraces(await identitiesOf(profileId));
  const shared = { audit, references: stores.references, clock };
  const erasures = createErasures({
    ...stores,
    ...shared,
    db,
    jobs: stores.erasureJobs,
    requests: stores.privacyRequests,
    ledger,
    identitiesOf: namesOf,
    train: dependencies.train,
    settle: async (profileIds) => {
      for (const id of profileIds) dependencies.forget(id);
      await dependencies.settled();
    },
    purge: files?.purge ?? null,
    onError: (err) => logger.error({ err }, 'an erasure stopped; it will be taken up again'),
    noticeMs: 2 * refreshMs,
  });
  const service = privacyService({
    ...shared,
    isKnown,
    track: async (events) => {
      await dependencies.track(events);
      for (const { profileId } of events) dependencies.forget(profileId);
    },
    erasures,
  });
  let refreshing: NodeJS.Timeout | undefined;

  return {
    service,
    auditLog: auditService({ store: audit, references: stores.references }),
    erasures,
    /** Is anything kept about this customer? */
    isKnown,
    consentHistory: createConsentHistory({ readProfile, history: stores.consentHistory, clock }),
    requests: privacyRequests({ store: stores.privacyRequests, service, settings, clock }),
    export: personalExport({
      ...shared,
      tell: service.tell,
      readProfile,
      isKnown,
      identitiesOf,
      erasure: stores.erasure,
      requests: stores.privacyRequests,
      segmentsOf: dependencies.segmentsOf,
      settled: dependencies.settled,
      settings,
    }),
    applyRetention: createRetention({
      ...{ expiry: expiryStore(db, scope), days: stores.retentionDays, audit, settings, clock },
    }),
    retained: stores.retentionDays.read,

    /** Nothing is taken in before: whom a restored backup brought back is to be erased again first. */
    ready: async (): Promise<void> => {
      await ledger.refresh();
      const found = await createReapply({ ledger, erasure: stores.erasure, erasures })();
      if (found > 0)
        logger.warn({ identities: found }, 'a backup was restored: who was erased since is erased again');
      // what a crash cut off goes on behind: its people are blocked by the ledger already
      const going = erasures.run();
      if (found > 0) await going;
      else going.catch((err: unknown) => logger.error({ err }, 'an erasure stopped'));
      const refresh = (): void =>
        void ledger.refresh().catch((err: unknown) => logger.error({ err }, 'the ledger cannot be read'));
      refreshing = setInterval(refresh, refreshMs);
      refreshing.unref();
    },

    close: async (): Promise<void> => {
      clearInterval(refreshing);
      await erasures.close();
    },
  };
};
