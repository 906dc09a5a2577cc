import type { Evidence } from '#server/domain/decisions/evidence.ts';
import type { Logger } from './logger.ts';
import { problem } from './problems.ts';

type Dependencies = {
  /** The newest evidence: the previous object itself when nothing has changed. */
  load: (previous: Evidence | null) => Promise<Evidence>;
  pollMs?: number;
  logger: Logger;
};

/**
 * Holds the evidence that decisions read, and swaps it for newer by one reference, off the request path. When a
 * reload fails the last good evidence stays.
 */
export const createEvidenceHolder = ({ load, pollMs = 2_000, logger }: Dependencies) => {
  let held: Evidence | null = null;
  let loading: Promise<Evidence> | null = null;

  const swap = async (): Promise<Evidence> => {
    held = await load(held);
    return held;
  };
  // A reload that is under way may have read too early for its caller, so one more follows it.
  const refresh = async (): Promise<Evidence> => {
    if (loading) await loading.catch(() => undefined);
    loading ??= swap().finally(() => {
      loading = null;
    });
    return loading;
  };
  const poll = (): void => {
    if (loading) return;
    refresh().catch((error: unknown) => logger.warn({ err: error }, 'evidence was not refreshed'));
  };
  const timer = setInterval(poll, pollMs);
  timer.unref();

  return {
    /** @throws ProblemError 'unavailable' before the first load */
    current: (): Evidence => {
      if (!held) throw problem('unavailable', { detail: 'The evidence is still being loaded.' });
      return held;
    },
    refresh,
    close: async (): Promise<void> => {
      clearInterval(timer);
      await loading?.catch(() => undefined);
    },
  };
};

export type EvidenceHolder = ReturnType<typeof createEvidenceHolder>;
