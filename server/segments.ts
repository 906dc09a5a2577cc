import { randomBytes } from 'node:crypto';
import type { Scope } from '#schemas/scope.ts';
import type { Evidence } from './domain/decisions/evidence.ts';
import type { CompiledRelease } from './domain/releases/types.ts';
import { countersService } from './features/counters/service.ts';
import { createSegmentKeeper } from './features/segments/keeper.ts';
import { segmentsService } from './features/segments/service.ts';
import { createSegmentUpkeep } from './features/segments/upkeep.ts';
import type { Bus } from './platform/bus.ts';
import type { Clock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import type { Connection } from './platform/mongo.ts';
import { auditLogStore } from './stores/audit-log.ts';
import type { Stores } from './stores.ts';

type Dependencies = {
  db: Connection;
  stores: Stores;
  release: () => CompiledRelease;
  evidence: () => Evidence;
  clock: Clock;
};

const storesOf = ({ segmentMembers, segmentUploads, segmentChanges }: Stores) => ({
  members: segmentMembers,
  uploads: segmentUploads,
  changes: segmentChanges,
});

/** Who is in which segment, kept with every event. */
export const createKeeper = ({ stores, ...dependencies }: Dependencies & { bus: Bus }) =>
  createSegmentKeeper({ ...dependencies, ...storesOf(stores) });

/** What decisions read of customers: their profiles, and of those who have none the segments they were uploaded into. */
export const readersOf = ({ profiles, segmentUploads }: Stores) => ({
  readProfile: profiles.read,
  readUploads: async (identity: string): Promise<readonly string[]> =>
    (await segmentUploads.of([identity])).get(identity) ?? [],
});

type SegmentsDependencies = Dependencies & {
  scope: Scope;
  keeper: ReturnType<typeof createKeeper>;
  logger: Logger;
};

/**
 * What conditions count of customers, and the segments that follow: as time passes, after releases and uploads; and
 * what is told of them.
 */
export const createSegments = ({ scope, stores, keeper, logger, ...rest }: SegmentsDependencies) => {
  const createId = (): string => randomBytes(8).toString('base64url');
  const holder = createId();
  const onError = (err: unknown): void => logger.error({ err }, 'memberships could not be computed');
  const counters = countersService({ ...rest, ...stores, holder, onError });
  const parts = { ...rest, ...storesOf(stores), keeper };
  const upkeep = createSegmentUpkeep({
    ...parts,
    jobs: stores.segmentJobs,
    countHistories: counters.backFill,
    holder,
  });
  const service = segmentsService({
    ...{ ...parts, upkeep, onError, createId },
    audit: auditLogStore(rest.db, scope),
  });
  /** What takes long is not waited for: another process, or the next start, goes on with it. */
  const stop = (): void => {
    upkeep.stop();
    counters.stop();
  };
  return { counters, segments: { ...service, upkeep, stop } };
};
