import { strictEqual } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Analytics } from '@segment/analytics-node';
import { credentials, type Product, startProduct } from '#test/support/product.ts';
import { behaviors, expectedOf } from './product-events.ts';
import { inStore, requireExact } from './product-store.ts';

type Size = { events: number; kills: number };
export type SegmentResult = { events: number; kills: number; attempts: number; failed: number };

/** A port that is free now: the client keeps the address while the server comes and goes. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/**
 * The published client sends while the server, and the store with it, is killed and started again; nobody tells the
 * client. Then every event is there exactly once, in its profile and in every total.
 * @throws AssertionError naming the first thing that is not so
 */
export const cutSegment = async ({ events: count, kills }: Size): Promise<SegmentResult> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'attune-faults-'));
  const env = { PORT: String(await freePort()) };
  const start = (): Promise<Product> => startProduct({ demo: 'off', dataDir, env });
  const events = behaviors(count);
  let product = await start();
  let attempts = 0;
  let delivered = 0;
  let failed = 0;
  const client = new Analytics({
    ...{ writeKey: credentials.apiKey, host: product.url, flushAt: 50, flushInterval: 100 },
    // restarts take longer than the client is patient by default
    ...{ maxRetries: 1000, httpRequestTimeout: 5000 },
  });
  client.on('http_request', () => {
    attempts += 1;
  });
  const restarts = async (): Promise<void> => {
    for (let kill = 1; kill <= kills; kill += 1) {
      while (delivered < (count * kill) / (kills + 2)) await new Promise((resolve) => setTimeout(resolve, 5));
      await product.kill();
      product = await start();
    }
  };
  const send = async (): Promise<void> => {
    for (const [index, event] of events.entries()) {
      client.track(
        {
          userId: event.customer_id,
          event: event.behavior_type,
          properties: event.data,
          timestamp: event.timestamp,
          messageId: event.message_id,
        },
        (error) => {
          if (error) failed += 1;
          else delivered += 1;
        },
      );
      // as a shop's traffic comes: not all before the first kill
      while (index - delivered > count / 5) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await client.closeAndFlush({ timeout: 120_000 });
  };
  try {
    await Promise.all([send(), restarts()]);
    await product.stop();
    strictEqual(failed, 0, 'events that the client gave up');
    await inStore(dataDir, (stores) => requireExact(stores, expectedOf(events)));
    return { events: count, kills, attempts, failed };
  } finally {
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** `npm run faults segment [--events n] [--kills n]`: the published Segment client, and a server that is killed. */
export const run = async (args: string[]): Promise<void> => {
  const { values } = parseArgs({
    args,
    options: { events: { type: 'string', default: '10000' }, kills: { type: 'string', default: '5' } },
  });
  const { events, kills, attempts } = await cutSegment({
    events: Number(values.events),
    kills: Number(values.kills),
  });
  console.log(`${events} events in ${attempts} requests, the server killed ${kills} times.`);
  console.log('Every event is there exactly once, in its profile and in every total.');
};
