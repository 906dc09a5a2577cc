import { randomBytes } from 'node:crypto';
import type { Evidence } from './domain/decisions/evidence.ts';
import { compileRelease } from './domain/releases/compile.ts';
import type { CompiledRelease, MatcherName } from './domain/releases/types.ts';
import type { ConfigurationService } from './features/configuration/service.ts';
import { decisionService } from './features/decisions/service.ts';
import { createEvidenceArchive } from './features/evidence/archive.ts';
import { replayService } from './features/replay/service.ts';
import type { Clock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import type { Stores } from './stores.ts';

type Dependencies = {
  environment: string;
  stores: Stores;
  configuration: ConfigurationService;
  release: () => CompiledRelease;
  evidence: () => Evidence;
  matcher?: MatcherName | undefined;
  clock: Clock;
  logger: Logger;
};

/** What was decided in one environment, and with what: kept, explained, and decided again, with drafts too. */
export const createHistory = (dependencies: Dependencies) => {
  const { environment, stores, configuration, release, evidence, matcher, clock, logger } = dependencies;

  const retentionDays = () => release().settings.decision_retention_days;
  const archive = createEvidenceArchive({
    parts: stores.parts,
    heads: stores.heads,
    requiredProducts: () =>
      [...release().variants.values()].flatMap(({ requiresStock }) => requiresStock ?? []),
    retentionDays,
  });
  const releaseAt = async (number: number) => {
    const documents = await configuration.documentsAt(environment, number);
    return documents && compileRelease({ environment, number, documents, matcher });
  };
  const releaseWithDrafts = async (documents: readonly string[] | 'all') =>
    compileRelease({ environment, matcher, ...(await configuration.withDrafts(environment, documents)) });
  const releaseOfDrafts = async () => {
    const { drafted, ...source } = await configuration.withDrafts(environment, 'all');
    return drafted === 0 ? null : compileRelease({ environment, matcher, ...source });
  };

  return {
    archive,
    retentionDays,
    releaseAt,
    releaseOfDrafts,
    releaseWithDrafts,
    decisions: decisionService({
      decisions: stores.decisions,
      releaseAt,
      evidence,
      evidenceAt: async (number) => (await archive.read([number])).get(number)?.evidence ?? null,
    }),
    replay: replayService({
      decisions: stores.decisions,
      events: stores.events,
      jobs: stores.replays,
      releaseAt,
      releaseOfDrafts,
      evidenceAt: archive.read,
      product: (id) => evidence().catalogue.products.get(id),
      retentionDays,
      clock,
      createId: () => randomBytes(12).toString('base64url'),
      logger,
    }),
  };
};
