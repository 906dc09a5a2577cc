import type { ServerResponse } from 'node:http';
import { problem } from '#server/platform/problems.ts';

type Options = {
  /** The number of the release in force. */
  release: () => number;
  /** How many may listen at once. */
  most?: number;
  /** How often proxies and dead connections are told that the stream lives. */
  heartbeatMs?: number;
};

const HEARTBEAT = ':\n\n';
const RETRY_AFTER_SECONDS = '30';
/** Listeners come back after 1 to 5 s, spread evenly, so that a server that restarts is not run over. */
const retryMs = (nth: number): number => 1000 + (nth % 40) * 100;

/** As OpenFeature's clients read it: fetch again, and tell which release made you do so. */
const refetch = (release: number): string =>
  `id: ${release}\ndata: ${JSON.stringify({ type: 'refetchEvaluation', etag: String(release) })}\n\n`;

/** An id without data is no event, but it is what a client that reconnects says it knows. */
const place = (release: number): string => `id: ${release}\n\n`;

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // no-transform keeps compression, which would hold events back, away from it
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

/**
 * Tells whoever listens that a release was published, by server-sent events. An event holds nothing but the release's
 * number, so one that was missed is made up for by the next: a client that comes back with an older number is told
 * at once. A client that does not read is dropped rather than waited for.
 */
export const createReleaseStream = ({ release, most = 1000, heartbeatMs = 25_000 }: Options) => {
  const listeners = new Set<ServerResponse>();
  let opened = 0;
  let closed = false;

  const send = (listener: ServerResponse, text: string): void => {
    if (!listener.write(text)) listener.destroy();
  };
  const sendAll = (text: string): void => {
    for (const listener of listeners) send(listener, text);
  };
  const timer = setInterval(() => sendAll(HEARTBEAT), heartbeatMs);
  timer.unref();

  return {
    /**
     * Keeps a response open as a stream; `known` is the release that the client has, if it says so.
     * @throws ProblemError 'too-many-requests' or 'unavailable', with Retry-After
     */
    open: (response: ServerResponse, known: number | undefined): void => {
      const wait = { headers: { 'Retry-After': RETRY_AFTER_SECONDS } };
      if (closed) throw problem('unavailable', { detail: 'The server is stopping.', ...wait });
      if (listeners.size >= most)
        throw problem('too-many-requests', { detail: `At most ${most} may listen.`, ...wait });
      listeners.add(response);
      response.once('close', () => listeners.delete(response));
      response.writeHead(200, headers);
      const number = release();
      const isBehind = known !== undefined && known !== number;
      send(response, `retry: ${retryMs(opened++)}\n${isBehind ? refetch(number) : place(number)}`);
    },

    /** Tells everyone of the release that is now in force. */
    announce: (): void => sendAll(refetch(release())),

    /** How many listen. */
    size: (): number => listeners.size,

    /** Ends every stream; whoever wants to listen after that is sent away. */
    close: (): void => {
      closed = true;
      clearInterval(timer);
      for (const listener of listeners) listener.end();
    },
  };
};

export type ReleaseStream = ReturnType<typeof createReleaseStream>;
