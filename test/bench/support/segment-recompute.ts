import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recompute } from '#schemas/segment-report.ts';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { connectMongo, withTransaction } from '#server/platform/mongo.ts';
import { profileStore } from '#server/stores/profiles.ts';
import { fact, placement, segment, settings, variant } from '#test/domain/decisions/shop.ts';
import { startProduct } from '#test/support/product.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { adminClient, apiClient, type Client, clientOf } from '#test/support/server.ts';
import { percentile } from './measure.ts';
import type { BenchRow } from './row.ts';
import { contextOf, customerOf, releaseWith } from './segment-scene.ts';

const CUSTOMERS = 100_000;
const page = 1000;
const scope = { project: 'default', environment: 'production' };
const idleSeconds = 10;

const buyersOf = (minor: number) =>
  segment('buyers', { all: [fact('profile', '$.counters.order_value', 'greaterThan', minor)] });
const recent = segment('recent', {
  all: [fact('profile', '$.days_since_last_seen', 'lessThan', 20)],
});

/** Profiles as they are after their events, without the events. */
const addCustomers = async (dataDir: string): Promise<void> => {
  const store = await startEmbeddedStore({ dataDir });
  const db = await connectMongo(store.uri);
  const profiles = profileStore(db, scope);
  const context = contextOf(releaseWith([]));
  const now = new Date();
  for (let from = 0; from < CUSTOMERS; from += page) {
    const writes = Array.from({ length: page }, (_, n) => ({
      before: null,
      after: customerOf(from + n, context, now),
    }));
    await withTransaction(db, (session) => profiles.writeMany(writes, session));
  }
  await db.close();
  await store.stop();
};

const progressOf = async (admin: Client): Promise<Recompute | null> =>
  expectOk<{ recompute: Recompute | null }>(await admin.get('/segment-recompute')).recompute;

/** Asks for one decision after the other as long as something goes on; their times in milliseconds. */
const decideWhile = async (api: Client, goesOn: () => boolean): Promise<number[]> => {
  const times: number[] = [];
  for (let n = 0; goesOn(); n += 1) {
    const started = performance.now();
    expectOk(
      await api.post('/experience', { customer_id: String((n * 7919) % CUSTOMERS), page_type: 'homepage' }),
    );
    times.push(performance.now() - started);
    await sleep(5);
  }
  return times.sort((a, b) => a - b);
};

const memoryOf = async (url: string): Promise<number> => {
  const { text } = await clientOf(url).get('/metrics');
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / 2 ** 20;
};

const untilDone = async (admin: Client, release: number): Promise<void> => {
  for (;;) {
    const recompute = await progressOf(admin);
    if (recompute?.release === release && recompute.state === 'done') return;
    await sleep(500);
  }
};

async function* measure(dataDir: string, suite: string): AsyncGenerator<BenchRow> {
  const row = (name: string, subject: string, value: number, unit: string, idle: number): BenchRow => ({
    suite,
    case: name,
    subject,
    value,
    unit,
    ratio_to: 'idle',
    ratio: idle / value,
  });
  const product = await startProduct({ demo: 'off', dataDir });
  try {
    const [admin, api] = [await adminClient(product.url), apiClient(product.url)];
    const hero = placement('hero_banner', { defaultVariant: 'hero-a' });
    await untilDone(
      admin,
      await publish(admin, [settings(), hero, variant('hero-a'), recent, buyersOf(50_000)]),
    );
    const until = performance.now() + idleSeconds * 1000;
    const idle = await decideWhile(api, () => performance.now() < until);
    const before = await memoryOf(product.url);

    const release = await publish(admin, [buyersOf(2000)]);
    const started = performance.now();
    let running = true;
    const meanwhile = decideWhile(api, () => running);
    await untilDone(admin, release);
    running = false;
    const seconds = (performance.now() - started) / 1000;
    const busy = await meanwhile;
    const after = await memoryOf(product.url);

    yield row(`${CUSTOMERS} customers computed anew`, 'all', seconds, 's', seconds);
    yield row('memory', 'idle', before, 'MB', before);
    yield row('memory', 'after', after, 'MB', before);
    for (const share of [0.5, 0.99]) {
      const quiet = percentile(idle, share);
      yield row(`decision, p${share * 100}`, 'idle', quiet, 'ms', quiet);
      yield row(`decision, p${share * 100}`, 'meanwhile', percentile(busy, share), 'ms', quiet);
    }
  } finally {
    await product.stop();
  }
}

/** A segment is changed that 100,000 customers are to be looked at for, while decisions go on. */
export async function* recomputeRows(suite: string): AsyncGenerator<BenchRow> {
  const dataDir = await mkdtemp(join(tmpdir(), 'attune-bench-'));
  try {
    await addCustomers(dataDir);
    yield* measure(dataDir, suite);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
