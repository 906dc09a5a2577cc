import { afterEach, expect, test, vi } from 'vitest';
import type { SourceDocument } from '#server/domain/releases/types.ts';
import { createReleaseHolder, type ReleaseHolder } from '#server/platform/releases.ts';
import { rule, shop } from '#test/domain/releases/shop.ts';

const broken = [rule('r', { conditions: { any: [] } })];
let holder: ReleaseHolder | undefined;
afterEach(() => holder?.close());

const quiet = () => ({ info: vi.fn(), warn: vi.fn(), error: vi.fn() });

/** An environment whose release a test sets; it counts how often documents were handed out. */
const publishedAs = (number: number, documents: SourceDocument[]) => {
  const state = { number, documents, handedOut: 0, failure: undefined as Error | undefined };
  const load = async (known: number) => {
    if (state.failure) throw state.failure;
    if (known === state.number) return null;
    state.handedOut += 1;
    return { number: state.number, documents: state.documents };
  };
  return { state, load };
};

const hold = (load: Parameters<typeof createReleaseHolder>[0]['load'], rest = {}) => {
  holder = createReleaseHolder({
    environment: 'production',
    load,
    logger: quiet() as never,
    pollMs: 60_000,
    ...rest,
  });
  return holder;
};

test('before anything is published, release 0 is in force: nothing but default settings', () => {
  const { current, status } = hold(publishedAs(0, []).load);
  expect([current().number, current().rules.items.length]).toEqual([0, 0]);
  expect(status()).toEqual({ number: 0, state: 'ready' });
});

test('a refresh swaps the whole release', async () => {
  const { current, refresh } = hold(publishedAs(3, shop()).load);
  const before = current();
  await refresh();
  expect([before.number, current().number, current().rules.items.length]).toEqual([0, 3, 1]);
});

test('polling finds a new release within its interval', async () => {
  const { load, state } = publishedAs(0, []);
  const { current } = hold(load, { pollMs: 20 });
  Object.assign(state, { number: 4, documents: shop() });
  await vi.waitFor(() => expect(current().number).toBe(4));
});

test('a notice finds it at once', async () => {
  let notice = () => {};
  const stop = vi.fn(async () => {});
  const watch = (onChange: () => void) => {
    notice = onChange;
    return stop;
  };
  const { current, close } = hold(publishedAs(5, shop()).load, { watch });
  notice();
  await vi.waitFor(() => expect(current().number).toBe(5));
  await close();
  expect(stop).toHaveBeenCalledOnce();
});

test('where watching ends it begins anew, with a look at what was missed', async () => {
  const { load, state } = publishedAs(5, shop());
  let end = (_error: Error) => {};
  let notice = () => {};
  const watch = vi.fn((onChange: () => void, onError: (error: unknown) => void) => {
    [notice, end] = [onChange, onError];
    return async () => {};
  });
  const { current } = hold(load, { watch, watchAgainMs: 10 });
  end(new Error('the cursor is gone'));
  await vi.waitFor(() => expect(watch).toHaveBeenCalledTimes(2));
  await vi.waitFor(() => expect(current().number).toBe(5));
  Object.assign(state, { number: 6 });
  notice();
  await vi.waitFor(() => expect(current().number).toBe(6));
});

test('a release that does not compile is never swapped in, is tried once, and is told', async () => {
  const { load, state } = publishedAs(1, shop());
  const { current, refresh, status } = hold(load);
  await refresh();
  Object.assign(state, { number: 2, documents: broken });
  await refresh();
  await refresh();
  expect([current().number, state.handedOut]).toEqual([1, 2]);
  expect(status()).toMatchObject({ number: 1, state: 'stale', fault: expect.stringContaining('release 2 ') });

  Object.assign(state, { number: 3, documents: shop() });
  await refresh();
  expect(status()).toEqual({ number: 3, state: 'ready' });
});

test('while the database is away the release stays, and status says so until it is back', async () => {
  const { load, state } = publishedAs(1, shop());
  const { refresh, status } = hold(load);
  await refresh();
  state.failure = new Error('no connection');
  await refresh();
  expect(status()).toMatchObject({
    number: 1,
    state: 'stale',
    fault: expect.stringContaining('no connection'),
  });
  state.failure = undefined;
  await refresh();
  expect(status()).toEqual({ number: 1, state: 'ready' });
});

test('calls that overlap share one look', async () => {
  const { load, state } = publishedAs(1, shop());
  const { refresh } = hold(load);
  await Promise.all([refresh(), refresh(), refresh()]);
  expect(state.handedOut).toBe(1);
});
