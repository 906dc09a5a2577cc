import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedStore, type EmbeddedStoreOptions, startEmbeddedStore } from './start.ts';

interface KeptStore {
  uri: string;
  /** Lets go of the store and starts it no more. */
  stop(): Promise<void>;
}

interface KeepOptions extends EmbeddedStoreOptions {
  /** Hears that the store has ended by itself, or could not be started again, and why where that is known. */
  onEnded: (reason?: unknown) => void;
  /** Hears that the store is there again. */
  onBack: (pid: number) => void;
}

const PAUSE_MS = 100;
const MAX_PAUSE_MS = 10_000;
/** A store that served so long has not ended for a reason that its next start meets at once. */
const STEADY_MS = 60_000;

/**
 * Starts or joins the store of a data directory, and does so again, after pauses that grow, whenever it ends by
 * itself: crashed, killed, out of memory. Its address stays the same. Throws where the first start fails.
 * `const store = await keepEmbeddedStore({ dataDir: '.data', onEnded: warn, onBack: tell })`
 */
export async function keepEmbeddedStore(options: KeepOptions): Promise<KeptStore> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let store: EmbeddedStore | undefined = await startEmbeddedStore(options);
  const { uri } = store;

  /** A new store, or undefined where it did not start or nobody wants it any more. */
  async function startAgain(pause: number): Promise<EmbeddedStore | undefined> {
    try {
      await sleep(pause, undefined, { signal });
      const next = await startEmbeddedStore(options);
      options.onBack(next.pid);
      return next;
    } catch (error) {
      if (!signal.aborted) options.onEnded(error);
      return undefined;
    }
  }

  async function keep(): Promise<void> {
    let pause = PAUSE_MS;
    while (!signal.aborted) {
      const since = performance.now();
      if (store) {
        await store.ended;
        if (signal.aborted) return;
        options.onEnded();
      }
      pause = performance.now() - since > STEADY_MS ? PAUSE_MS : Math.min(2 * pause, MAX_PAUSE_MS);
      store = await startAgain(pause);
    }
  }
  const kept = keep();

  return {
    uri,
    async stop() {
      stopping.abort();
      await store?.stop();
      await kept;
      // the one that was just starting
      await store?.stop();
    },
  };
}
