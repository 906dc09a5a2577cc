/**
 * A server's ingestion in a process of its own, so that it can be killed: tracks a customer's events in small
 * requests and prints the number of each event that was acknowledged.
 */
import { connectMongo } from '#server/platform/mongo.ts';
import { crashEvents, crashScope, openBehavior } from './ingest-shop.ts';

const [url = '', scopeName = '', from = '0', to = '0'] = process.argv.slice(2);
const db = await connectMongo(url);
const { service, folder } = openBehavior(db, crashScope(scopeName));
await folder.foldPending();

const events = crashEvents().slice(Number(from), Number(to));
let next = 0;

const sender = async (): Promise<void> => {
  while (next < events.length) {
    const index = next;
    next += 1;
    await service.track([events[index]!]);
    process.stdout.write(`${Number(from) + index}\n`);
  }
};

await Promise.all(Array.from({ length: 16 }, sender));
await folder.settled();
await db.close();
