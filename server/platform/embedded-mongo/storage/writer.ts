import { EventEmitter } from 'node:events';
import { failure } from '../errors.ts';
import type { Collection } from './catalog.ts';
import type { Environment, Snapshot } from './environment.ts';
import { layered, Overlay, type Reader } from './key-value.ts';
import { type ChangeEvent, createClock, encodeEvent, logKey } from './log.ts';

/** What a command may do to the store: its changes are applied together or not at all. */
export interface Store extends Reader {
  put(key: Buffer, value: Buffer): void;
  /** Puts under a key that is new, so that nobody else can have changed it. */
  add(key: Buffer, value: Buffer): void;
  remove(key: Buffer): void;
  /** Notes a change of a document for change streams. */
  log(event: ChangeEvent): void;
}

/** The store of a command that runs by itself. */
export interface ClaimingStore extends Store {
  /** Waits until no transaction holds anything in a table, which is about to change for all. */
  claim(table: number): void;
}

/** Thrown where a write meets a document that an open transaction has changed; the write waits and runs again. */
class Locked extends Error {
  readonly transaction: Transaction;
  constructor(transaction: Transaction) {
    super('locked by a transaction');
    this.transaction = transaction;
  }
}

/** Changes that a transaction remembers of others; beyond it, it compares what is stored. */
const MOST_LATER = 100_000;

/** A transaction of several commands: a snapshot, and its own changes, whose keys it has locked. */
export interface Transaction {
  store: Store;
  snapshot: Snapshot;
  changes: Overlay;
  events: ChangeEvent[];
  /** What others have changed since it began; undefined where that was too much to remember. */
  later: Overlay[] | undefined;
  /** When its snapshot was taken, by the clock of the process. */
  startedAt: number;
  /** Collections that it made: they go with it, if nobody else has filled them. */
  made: Collection[];
  ended: Promise<void>;
  end(): void;
}

export interface Writer {
  /** The newest state, including writes that are still on their way to disk. */
  newest(): Reader;
  /** Runs a write now; resolves when it is on disk. Waits where a transaction holds a document. */
  write<T>(command: (store: ClaimingStore) => T): Promise<T>;
  /** Writes past transactions, as the catalog does. */
  put(key: Buffer, value: Buffer | undefined): void;
  /** Resolves when everything written so far is on disk. */
  flushed(): Promise<void>;
  begin(): Transaction;
  commit(transaction: Transaction, finish: (store: Store) => void): Promise<void>;
  abort(transaction: Transaction): void;
  /** Runs work during which nothing is committed; writes wait for their flush. */
  paused<T>(work: () => Promise<T>): Promise<T>;
  /** Emits `durable` with each batch that has reached the disk. */
  events: EventEmitter;
  /** The newest log position on disk, and the one to give next. */
  durableTime(): bigint;
  now(): bigint;
}

