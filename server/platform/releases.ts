import { compileRelease } from '#server/domain/releases/compile.ts';
import type { CompiledRelease, MatcherName, SourceDocument } from '#server/domain/releases/types.ts';
import type { Logger } from './logger.ts';

type LoadedRelease = { number: number; documents: readonly SourceDocument[] };
type Stop = () => Promise<void>;

type Options = {
  environment: string;
  /** The release in force, or null when that is still the one whose number is given. */
  load: (known: number) => Promise<LoadedRelease | null>;
  /** Calls back when the release in force may have changed. Optional help: polling finds out as well. */
  watch?: (onChange: () => void, onError: (error: unknown) => void) => Stop;
  /** Called when another release is in force. */
  onSwap?: () => void;
  matcher?: MatcherName | undefined;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** How often to ask where nobody tells. */
  pollMs?: number;
  /** How long after a watch that ended the next one begins. */
  watchAgainMs?: number;
};

/** `stale`: a newer release could not be compiled or read, so the one before it stays in force. */
type ReleaseStatus = { number: number; state: 'ready' } | { number: number; state: 'stale'; fault: string };

/** How often a release holder asks although it is told, in milliseconds. */
const WATCHED_POLL = 3_000;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Keeps the release in force of one environment compiled in memory: it is swapped whole, between two decisions.
 * Starts at release 0, the empty configuration; `refresh` brings the current one.
 */
export const createReleaseHolder = (options: Options) => {
  const { environment, load, watch, onSwap, matcher, logger, pollMs = 300 } = options;
  const { watchAgainMs = 10_000 } = options;
  let current = compileRelease({ environment, number: 0, documents: [], matcher });
  // what was looked at last, so that a release that does not compile is tried once
  let seen = 0;
  const faults: { compiling?: string; reading?: string } = {};
  let refreshing: Promise<void> | undefined;
  let closed = false;

  const stay = (step: keyof typeof faults, reason: string): void => {
    if (reason !== faults[step])
      logger.error({ environment, release: current.number, reason }, 'release not swapped');
    faults[step] = reason;
  };

  const swap = ({ number, documents }: LoadedRelease): void => {
    seen = number;
    try {
      current = compileRelease({ environment, number, documents, matcher });
      delete faults.compiling;
      logger.info({ environment, release: number }, 'release in force');
      onSwap?.();
    } catch (error) {
      stay('compiling', `release ${number} does not compile: ${messageOf(error)}`);
    }
  };

  const look = async (): Promise<void> => {
    try {
      const newer = await load(seen);
      delete faults.reading;
      if (newer) swap(newer);
    } catch (error) {
      stay('reading', `the release in force cannot be read: ${messageOf(error)}`);
    }
  };

  /** Looks for a newer release now; calls that overlap share one look. */
  const refresh = (): Promise<void> => {
    refreshing ??= look().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };

  let timer: NodeJS.Timeout | undefined;
  const pollEvery = (milliseconds: number): void => {
    clearInterval(timer);
    timer = setInterval(() => void refresh(), milliseconds).unref();
  };
  pollEvery(watch ? Math.max(WATCHED_POLL, pollMs) : pollMs);
  let stopWatching: Stop | undefined;
  let again: NodeJS.Timeout | undefined;
  const startWatching = (): void => {
    stopWatching = watch?.(
      () => void refresh(),
      (error) => {
        if (closed) return;
        logger.warn({ environment, reason: messageOf(error) }, 'watching releases ended; polling goes on');
        pollEvery(pollMs);
        again = setTimeout(watchAgain, watchAgainMs).unref();
      },
    );
  };
  const watchAgain = (): void => {
    pollEvery(Math.max(WATCHED_POLL, pollMs));
    startWatching();
    // what moved before the watch began is not told
    void refresh();
  };
  startWatching();

  return {
    current: (): CompiledRelease => current,
    status: (): ReleaseStatus => {
      const fault = faults.compiling ?? faults.reading;
      const { number } = current;
      return fault === undefined ? { number, state: 'ready' } : { number, state: 'stale', fault };
    },
    refresh,
    close: async (): Promise<void> => {
      closed = true;
      clearInterval(timer);
      clearTimeout(again);
      await stopWatching?.();
      await refreshing;
    },
  };
};

export type ReleaseHolder = ReturnType<typeof createReleaseHolder>;
