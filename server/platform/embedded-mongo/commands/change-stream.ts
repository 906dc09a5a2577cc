import { Timestamp } from 'bson';
import { failure, location } from '../errors.ts';
import { compilePipeline, runStages } from '../query/stages/compile.ts';
import { type Flow, PAUSE, type Stage } from '../query/stages/flow.ts';
import type { Engine } from '../storage/engine.ts';
import type { Entry } from '../storage/key-value.ts';
import { decodeEvent, logKey, logTime, timestampOf, trimmedUntil } from '../storage/log.ts';
import { prepareQuery } from '../storage/scan.ts';
import { decode } from '../values/decode.ts';
import { encode } from '../values/encode.ts';
import { type Doc, doc, isDoc, RawDoc, type Value } from '../values/types.ts';
import type { Source } from '../wire/cursors.ts';
import { type Context, countField, docField, refuse } from './context.ts';

const STREAMING = ['$match', '$project', '$addFields', '$set', '$unset', '$replaceRoot', '$replaceWith'];
const OPTIONS = [
  'fullDocument',
  'resumeAfter',
  'startAfter',
  'startAtOperationTime',
  'allChangesForCluster',
  'fullDocumentBeforeChange',
  'showExpandedEvents',
];

const PORTION = 500;

const tokenOf = (time: bigint): Doc => doc({ _data: time.toString(16).padStart(16, '0') });

/** What a change stream watches: a collection, a database or everything. */
interface Watched {
  database: string | undefined;
  collection: string | undefined;
}

export async function openChangeStream(context: Context, pipeline: Doc[]): Promise<Doc> {
  const { command, database, cursors, session } = context;
  const options = docField(pipeline[0] ?? new Map(), '$changeStream');
  const unknown = [...options.keys()].find((name) => !OPTIONS.includes(name));
  if (unknown) throw location(40415, `BSON field '$changeStream.${unknown}' is an unknown field.`);
  const before = options.get('fullDocumentBeforeChange');
  if (before !== undefined && before !== 'off')
    throw failure('BadValue', 'fullDocumentBeforeChange is not supported by the embedded store');
  refuse(options, ['showExpandedEvents'], '$changeStream');
  const refused = pipeline.slice(1).find((stage) => !STREAMING.includes([...stage.keys()][0] ?? ''));
  if (refused)
    throw failure(
      'IllegalOperation',
      `${[...refused.keys()][0]} is not permitted in a $changeStream pipeline`,
    );
  const stages = compilePipeline(pipeline.slice(1), { find: () => [] });
  const first = command.get('aggregate');
  const watched = {
    database: options.get('allChangesForCluster') === true ? undefined : database,
    collection: typeof first === 'string' ? first : undefined,
  };
  const name = watched.collection ?? '$cmd.aggregate';
  const source = changeSource(context, watched, startOf(context, options), lookupOf(options), stages);
  const cursor = await cursors.open(`${database}.${name}`, source, {
    batchSize: countField(docField(command, 'cursor'), 'batchSize'),
    session: session.id,
  });
  return doc({ cursor, ok: 1 });
}

function lookupOf(options: Doc): boolean {
  const mode = options.get('fullDocument') ?? 'default';
  if (mode === 'default' || mode === 'updateLookup') return mode === 'updateLookup';
  throw failure('BadValue', `fullDocument: '${String(mode)}' is not supported by the embedded store`);
}

/** The log position after which a stream begins. */
function startOf({ engine }: Context, options: Doc): bigint {
  const token = options.get('resumeAfter') ?? options.get('startAfter');
  const at = options.get('startAtOperationTime');
  let start = engine.writer.now();
  if (isDoc(token)) {
    const data = token.get('_data');
    if (typeof data !== 'string' || !/^[0-9a-f]{16}$/.test(data))
      throw failure('BadValue', 'the resume token is not one of this store');
    start = BigInt(`0x${data}`);
  } else if (at instanceof Timestamp) start = at.toBigInt() - 1n;
  requireHistory(engine, start);
  return start;
}

