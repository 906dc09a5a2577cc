/**
 * The store's own work without a socket and without a driver: encoded messages in, encoded replies out, on a copy of
 * the store's file. Takes the turns that its parent asks for.
 */
import { Binary, serialize } from 'bson';
import { dispatch } from '#server/platform/embedded-mongo/commands/dispatch.ts';
import { type Doc, doc, isDoc, RawDoc, type Value } from '#server/platform/embedded-mongo/values/types.ts';
import { createCursors } from '#server/platform/embedded-mongo/wire/cursors.ts';
import { encodeReply, encodeRequest, parseRequest } from '#server/platform/embedded-mongo/wire/message.ts';
import { createSessions } from '#server/platform/embedded-mongo/wire/sessions.ts';
import { namespace, openStore } from './store-tables.ts';
import { serveTurns } from './store-turns.ts';
import {
  anyOrder,
  batchOf,
  categoryName,
  newOrder,
  type Order,
  orderId,
  orderOf,
  type Work,
} from './store-work.ts';

const [directory = ''] = process.argv.slice(2);
const engine = await openStore(directory);
const server = {
  engine,
  cursors: createCursors(),
  sessions: createSessions(engine),
  startedAt: new Date(),
  host: 'localhost:27017',
  local: true,
};

const { database: $db, collection } = namespace;

/** Sessions as a driver pools them, each counting its writes; more than calls at a time, so that none meets itself. */
const sessions = Array.from({ length: 256 }, (_, place) => ({
  lsid: doc({ id: new Binary(Buffer.alloc(16, place), Binary.SUBTYPE_UUID) }),
  writes: 0n,
}));
let next = 0;

/** Makes a message ready; the call is what the server does with it, `look` counts what the reply holds. */
const ask = (
  fields: Record<string, Value>,
  look: (reply: Doc) => Value,
  isWrite = false,
): (() => Promise<number>) => {
  const place = next++ % sessions.length;
  const session = sessions[place]!;
  const txnNumber = isWrite ? ++session.writes : undefined;
  const message = encodeRequest(doc({ ...fields, lsid: session.lsid, txnNumber, $db }));
  return async () => {
    const request = parseRequest(message);
    const reply = await dispatch(server, request.command);
    encodeReply(request, reply);
    const answer = look(reply);
    return Array.isArray(answer) ? answer.length : Number(answer);
  };
};

const batch = (reply: Doc): Value => {
  const cursor = reply.get('cursor');
  return isDoc(cursor) ? cursor.get('firstBatch') : undefined;
};
const count = (reply: Doc): Value => reply.get('n');

const insert = (orders: readonly Order[]): (() => Promise<number>) => {
  const documents = orders.map((order) => new RawDoc(Buffer.from(serialize(order))));
  return ask({ insert: collection, documents }, count, true);
};

const work: Work = {
  'findOne by _id': (number) => {
    const filter = doc({ _id: orderId(anyOrder(number)) });
    return ask({ find: collection, filter, limit: 1, singleBatch: true }, batch);
  },
  'indexed find': (number) => {
    const filter = doc({ category: categoryName(number) });
    return ask({ find: collection, filter }, batch);
  },
  insertOne: (number) => insert([orderOf(newOrder('insertOne', number))]),
  updateOne: (number) => {
    const [q, u] = [doc({ _id: orderId(anyOrder(number)) }), doc({ $inc: doc({ amount: 1 }) })];
    return ask({ update: collection, updates: [doc({ q, u })] }, count, true);
  },
  insertMany: (number) => insert(batchOf(number)),
  $group: () => {
    const group = doc({ _id: '$category', amount: doc({ $sum: '$amount' }) });
    const cursor = doc({ batchSize: 10_000 });
    return ask({ aggregate: collection, pipeline: [doc({ $group: group })], cursor }, batch);
  },
};

serveTurns(work, () => engine.close());
