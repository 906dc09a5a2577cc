import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import type { Document, MongoClient } from 'mongodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { startEmbeddedStore } from '#server/platform/embedded-mongo/start.ts';
import { openEngine } from '#server/platform/embedded-mongo/storage/engine.ts';
import { wholeTable } from '#server/platform/embedded-mongo/storage/layout.ts';
import { dataOf, ended, folderForStores, withStore } from './own-store.ts';

const PAGE = 4096;
const root = folderForStores('torn');
const whole = join(root, 'whole');

const documents = Array.from({ length: 600 }, (_, n) => ({
  _id: n,
  name: `customer ${n}`,
  tags: [n % 7, n % 11],
  notes: 'x'.repeat(n % 50 === 0 ? 9000 : n % 90),
}));

const peopleOf = (client: MongoClient) => client.db('shop').collection<Document & { _id: number }>('people');

let copies = 0;

/** A copy of the whole store with other bytes in its file, and with or without the mark of a store that was closed. */
function damagedCopy(change: (bytes: Buffer) => Buffer, closed = false): string {
  const directory = join(root, `copy-${++copies}`);
  mkdirSync(directory);
  writeFileSync(dataOf(directory), change(readFileSync(dataOf(whole))));
  const { size, mtimeNs } = statSync(dataOf(directory), { bigint: true });
  if (closed) writeFileSync(join(directory, 'store.closed'), `${size} ${mtimeNs}`);
  return directory;
}

const withPage = (bytes: Buffer, page: number, content: Buffer): Buffer => {
  content.copy(bytes, page * PAGE);
  return bytes;
};

beforeAll(async () => {
  await withStore(whole, async (client) => {
    const people = peopleOf(client);
    await people.createIndex({ name: 1 }, { unique: true });
    await people.createIndex({ tags: 1 });
    await people.insertMany(documents);
    await people.updateMany({ _id: { $lt: 300 } }, { $set: { seen: true } });
    await people.deleteMany({ _id: { $gte: 500 } });
  });
});

/** Opens a directory in this process and answers how many documents it serves, or why it does not. */
async function served(directory: string): Promise<number | string> {
  const onFatal = (error: unknown) => {
    throw error;
  };
  try {
    const engine = await openEngine({ directory, sync: false, onFatal, onLog: () => {} });
    const people = engine.catalog.find('shop.people');
    const count = people ? [...engine.environment.latest.scan(wholeTable(people.table))].length : 0;
    await engine.close();
    return count;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe.each([
  ['zeros', Buffer.alloc(PAGE)],
  ['half of it zeros', Buffer.alloc(PAGE / 2)],
  ['other bytes', Buffer.from(Array.from({ length: PAGE }, (_, place) => (place * 73) % 251))],
])('a page torn to %s', (_, content) => {
  test('is refused, or held nothing that counts: no page gives a wrong answer', async () => {
    const pages = statSync(dataOf(whole)).size / PAGE;
    const answers: (number | string)[] = [];
    for (let page = 2; page < pages; page += Math.ceil(pages / 40))
      answers.push(await served(damagedCopy((bytes) => withPage(bytes, page, content))));
    const refused = answers.filter((answer) => String(answer).includes('is damaged and is not served'));
    expect(answers.filter((answer) => answer !== 500 && !refused.includes(answer))).toEqual([]);
    expect(refused.length).toBeGreaterThan(5);
  });
});

test.each([0.99, 0.6, 0.3])('a file cut to %d of its length is refused', async (share) => {
  const answer = await served(damagedCopy((bytes) => bytes.subarray(0, Math.floor(bytes.length * share))));
  expect(answer).toContain('the file ends before its page');
  expect(answer).toContain('put a backup in its place');
});

test.each([
  ['of other bytes', Buffer.alloc(3 * PAGE, 'a')],
  ['of zeros', Buffer.alloc(3 * PAGE)],
  ['that is empty', Buffer.alloc(0)],
])('a file %s is refused', async (_, content) => {
  expect(await served(damagedCopy(() => content))).toContain('it does not begin as a store does');
});

test('a store that refuses says so to whoever starts it, each time, and stays as it is', async () => {
  const directory = damagedCopy((bytes) => bytes.subarray(0, 20 * PAGE));
  const before = readFileSync(dataOf(directory));
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(startEmbeddedStore({ dataDir: directory })).rejects.toThrow(
      `${dataOf(directory)} is damaged and is not served`,
    );
  }
  expect(readFileSync(dataOf(directory)).equals(before)).toBe(true);
});

test('a value that was damaged while the store was closed is error 301 and names its document', async () => {
  const directory = damagedCopy((bytes) => {
    // Old versions of the document lie on free pages; all of them are damaged.
    for (let at = bytes.indexOf('customer 123'); at >= 0; at = bytes.indexOf('customer 123', at))
      bytes.write('CUSTOMER', at);
    return bytes;
  }, true);
  await withStore(directory, async (client) => {
    const people = peopleOf(client);
    await expect(people.findOne({ _id: 123 })).rejects.toMatchObject({
      code: 301,
      codeName: 'DataCorruptionDetected',
      message: expect.stringMatching(/document \d+ of shop\.people/),
    });
    await expect(people.find().toArray()).rejects.toMatchObject({ code: 301 });
    expect(await people.findOne({ _id: 124 })).toMatchObject({ name: 'customer 124' });
  });
});

test('what was closed in order opens unread; after a crash or from a copy all of it is read first', async () => {
  const directory = join(root, 'lines');
  mkdirSync(directory);
  copyFileSync(dataOf(whole), dataOf(directory));
  const lines: string[] = [];
  const start = () => startEmbeddedStore({ dataDir: directory, onLog: (line) => lines.push(line) });
  const startAndStop = async () => {
    await (await start()).stop();
    await ended(directory);
  };
  await startAndStop();
  expect(lines).toEqual([
    'the store was not closed in order: reading all of it before it is served',
    expect.stringContaining('the store is whole: 500 documents'),
  ]);
  await startAndStop();
  expect(lines).toHaveLength(2);
  const store = await start();
  process.kill(store.pid, 'SIGKILL');
  await store.stop();
  await startAndStop();
  expect(lines).toHaveLength(4);
});

test('a folder that another version has made is refused by name', async () => {
  const directory = join(root, 'other');
  const db = open<Buffer, Buffer>({ path: dataOf(directory), encoding: 'binary', keyEncoding: 'binary' });
  await db.put(Buffer.of(0, 0, 0, 1, 5), Buffer.from('something'));
  await db.close();
  await expect(startEmbeddedStore({ dataDir: directory })).rejects.toThrow(
    `${directory} holds a store that another version of Attune has made`,
  );
});
