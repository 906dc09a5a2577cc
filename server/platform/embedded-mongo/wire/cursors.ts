import { failure } from '../errors.ts';
import { PAUSE } from '../query/stages/flow.ts';
import { encode } from '../values/encode.ts';
import { type Doc, doc, isDoc, RawDoc, type Value } from '../values/types.ts';

const BATCH_BYTES = 15 * 1024 * 1024;
const MOST_SENT = 16 * 1024 * 1024 + 16 * 1024;
const FIRST_BATCH = 101;
const IDLE_MS = 10 * 60_000;

/** Where a cursor's documents come from. `undefined`: nothing for now, or nothing ever again. */
export interface Source {
  next(): RawDoc | typeof PAUSE | undefined;
  close(): void;
  /** Change streams never end: they wait for more and say where to resume. */
  tail?: { wait(ms: number): Promise<void>; token(): Doc; failure?(): unknown };
}

interface Cursor {
  id: bigint;
  namespace: string;
  source: Source;
  session: string | undefined;
  usedAt: number;
  closed: boolean;
}

export interface Cursors {
  /** Answers a command with a first batch and keeps a cursor where there is more. */
  open(
    namespace: string,
    source: Source,
    options: { batchSize?: number | undefined; single?: boolean; session?: string | undefined },
  ): Promise<Doc>;
  more(
    id: bigint,
    namespace: string,
    options: { batchSize?: number | undefined; waitMs?: number | undefined },
  ): Promise<Doc>;
  kill(ids: bigint[]): { killed: bigint[]; missing: bigint[] };
  killSession(session: string): void;
  /** Ends the cursors of a collection that goes; change streams tell of it and end by themselves. */
  killCollection(namespace: string): void;
  sweep(): void;
  closeAll(): void;
}

export function createCursors(): Cursors {
  const cursors = new Map<bigint, Cursor>();
  let counter = BigInt(Date.now()) << 20n;

  function close(cursor: Cursor): void {
    cursor.closed = true;
    cursors.delete(cursor.id);
    cursor.source.close();
  }

  async function batch(
    cursor: Cursor,
    name: string,
    most: number,
  ): Promise<{ reply: Doc; ended: boolean; empty: boolean }> {
    const items: Value[] = [];
    let bytes = 0;
    let ended = false;
    while (items.length < most && bytes < BATCH_BYTES) {
      const item = cursor.source.next();
      if (item === undefined) {
        ended = cursor.source.tail === undefined;
        break;
      }
      if (item === PAUSE) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (cursor.closed)
          throw failure('CursorKilled', 'operation was interrupted because the cursor was killed');
        continue;
      }
      bytes += item.bytes.length;
      items.push(item);
    }
    const token = cursor.source.tail?.token();
    const reply = doc({ id: 0n, ns: cursor.namespace, [name]: items, postBatchResumeToken: token });
    return { reply, ended, empty: items.length === 0 };
  }

  return {
    async open(namespace, source, { batchSize, single, session }) {
      const cursor: Cursor = { id: ++counter, namespace, source, session, usedAt: Date.now(), closed: false };
      try {
        const { reply, ended } = await batch(cursor, 'firstBatch', batchSize ?? FIRST_BATCH);
        if (ended || single) close(cursor);
        else {
          cursors.set(cursor.id, cursor);
          reply.set('id', cursor.id);
        }
        return reply;
      } catch (error) {
        close(cursor);
        throw error;
      }
    },
    async more(id, namespace, { batchSize, waitMs }) {
      const cursor = cursors.get(id);
      if (!cursor) throw failure('CursorNotFound', `cursor id ${id} not found`);
      if (cursor.namespace !== namespace)
        throw failure(
          'Unauthorized',
          `Requested getMore on namespace '${namespace}', but cursor belongs to '${cursor.namespace}'`,
        );
      cursor.usedAt = Number.POSITIVE_INFINITY;
      try {
        const most = batchSize || Number.POSITIVE_INFINITY;
        let result = await batch(cursor, 'nextBatch', most);
        const deadline = Date.now() + (waitMs ?? 1000);
        while (cursor.source.tail && result.empty && Date.now() < deadline && !cursor.closed) {
          await cursor.source.tail.wait(deadline - Date.now());
          result = await batch(cursor, 'nextBatch', most);
        }
        if (result.ended) close(cursor);
        else result.reply.set('id', cursor.closed ? 0n : id);
        return result.reply;
      } catch (error) {
        close(cursor);
        throw error;
      } finally {
        cursor.usedAt = Date.now();
      }
    },
    kill(ids) {
      const [killed, missing]: [bigint[], bigint[]] = [[], []];
      for (const id of ids) {
        const cursor = cursors.get(id);
        (cursor ? killed : missing).push(id);
        if (cursor) close(cursor);
      }
      return { killed, missing };
    },
    killSession(session) {
      for (const cursor of cursors.values()) if (cursor.session === session) close(cursor);
    },
    killCollection(namespace) {
      for (const cursor of cursors.values())
        if (cursor.namespace === namespace && !cursor.source.tail) close(cursor);
    },
    sweep() {
      for (const cursor of cursors.values()) if (cursor.usedAt + IDLE_MS < Date.now()) close(cursor);
    },
    closeAll() {
      for (const cursor of cursors.values()) close(cursor);
    },
  };
}

/** A pipeline may make what no document can be. MongoDB lets a result be 16 kB larger than what is stored. */
function sendable(bytes: Buffer): Buffer {
  if (bytes.length <= MOST_SENT) return bytes;
  throw failure(
    'BSONObjectTooLarge',
    `BSONObj size: ${bytes.length} is invalid. It may be at most ${MOST_SENT}`,
  );
}

/** A source of documents that are encoded when they leave. */
export function sourceOf(flow: Iterable<Doc | RawDoc | typeof PAUSE>, close: () => void = () => {}): Source {
  const iterator = flow[Symbol.iterator]();
  return {
    next() {
      const { value, done } = iterator.next();
      if (done || value === undefined) return undefined;
      return isDoc(value) ? new RawDoc(sendable(encode(value))) : value;
    },
    close() {
      iterator.return?.();
      close();
    },
  };
}
