import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createProgram } from '#server/cli/program.ts';
import { parseConfig } from '#server/config.ts';
import { storeUri } from '#server/platform/embedded-mongo/address.ts';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { ended } from '#test/support/ended.ts';

const root = mkdtempSync(join(tmpdir(), 'attune-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const newFolder = (): string => join(root, `${++folders}`);

/** Starts a command; `printed` grows while it runs. */
const begin = (...args: string[]) => {
  const printed: string[] = [];
  const program = createProgram({
    config: () => parseConfig({ ATTUNE_DATA_DIR: join(root, 'unused') }),
    withServices: () => Promise.reject(new Error('no services here')),
    print: (text) => printed.push(text),
  });
  const done = program.parseAsync(['node', 'attune', 'store', ...args]);
  done.catch(() => undefined);
  return { printed, done };
};

const pidOf = async (client: MongoClient): Promise<number> =>
  Number((await client.db('admin').command({ serverStatus: 1 }))['pid']);

/** Kills a store that `attune store` waits for; without its store the command fails. */
const kill = async (pid: number, { done }: ReturnType<typeof begin>): Promise<void> => {
  process.kill(pid, 'SIGKILL');
  await expect(done).rejects.toThrow('has ended, and not from here');
};

describe('attune store', () => {
  test('without a port prints the socket alone, and fails when its store is killed', async () => {
    const folder = newFolder();
    const command = begin('--data', folder);
    await vi.waitUntil(() => command.printed.length > 0, { timeout: 20_000 });
    expect(command.printed).toEqual([storeUri(folder)]);
    const client = new MongoClient(storeUri(folder));
    const pid = await pidOf(client);
    await client.close();
    await kill(pid, command);
  });

  test('looks into a store that runs, by a port that `hello` names', async () => {
    const folder = newFolder();
    const running = await startEmbeddedStore({ dataDir: folder });
    const owner = new MongoClient(running.uri);
    await owner.db().collection('things').insertOne({ a: 1 });
    const command = begin('--port', '0', '--data', folder);
    await vi.waitUntil(() => command.printed.length === 2, { timeout: 20_000 });
    const [socket, port] = command.printed;
    expect(socket).toBe(running.uri);
    const host = /^mongodb:\/\/(127\.0\.0\.1:[1-9]\d*)\/attune\?directConnection=true$/.exec(port!)?.[1];
    // a client that asks for the replica set follows the names that `hello` gives
    const tool = new MongoClient(`mongodb://${host}/attune?replicaSet=embedded`);
    expect(await tool.db().collection('things').countDocuments()).toBe(1);
    expect(await tool.db().command({ hello: 1 })).toMatchObject({ hosts: [host], primary: host, me: host });
    await Promise.all([tool.close(), owner.close()]);
    await kill(running.pid, command);
  });

  test.each([
    [['repair'], 'The store has no command "repair". It has backup, compact, verify, restore.'],
    [['--data', 'here', 'verify'], 'here holds no embedded store'],
    [['verify', '--data', 'there'], 'there holds no embedded store'],
  ])('%j says %s', async (args, message) => {
    await expect(begin(...args).done).rejects.toThrow(message);
  });
});

test('a folder copied from a running store is verified, its lock and all', async () => {
  const [folder, copy] = [newFolder(), newFolder()];
  const running = await startEmbeddedStore({ dataDir: folder });
  const client = new MongoClient(running.uri);
  await client.db().collection('things').insertOne({ a: 1 });
  cpSync(folder, copy, { recursive: true, filter: (path) => !path.endsWith('store.sock') });
  const { printed, done } = begin('verify', '--data', copy);
  await done;
  expect(printed).toEqual([expect.stringContaining('The store is whole: 1 documents')]);
  await client.close();
  await running.stop();
  await ended(running.pid);
});
