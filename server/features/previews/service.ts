import type { ProblemFault } from '#schemas/problem.ts';
import type { CompiledRelease } from '#server/domain/releases/types.ts';
import type { Clock } from '#server/platform/clock.ts';
import { signPreview } from '#server/platform/preview-token.ts';
import { pointer, problem } from '#server/platform/problems.ts';
import type { AuditLogStore } from '#server/stores/audit-log.ts';

export type NewPreview = {
  /** Experiment to the variation that is forced. */
  experiments: Record<string, string>;
  /** Documents that are decided with as they are drafted, such as `experiment/banner`. */
  drafts: string[];
  hours: number;
  author: string;
};

type Dependencies = {
  release: () => CompiledRelease;
  releaseWithDrafts: (documents: readonly string[]) => Promise<CompiledRelease>;
  audit: Pick<AuditLogStore, 'record'>;
  scope: string;
  secret: string;
  clock: Clock;
};

const millisecondsPerHour = 3_600_000;

const faultsOf = ({ experiments }: NewPreview, release: CompiledRelease): ProblemFault[] =>
  Object.entries(experiments).flatMap(([key, variation]) => {
    const path = pointer(['experiments', key]);
    const experiment = release.experiments.find((candidate) => candidate.key === key);
    if (experiment === undefined)
      return [{ path, message: `no experiment "${key}" has begun; name its draft, with the status running` }];
    return experiment.variations.some((candidate) => candidate.key === variation)
      ? []
      : [{ path, message: `the experiment has no variation "${variation}"` }];
  });

/** Links by which people look at variations and drafts before customers do. */
export const previewService = (dependencies: Dependencies) => {
  const { release, releaseWithDrafts, audit, scope, secret, clock } = dependencies;

  return {
    /**
     * Signs a preview.
     * @throws ProblemError 'invalid-request' for experiments, variations or documents that there are not,
     * 'unprocessable' for drafts that could not be published
     */
    mint: async (asked: NewPreview) => {
      const { experiments, drafts, hours, author } = asked;
      const errors = faultsOf(asked, drafts.length === 0 ? release() : await releaseWithDrafts(drafts));
      if (errors.length > 0) throw problem('invalid-request', { detail: 'The body has faults.', errors });
      const at = clock();
      const expires = Math.floor((at.getTime() + hours * millisecondsPerHour) / 1000);
      const preview = signPreview({ k: 'preview', s: scope, t: expires, f: experiments, d: drafts }, secret);
      const expiresAt = new Date(expires * 1000);
      const detail = { experiments, drafts, expiresAt };
      await audit.record({ at, actor: author, action: 'preview.minted', subject: scope, detail });
      return { preview, ...detail };
    },
  };
};

export type PreviewService = ReturnType<typeof previewService>;
