import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createWriteBehind } from '#server/platform/write-behind.ts';

type Options = { maxWaiting?: number; maxBatch?: number; enough?: number; maxDelay?: number };

const createQueue = (options: Options = {}) => {
  const batches: number[][] = [];
  const lost: [number, string][] = [];
  let gate: Promise<void> = Promise.resolve();
  let fails = false;
  const queue = createWriteBehind<number>({
    write: async (items) => {
      await gate;
      if (fails) throw new Error('the store is down');
      batches.push([...items]);
    },
    onLost: (count, reason) => lost.push([count, reason]),
    ...options,
  });
  const hold = (): (() => void) => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  };
  const fail = (state: boolean): void => {
    fails = state;
  };
  return { queue, batches, lost, hold, fail };
};

describe('a write-behind queue', () => {
  test('writes in batches, in order, soon after', async () => {
    const { queue, batches } = createQueue({ maxDelay: 20 });
    for (const item of [1, 2, 3]) queue.add(item);
    expect(batches).toEqual([]);
    await sleep(60);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  test('writes at once when a batch is full', async () => {
    const { queue, batches } = createQueue({ maxBatch: 2, maxDelay: 60_000 });
    for (const item of [1, 2]) queue.add(item);
    await sleep(5);
    expect(batches).toEqual([[1, 2]]);
    await queue.close();
  });

  test('writes as soon as enough wait, and leaves what comes meanwhile until there is enough of it', async () => {
    const { queue, batches, hold } = createQueue({ enough: 2, maxDelay: 60_000 });
    const release = hold();
    for (const item of [1, 2, 3]) queue.add(item);
    release();
    await sleep(5);
    expect(batches).toEqual([[1, 2]]);
    queue.add(4);
    await sleep(5);
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await queue.close();
  });

  test('loses what does not fit, and counts it', async () => {
    const { queue, batches, lost, hold } = createQueue({ maxWaiting: 2, maxBatch: 10, maxDelay: 60_000 });
    const release = hold();
    expect([1, 2, 3, 4].map((item) => queue.add(item))).toEqual([true, true, false, false]);
    release();
    await queue.drain();
    expect(batches).toEqual([[1, 2]]);
    expect(lost).toEqual([
      [1, 'full'],
      [1, 'full'],
    ]);
  });

  test('loses a batch that cannot be written, and goes on', async () => {
    const { queue, batches, lost, fail } = createQueue();
    fail(true);
    queue.add(1);
    queue.add(2);
    await queue.drain();
    fail(false);
    queue.add(3);
    await queue.drain();
    expect(lost).toEqual([[2, 'failed']]);
    expect(batches).toEqual([[3]]);
  });

  test('drains on close, with what came while it was writing, and takes nothing after', async () => {
    const { queue, batches, lost, hold } = createQueue({ maxBatch: 2 });
    const release = hold();
    for (const item of [1, 2, 3]) queue.add(item);
    const closing = queue.close();
    expect(queue.add(4)).toBe(false);
    release();
    await closing;
    expect(batches.flat()).toEqual([1, 2, 3]);
    expect(lost).toEqual([[1, 'full']]);
  });

  test('has nothing to drain when nothing was added', async () => {
    await createQueue().queue.close();
  });
});
