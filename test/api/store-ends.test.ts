import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { behaviors, expectedOf } from '#test/faults/product-events.ts';
import { inStore, requireExact } from '#test/faults/product-store.ts';
import { inTurns } from '#test/support/in-turns.ts';
import { type Product, startProduct } from '#test/support/product.ts';
import { apiClient, clientOf } from '#test/support/server.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ demo: 'off' });
}, 60_000);
afterAll(() => product.stop());

/** Ends the store alone, between two instructions, or has it stand still. */
const killStore = (signal: 'SIGKILL' | 'SIGSTOP' = 'SIGKILL'): void => {
  const pid = Number.parseInt(readFileSync(join(product.dataDir, 'store.lock'), 'utf8'), 10);
  process.kill(pid, signal);
};

const readiness = async (): Promise<number> => (await clientOf(product.url).get('/health/ready')).status;

test('behaviors that meet a store that ends are taken or refused with 503; sent again, each is there once', async () => {
  const events = behaviors(200);
  const statuses = new Set<number>();
  let sent = 0;
  await inTurns(events, 8, async (event) => {
    sent += 1;
    if (sent === 50 || sent === 150) killStore();
    for (;;) {
      const { status } = await apiClient(product.url).post('/track-behavior', event);
      statuses.add(status);
      if (status === 202) return;
      await sleep(100);
    }
  });
  expect([...statuses].filter((status) => status !== 202 && status !== 503)).toEqual([]);
  await vi.waitUntil(
    () => inStore(product.dataDir, async (stores) => (await stores.events.countPending()) === 0),
    { timeout: 40_000, interval: 500 },
  );
  await inStore(product.dataDir, (stores) => requireExact(stores, expectedOf(events)));
}, 90_000);

test('the server is not ready while its store is away, starts it again, says so, and decides', async () => {
  killStore('SIGSTOP');
  await vi.waitUntil(async () => (await readiness()) === 503, { timeout: 20_000 });
  killStore();
  await vi.waitUntil(async () => (await readiness()) === 200, { timeout: 40_000 });
  const { status } = await apiClient(product.url).post('/experience', { customer_id: 'ada' });
  expect(status).toBe(200);
  expect(product.output()).toContain('the embedded store has ended; it is started again');
  expect(product.output()).toContain('the embedded store is back');
}, 60_000);
