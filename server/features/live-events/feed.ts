import type { ServerResponse } from 'node:http';
import type { StoredEvent } from '#schemas/event.ts';
import { problem } from '#server/platform/problems.ts';

/** An event as whoever watches reads it. */
export type LiveEvent = Pick<StoredEvent, 'messageId' | 'profileId' | 'type' | 'data' | 'source'> & {
  at: string;
  /** 0 to 1. */
  significance: number;
};

type Options = {
  /** How many may watch at once. */
  most?: number;
  /** How many events wait for a watcher that reads slowly; older ones are dropped and counted. */
  longestQueue?: number;
  /** How often proxies and dead connections are told that the stream lives. */
  heartbeatMs?: number;
};

type Watcher = { response: ServerResponse; queue: LiveEvent[]; dropped: number; isFull: boolean };

const HEARTBEAT = ':\n\n';
const RETRY_AFTER_SECONDS = '30';
const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // no-transform keeps compression, which would hold events back, away from it
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

const message = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Shows events as they come in to whoever watches, by server-sent events. It is a window and no record: what a watcher is
 * too slow for is dropped, oldest first, and the watcher is told how many that were.
 */
export const createLiveFeed = ({ most = 50, longestQueue = 500, heartbeatMs = 25_000 }: Options = {}) => {
  const watchers = new Set<Watcher>();
  let closed = false;

  const flush = (watcher: Watcher): void => {
    const { response, queue } = watcher;
    if (watcher.dropped > 0) {
      response.write(message('dropped', { count: watcher.dropped }));
      watcher.dropped = 0;
    }
    while (queue.length > 0 && !watcher.isFull)
      watcher.isFull = !response.write(message('behavior', queue.shift()));
  };

  const hand = (watcher: Watcher, event: LiveEvent): void => {
    watcher.queue.push(event);
    if (watcher.queue.length > longestQueue) {
      watcher.queue.shift();
      watcher.dropped += 1;
    }
    if (!watcher.isFull) flush(watcher);
  };

  const timer = setInterval(() => {
    for (const { response } of watchers) response.write(HEARTBEAT);
  }, heartbeatMs);
  timer.unref();

  return {
    /**
     * Keeps a response open as a stream.
     * @throws ProblemError 'too-many-requests' or 'unavailable', with Retry-After
     */
    open: (response: ServerResponse): void => {
      const wait = { headers: { 'Retry-After': RETRY_AFTER_SECONDS } };
      if (closed) throw problem('unavailable', { detail: 'The server is stopping.', ...wait });
      if (watchers.size >= most)
        throw problem('too-many-requests', { detail: `At most ${most} may watch.`, ...wait });
      const watcher: Watcher = { response, queue: [], dropped: 0, isFull: false };
      watchers.add(watcher);
      response.once('close', () => watchers.delete(watcher));
      response.on('drain', () => {
        watcher.isFull = false;
        flush(watcher);
      });
      response.writeHead(200, headers);
      response.write('retry: 2000\n\n');
    },

    /** Is anyone watching? Then an event is worth describing. */
    isWatched: (): boolean => watchers.size > 0,

    show: (event: LiveEvent): void => {
      for (const watcher of watchers) hand(watcher, event);
    },

    /** Ends every stream; whoever wants to watch after that is sent away. */
    close: (): void => {
      closed = true;
      clearInterval(timer);
      for (const { response } of watchers) response.end();
    },
  };
};

export type LiveFeed = ReturnType<typeof createLiveFeed>;
