import { type Document, MongoClient, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { seededRandom } from '#server/domain/random.ts';
import { createLedger, type Key, type Verdict } from './store-ledger.ts';
import { shopOf } from './store-shop.ts';
import { nextStep } from './store-steps.ts';
import type { Writer } from './store-writer.ts';

/** What was acknowledged, and what the store refused though it should not. */
export type Tally = { acknowledged: number; refused: string[] };

/** Several writers that write, stop and compare together. */
export type Crew = {
  write: () => Promise<void>;
  /** Stops writing; resolves when each has its answer or has given up. */
  settle: () => Promise<Tally>;
  judge: () => Promise<Verdict>;
  close: () => Promise<void>;
};

export type CrewOptions = { uri: string; names: readonly string[]; seed: number };

/** A client notices at once that a store is back, and waits for one that has much to read first. */
const patience = { serverSelectionTimeoutMS: 15_000, connectTimeoutMS: 3000, heartbeatFrequencyMS: 1000 };

/** Connections of its own, as separate processes would have. */
const connect = (uri: string, place: number): Pick<Writer, 'client' | 'shop'> => {
  // retries are the driver's default, but some never hear what became of the write that was cut off
  const client = new MongoClient(uri, { ...patience, maxPoolSize: 2, retryWrites: place % 4 > 0 });
  return { client, shop: shopOf(client.db()) };
};

const createWriter = ({ uri, seed }: CrewOptions, name: string, place: number): Writer => {
  let counter = 0;
  const writer: Writer = {
    ...{ name, ...connect(uri, place), ledger: createLedger() },
    random: seededRandom(seed * 1000 + place),
    next: () => ++counter,
    reconnect: async () => {
      await writer.client.close(true);
      Object.assign(writer, connect(uri, place));
    },
  };
  return writer;
};

/** The store has said no. A bulk write that was cut off is an error of the server too, but has no code. */
export const isAnswer = (error: unknown): error is MongoServerError =>
  error instanceof MongoServerError && typeof error.code === 'number';

/** Writes until told to stop, or until there is no answer. */
const work = async (writer: Writer, isStopped: () => boolean): Promise<Tally> => {
  const tally: Tally = { acknowledged: 0, refused: [] };
  while (!isStopped()) {
    const { changes, run } = nextStep(writer);
    writer.ledger.begin(changes);
    try {
      await run();
      writer.ledger.acknowledge();
      tally.acknowledged += 1;
    } catch (error) {
      // where a server is killed while its heartbeat is being sent, the driver's monitor waits forever
      if (error instanceof MongoServerSelectionError) await writer.reconnect();
      if (!isAnswer(error)) break;
      writer.ledger.refuse();
      tally.refused.push(error.message);
    }
  }
  return tally;
};

/** The documents in natural order, by their writers. */
const readOwn = async ({ client }: Writer): Promise<Map<string, Map<Key, Document>>> => {
  const found = new Map<string, Map<Key, Document>>();
  for (const name of ['items', 'transfers'] as const)
    for await (const document of client
      .db()
      .collection(name)
      .find({}, { hint: { $natural: 1 } })) {
      const own = found.get(document['writer']) ?? new Map<Key, Document>();
      found.set(document['writer'], own.set(`${name}/${document['_id']}`, document));
    }
  return found;
};

const sum = (verdicts: readonly Verdict[]): Verdict => ({
  lost: verdicts.flatMap(({ lost }) => lost),
  half: verdicts.flatMap(({ half }) => half),
  unsure: {
    applied: verdicts.reduce((total, { unsure }) => total + unsure.applied, 0),
    absent: verdicts.reduce((total, { unsure }) => total + unsure.absent, 0),
  },
});

/** Writers in this process. */
export const createCrew = (options: CrewOptions): Crew => {
  const writers = options.names.map((name, place) => createWriter(options, name, place));
  let stopped = true;
  let working: Promise<Tally[]> = Promise.resolve([]);
  return {
    write: async () => {
      stopped = false;
      working = Promise.all(writers.map((writer) => work(writer, () => stopped)));
    },
    settle: async () => {
      stopped = true;
      const tallies = await working;
      return {
        acknowledged: tallies.reduce((total, { acknowledged }) => total + acknowledged, 0),
        refused: tallies.flatMap(({ refused }) => refused),
      };
    },
    judge: async () => {
      const found = await readOwn(writers[0]!);
      return sum(writers.map(({ name, ledger }) => ledger.judge(found.get(name) ?? new Map())));
    },
    close: async () => {
      await Promise.all(writers.map(({ client }) => client.close(true)));
    },
  };
};