function requireHistory({ writer }: Engine, position: bigint): void {
  if (position >= trimmedUntil(writer.newest())) return;
  throw failure(
    'ChangeStreamHistoryLost',
    'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
  );
}

function changeSource(
  context: Context,
  watched: Watched,
  start: bigint,
  lookup: boolean,
  stages: Stage[],
): Source {
  const { writer, environment } = context.engine;
  let position = start;
  let waiting: Entry[] = [];
  let invalidated: 'no' | 'next' | 'done' = 'no';

  /** Reads the log on in portions, so that no LMDB cursor stays open between batches. */
  function nextEntry(): Entry | undefined {
    if (waiting.length === 0) {
      const durable = writer.durableTime();
      if (position >= durable) return undefined;
      requireHistory(context.engine, position);
      const entries = environment.latest.scan({ low: logKey(position + 1n), high: logKey(durable + 1n) });
      waiting = [...take(entries, PORTION)];
      if (waiting.length === 0) position = durable;
      waiting.reverse();
    }
    const entry = waiting.pop();
    if (entry) position = logTime(entry.key);
    return entry;
  }

  function nextEvent(): Doc | undefined {
    if (invalidated === 'next') {
      invalidated = 'done';
      return doc({ _id: tokenOf(position), operationType: 'invalidate', clusterTime: timestampOf(position) });
    }
    if (invalidated === 'done') return undefined;
    for (let entry = nextEntry(); entry; entry = nextEntry()) {
      const event = decodeEvent(entry.value);
      if (!isWatched(event, watched)) continue;
      if (
        ['drop', 'rename', 'dropDatabase'].includes(String(event.get('operationType'))) &&
        watched.collection
      )
        invalidated = 'next';
      return completed(context, event, position, lookup);
    }
    return undefined;
  }

  const source: Source = {
    next() {
      for (let event = nextEvent(); event; event = nextEvent()) {
        const [result] = runStages([event], stages) as Flow;
        if (result === undefined || result === PAUSE) continue;
        if (!result.has('_id'))
          throw location(280, 'the _id field of a change event must stay: it is the resume token');
        return new RawDoc(encode(result));
      }
      if (invalidated === 'done') delete source.tail;
      return undefined;
    },
    close() {},
    tail: {
      token: () => tokenOf(position),
      wait: (ms) =>
        new Promise((resolve) => {
          const done = () => {
            clearTimeout(timer);
            writer.events.off('durable', done);
            resolve();
          };
          const timer = setTimeout(done, ms);
          writer.events.on('durable', done);
        }),
    },
  };
  return source;
}

function* take<T>(items: Iterable<T>, most: number): Iterable<T> {
  let left = most;
  for (const item of items) {
    yield item;
    if (--left === 0) return;
  }
}

function isWatched(event: Doc, { database, collection }: Watched): boolean {
  const namespace = event.get('ns');
  if (!isDoc(namespace)) return false;
  if (database !== undefined && namespace.get('db') !== database) return false;
  return collection === undefined || namespace.get('coll') === collection;
}

/** The event with its token, and for updates the document as it is now where that was asked for. */
function completed(context: Context, event: Doc, time: bigint, lookup: boolean): Doc {
  const result: Doc = new Map<string, Value>([['_id', tokenOf(time)], ...event]);
  if (lookup && event.get('operationType') === 'update')
    result.set('fullDocument', currentDocument(context, event));
  return result;
}

function currentDocument({ engine }: Context, event: Doc): Value {
  const namespace = event.get('ns') as Doc;
  const collection = engine.catalog.find(`${String(namespace.get('db'))}.${String(namespace.get('coll'))}`);
  if (!collection) return null;
  for (const found of prepareQuery(collection, event.get('documentKey') as Doc).run(
    engine.environment.latest,
  )) {
    if (found !== PAUSE) return found.doc ?? decode(found.bytes);
  }
  return null;
}
