import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Erasure } from '#schemas/privacy.ts';
import type { Clock } from '#server/platform/clock.ts';
import { problem } from '#server/platform/problems.ts';
import type { AuditLogStore } from '#server/stores/audit-log.ts';
import type { ErasureJob, ErasureJobStore } from '#server/stores/erasure-jobs.ts';
import type { SubjectReferenceStore } from '#server/stores/subject-references.ts';
import { type RemovalDependencies, removeHistory, removeMentions, removeProfiles } from './erase-person.ts';
import type { ErasureLedger } from './ledger.ts';

type Dependencies = RemovalDependencies & {
  jobs: ErasureJobStore;
  ledger: ErasureLedger;
  audit: Pick<AuditLogStore, 'record'>;
  references: Pick<SubjectReferenceStore, 'of' | 'forget'>;
  /** Every identity that resolves to the same customer, the given one included. */
  identitiesOf: (profileId: string) => Promise<string[]>;
  /** Makes models that learned from the customer forget it. */
  train: () => Promise<unknown>;
  /** Resolves when nothing about the customer waits in this process to be written; forgets what is cached. */
  settle: (profileIds: readonly string[]) => Promise<void>;
  /** Leaves no trace of what was deleted in the files of the store; null where its operator does that. */
  purge: (() => Promise<void>) | null;
  onError: (error: unknown) => void;
  clock: Clock;
  /** Within which other processes notice that somebody is being erased, in milliseconds. */
  noticeMs: number;
};

type Save = (change: Partial<ErasureJob>) => Promise<void>;

const leaseMs = 60_000;
/** Events that are looked at for whom a shop told of: each time some more people are erased. */
const shopPage = 500;

/**
 * Erases people for good: asked for once, done to the end, whatever crashes meanwhile. Each step may be repeated, so
 * whoever takes an erasure up begins at its first one.
 */
export const createErasures = (dependencies: Dependencies) => {
  const { jobs, ledger, audit, references, identitiesOf, clock } = dependencies;
  let running: Promise<void> | null = null;
  let closed = false;

  const saving =
    (job: ErasureJob): Save =>
    (change) =>
      jobs.save(job.id, change, new Date(clock().getTime() + leaseMs));

  const removeAll = async (job: ErasureJob, save: Save): Promise<void> => {
    const removed = job.removed;
    const count = (collection: string, documents: number): Promise<void> => {
      if (documents > 0) removed[collection] = (removed[collection] ?? 0) + documents;
      return save({ removed });
    };
    await save({ step: 'history' });
    await removeHistory(dependencies, job.identities, count);
  };

  const remove = async (job: ErasureJob, save: Save): Promise<void> => {
    await save({ step: 'block' });
    await ledger.block(job.identities);
    await dependencies.settle(job.identities);
    await save({ step: 'profile' });
    const profiles = await removeProfiles(dependencies, job.identities);
    if (profiles > 0) job.removed['customer_profiles'] = (job.removed['customer_profiles'] ?? 0) + profiles;
    await removeAll(job, save);
    await save({ step: 'mentions' });
    await removeMentions(dependencies, job.identities, { erasureId: job.id, at: clock() });
    await save({ step: 'models' });
    await dependencies.train();
    // other processes notice by now, and what they had begun is written
    await save({ step: 'settle' });
    await sleep(dependencies.noticeMs);
    await dependencies.settle(job.identities);
    await save({ step: 'sweep' });
    await removeProfiles(dependencies, job.identities);
    await removeAll(job, save);
    await removeMentions(dependencies, job.identities, { erasureId: job.id, at: clock() });
    await ledger.settle(job.identities, clock());
  };

  const noteErased = async (profileId: string, by: string, erasure: string): Promise<void> => {
    const subject = await references.of(profileId);
    await audit.record({ at: clock(), actor: by, action: 'customer.erased', subject, detail: { erasure } });
  };

  /** Everyone whom a shop told of, some at a time, each of them like anyone who asks for it. */
  const removeShop = async (job: ErasureJob, save: Save): Promise<void> => {
    // those that a crash cut off
    if (job.identities.length > 0) await remove(job, save);
    const rows = await dependencies.erasure.removeRefusedOfShop();
    if (rows > 0) job.removed['quarantine'] = (job.removed['quarantine'] ?? 0) + rows;
    for (;;) {
      const told = await dependencies.erasure.someOfShop(shopPage);
      if (told.length === 0) return;
      for (const profileId of told) await noteErased(profileId, job.requestedBy, job.id);
      const identities = [...new Set((await Promise.all(told.map(identitiesOf))).flat())];
      await save({ identities });
      await remove({ ...job, identities }, save);
    }
  };

  const work = async (job: ErasureJob): Promise<void> => {
    const save = saving(job);
    if (job.state === 'running') {
      await (job.ofShop ? removeShop : remove)(job, save);
      // the job itself no longer says whom it is about, and the purge takes what it said
      await save({ state: 'purging', step: 'purge', identities: [], error: null });
    }
    await dependencies.purge?.();
    await save({ state: 'done', error: null, completedAt: clock() });
  };

  const runAll = async (): Promise<void> => {
    for (;;) {
      const job = closed ? null : await jobs.lease(clock(), leaseMs);
      if (job === null) return;
      try {
        await work(job);
      } catch (error) {
        dependencies.onError(error);
        const leasedUntil = new Date(clock().getTime() + 10_000);
        await jobs.save(
          job.id,
          { error: error instanceof Error ? error.message : String(error) },
          leasedUntil,
        );
      }
    }
  };

  /** Does what is to be done; one at a time in a process. */
  const run = (): Promise<void> => {
    running ??= runAll().finally(() => {
      running = null;
    });
    return running;
  };

  const begun = (by: string): Erasure => ({
    id: randomUUID(),
    state: 'running',
    step: 'block',
    requestedAt: clock(),
    requestedBy: by,
    removed: {},
    error: null,
    completedAt: null,
  });

  return {
    /** Durable when it resolves; it is carried out by `run`, here or in another process. */
    request: async (profileId: string, by: string): Promise<Erasure> => {
      const identities = await identitiesOf(profileId);
      const erasure = begun(by);
      await noteErased(profileId, by, erasure.id);
      await jobs.add({ ...erasure, identities });
      await ledger.block(identities);
      return erasure;
    },

    /** The same for everyone whom Shopify told of. */
    requestShop: async (by: string): Promise<Erasure> => {
      const erasure = begun(by);
      const detail = { erasure: erasure.id };
      await audit.record({ at: clock(), actor: by, action: 'shop.erased', subject: 'shopify', detail });
      await jobs.add({ ...erasure, identities: [], ofShop: true });
      return erasure;
    },

    run,
    read: async (id: string): Promise<Erasure> => {
      const found = await jobs.read(id);
      if (found === null) throw problem('not-found', { detail: `There is no erasure "${id}".` });
      return found;
    },
    latest: jobs.latest,

    close: async (): Promise<void> => {
      closed = true;
      await running;
    },
  };
};

export type Erasures = ReturnType<typeof createErasures>;
