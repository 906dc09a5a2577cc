import { readdirSync, readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { testDatabaseUri } from '#test/support/database.ts';
import { startTestServer } from '#test/support/server.ts';
import { collectionOf, testDatabase } from './database.ts';

const [one, other] = [testDatabase(), testDatabase()];

test('every database of a test is another one of the one server', () => {
  const uris = Array.from({ length: 100 }, () => new URL(testDatabaseUri()));
  expect(new Set(uris.map(({ pathname }) => pathname)).size).toBe(100);
  expect(new Set(uris.map(({ host }) => host))).toEqual(new Set([new URL(inject('mongodbUrl')).host]));
});

test('what one test file stores, no other one sees', async () => {
  const collection = await collectionOf(one, [{ a: 1 }]);
  expect(await other.db.collection(collection.collectionName).countDocuments()).toBe(0);
  await other.connection.dropDatabase();
  expect(await collection.countDocuments()).toBe(1);
});

test('servers at once have a port and a database each', async () => {
  const servers = await Promise.all([startTestServer(), startTestServer(), startTestServer()]);
  expect(new Set(servers.map(({ url }) => new URL(url).port)).size).toBe(3);
  expect(new Set(servers.map(({ mongodbUrl }) => mongodbUrl)).size).toBe(3);
  await Promise.all(servers.map(({ stop }) => stop()));
});

const folder = new URL('../../', import.meta.url);
const sources = ['api', 'cli', 'platform', 'support']
  .flatMap((name) =>
    readdirSync(new URL(name, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${name}/${file}`,
    ),
  )
  .filter((file) => file.endsWith('.ts'));

// What could collide, and how it would be written.
const collisions: [string, RegExp][] = [
  ['listens at a port that it names', /\.listen\(\s*[1-9]|\bPORT: '[1-9]/],
  ['connects to a server at an address that it names', /mongodb:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?\//],
  ['chooses its port by its process', /process\.pid %/],
];

test.each(collisions)('no test %s', (_name, pattern) => {
  const found = sources.filter((file) => pattern.test(readFileSync(new URL(file, folder), 'utf8')));
  expect(found).toEqual([]);
});