/** The one writer: all writes that wait share one LMDB commit and one flush. */
export function createWriter(
  environment: Environment,
  lastTime: bigint,
  onFatal: (error: unknown) => void,
): Writer {
  const clock = createClock(lastTime);
  const events = new EventEmitter().setMaxListeners(0);
  const locks = new Map<string, Transaction>();
  const begun = new Set<Transaction>();
  let open: Overlay[] = [new Overlay()];
  let inFlight: Overlay[] = [];
  let reader = environment.latest;
  let scheduled: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();
  let durable = lastTime;
  let pause: Promise<unknown> | undefined;

  function relayer(): void {
    const overlays = [...open].reverse().concat([...inFlight].reverse());
    reader = layered(overlays, environment.latest);
  }
  relayer();

  async function flush(): Promise<void> {
    await running;
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (pause) await pause;
    scheduled = undefined;
    inFlight = open;
    open = [new Overlay()];
    relayer();
    const time = clock.last();
    running = environment.commit(inFlight).then(
      () => {
        inFlight = [];
        relayer();
        durable = time;
        events.emit('durable');
      },
      (error: unknown) => {
        onFatal(error);
        throw error;
      },
    );
    await running;
  }

  /** The promise of the flush that will carry what is written now. */
  function nextFlush(): Promise<void> {
    scheduled ??= flush();
    return scheduled;
  }

  /** Resolves when everything that a command may have seen is on disk. */
  const settled = (): Promise<void> => scheduled ?? running;

  const top = (): Overlay => open.at(-1) as Overlay;

  function merge(changes: Overlay, logged: readonly ChangeEvent[]): Promise<void> {
    for (const event of logged) {
      const time = clock.next();
      changes.add(logKey(time), encodeEvent(event, time));
    }
    top().absorb(changes);
    for (const transaction of begun) tellOf(transaction, changes);
    return nextFlush();
  }

  function run<T>(command: (store: ClaimingStore) => T): { result: T; flushed: Promise<void> } {
    const changes = new Overlay();
    const logged: ChangeEvent[] = [];
    const base = layered([changes], reader);
    const change = (key: Buffer, value: Buffer | undefined) => {
      const holder = locks.size > 0 && locks.get(key.toString('latin1'));
      if (holder) throw new Locked(holder);
      changes.set(key, value);
    };
    const result = command({
      get: base.get,
      scan: base.scan,
      put: change,
      add: (key, value) => changes.add(key, value),
      remove: (key) => change(key, undefined),
      log: (event) => logged.push(event),
      claim(table) {
        for (const holder of begun) if (holder.changes.touches(table)) throw new Locked(holder);
      },
    });
    const changed = changes.size > 0 || logged.length > 0;
    return { result, flushed: changed ? merge(changes, logged) : settled() };
  }

  async function write<T>(command: (store: ClaimingStore) => T): Promise<T> {
    for (;;) {
      try {
        const { result, flushed } = run(command);
        await flushed;
        return result;
      } catch (error) {
        if (error instanceof Locked) await error.transaction.ended;
        else {
          // What the error tells of, such as a duplicate, may itself still be on its way to disk.
          await settled();
          throw error;
        }
      }
    }
  }

  function begin(): Transaction {
    const snapshot = environment.snapshot();
    // Sealing the open overlay fixes what the transaction sees; later writes go to a new one.
    const seen = [...open].reverse().concat([...inFlight].reverse());
    open.push(new Overlay());
    relayer();
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const changes = new Overlay();
    const original = layered(seen, snapshot);
    const own = layered([changes, ...seen], snapshot);
    const change = (key: Buffer, value: Buffer | undefined) => {
      const text = key.toString('latin1');
      const holder = locks.get(text);
      if (holder !== transaction) {
        if (holder || isChanged(key, text)) throw writeConflict();
        locks.set(text, transaction);
      }
      changes.set(key, value, text);
    };
    const isChanged = (key: Buffer, text: string): boolean =>
      transaction.later?.some((overlay) => overlay.find(key, text) !== undefined) ??
      !same(original.get(key), reader.get(key));
    const transaction: Transaction = {
      snapshot,
      changes,
      events: [],
      later: [],
      startedAt: performance.now(),
      made: [],
      ended,
      end,
      store: {
        get: own.get,
        scan: own.scan,
        put: change,
        add: (key, value) => changes.add(key, value),
        remove: (key) => change(key, undefined),
        log: (event) => transaction.events.push(event),
      },
    };
    begun.add(transaction);
    return transaction;
  }

  function finish(transaction: Transaction): void {
    begun.delete(transaction);
    for (const text of transaction.changes.texts()) if (locks.get(text) === transaction) locks.delete(text);
    transaction.snapshot.release();
    transaction.end();
  }

  return {
    newest: () => reader,
    write,
    put(key, value) {
      top().set(key, value);
      void nextFlush();
    },
    flushed: settled,
    begin,
    async commit(transaction, record) {
      record({ ...transaction.store, put: (key, value) => transaction.changes.set(key, value) });
      const flushed =
        transaction.changes.size > 0 ? merge(transaction.changes, transaction.events) : settled();
      finish(transaction);
      await flushed;
    },
    abort: finish,
    async paused(work) {
      while (pause) await pause;
      let resume = () => {};
      pause = new Promise<void>((resolve) => {
        resume = resolve;
      });
      try {
        await running;
        return await work();
      } finally {
        pause = undefined;
        resume();
      }
    },
    events,
    durableTime: () => durable,
    now: () => clock.last(),
  };
}

function tellOf(transaction: Transaction, changes: Overlay): void {
  transaction.later?.push(changes);
  const size = transaction.later?.reduce((sum, overlay) => sum + overlay.size, 0) ?? 0;
  if (size > MOST_LATER) transaction.later = undefined;
}

function same(a: Buffer | undefined, b: Buffer | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.equals(b);
}

const writeConflict = () =>
  failure(
    'WriteConflict',
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    {
      labels: ['TransientTransactionError'],
    },
  );
