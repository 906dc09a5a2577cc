import type { Behavior, StoredEvent } from '#schemas/event.ts';
import { type Connection, connectMongo, ensureIndexes } from '#server/platform/mongo.ts';
import { openBehavior } from '#test/faults/ingest-shop.ts';
import { behaviorBatches } from './ingest-load.ts';
import { percentile } from './measure.ts';
import type { BenchRow } from './row.ts';

/** Batches on their way at once: as many as the pipeline writes at once. */
const IN_FLIGHT = 2;
const FLOOR = 'bare insertMany';
const PIPELINE = 'Attune';
const goals = { acknowledged: 0.7, folded: 0.4 };

type Behaviors = ReturnType<typeof openBehavior>;
type Batches = Iterator<Behavior[], void>;
type Sent = { events: number; seconds: number; latencies: number[] };

/** Sends batches for some seconds, a few at once, and waits for the last. */
const sendFor = async (
  seconds: number,
  batches: Batches,
  send: (batch: readonly Behavior[]) => Promise<void>,
): Promise<Sent> => {
  const started = performance.now();
  const latencies: number[] = [];
  let events = 0;
  const sender = async (): Promise<void> => {
    while (performance.now() - started < seconds * 1000) {
      const batch = batches.next().value as Behavior[];
      const asked = performance.now();
      await send(batch);
      latencies.push(performance.now() - asked);
      events += batch.length;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
  return { events, seconds: (performance.now() - started) / 1000, latencies };
};

const readEvents = ({ service }: Behaviors, batch: readonly Behavior[]): StoredEvent[] => {
  const receipt = { receivedAt: new Date(), source: 'api' as const, visitor: {} };
  return batch.map((behavior) => {
    const read = service.read(behavior, receipt);
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    return read.event;
  });
};

/** The very documents that the pipeline stores, in a collection of their own. */
const bareSender = (db: Connection, shop: Behaviors, name: string) => {
  const documents = db.collection(name);
  return async (batch: readonly Behavior[]): Promise<void> => {
    const rows = shop.stores.events.documentsOf(readEvents(shop, batch));
    await documents.insertMany(rows as never[], { ordered: false });
  };
};

type Rates = { rate: number; ratio: number };

const row = (subject: string, name: string, { rate, ratio }: Rates): BenchRow => ({
  suite: 'ingest',
  case: name,
  subject,
  value: rate,
  unit: 'ev/s',
  ratio_to: FLOOR,
  ratio,
});

const milliseconds = (subject: string, sent: Sent, floor: Sent): BenchRow => {
  const p99 = ({ latencies }: Sent): number =>
    percentile(
      latencies.toSorted((a, b) => a - b),
      0.99,
    );
  return {
    suite: 'ingest',
    case: 'acknowledgement, p99',
    subject,
    value: p99(sent),
    unit: 'ms',
    ratio_to: FLOOR,
    ratio: p99(floor) / p99(sent),
  };
};

const requireAll = async ({ stores }: Behaviors, events: number): Promise<void> => {
  const [stored, pending] = [await stores.events.count(), await stores.events.countPending()];
  if (stored !== events || pending !== 0)
    throw new Error(`${events} events were acknowledged, ${stored} are stored and ${pending} not folded`);
};

async function* measure(db: Connection, seconds: number): AsyncGenerator<BenchRow> {
  const shop = openBehavior(db, { project: 'bench', environment: 'production' });
  const batches = behaviorBatches(new Date(Date.now() - 7 * 86_400_000));
  const plain = bareSender(db, shop, 'bench_events');
  await sendFor(2, batches, plain);

  // the floor before and after, because a store gets slower while it fills
  const before = await sendFor(seconds / 2, batches, plain);
  const started = performance.now();
  const acknowledged = await sendFor(seconds, batches, (batch) =>
    shop.service.accept(readEvents(shop, batch)),
  );
  await shop.folder.settled();
  await shop.folder.foldPending();
  const foldedSeconds = (performance.now() - started) / 1000;
  await requireAll(shop, acknowledged.events);
  const after = await sendFor(seconds / 2, batches, plain);

  const floor = {
    events: before.events + after.events,
    seconds: before.seconds + after.seconds,
    latencies: [...before.latencies, ...after.latencies],
  };
  const floorRate = floor.events / floor.seconds;
  const rates = {
    acknowledged: acknowledged.events / acknowledged.seconds,
    folded: acknowledged.events / foldedSeconds,
  };
  yield row(FLOOR, 'on disk', { rate: floorRate, ratio: 1 });
  for (const [name, rate] of Object.entries(rates) as [keyof typeof goals, number][])
    yield row(PIPELINE, `${name} (goal ${goals[name]})`, { rate, ratio: rate / floorRate });
  yield milliseconds(FLOOR, floor, floor);
  yield milliseconds(PIPELINE, acknowledged, floor);
}

const [uri = '', seconds = ''] = process.argv.slice(2);
const db = await connectMongo(uri);
await ensureIndexes(db);
for await (const measured of measure(db, Number(seconds))) console.log(JSON.stringify(measured));
await db.close();
