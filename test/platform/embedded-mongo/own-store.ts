import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, vi } from 'vitest';
import { type EmbeddedStoreOptions, startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';

/** A folder for the stores of one test file, removed at its end. */
export function folderForStores(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `attune-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const dataOf = (directory: string): string => join(directory, 'data.mdb');

/** A store ends a moment after its last user has let go. */
export const ended = (directory: string): Promise<boolean> =>
  vi.waitUntil(() => !existsSync(join(directory, 'store.lock')), { timeout: 10_000 });

/** Runs work with a store of its own, which has ended when this resolves. */
export async function withStore<T>(
  dataDir: string,
  work: (client: MongoClient, pid: number, uri: string) => Promise<T>,
  options: Omit<EmbeddedStoreOptions, 'dataDir'> = {},
): Promise<T> {
  const store = await startEmbeddedStore({ ...options, dataDir });
  const client = new MongoClient(store.uri);
  try {
    return await work(client, store.pid, store.uri);
  } finally {
    await client.close();
    await store.stop();
    await ended(dataDir);
  }
}
