import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Erasure } from '#schemas/privacy.ts';
import { storeUri } from '#server/platform/embedded-mongo/address.ts';
import { restoreStore } from '#server/platform/embedded-mongo/restore.ts';
import { backUpStore } from '#server/platform/embedded-mongo/upkeep.ts';
import { type Connection, connectMongo } from '#server/platform/mongo.ts';
import { readRulesFolder } from '#server/platform/rules-folder.ts';
import { expectOk, publish } from '#test/support/publish.ts';
import { adminClient, startTestServer, type TestServer } from '#test/support/server.ts';

const rules = new URL('../../rules', import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), 'attune-erasure-'));
const dataDir = join(root, 'data');
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What names the one who is erased, and what names one who stays: by that a search shows that it finds. */
const gone = ['quixote-7781', 'Alonso Quijano', 'la-mancha-1605', 'rocinante-note'];
const stays = 'sancho-4242';

const start = () => startTestServer({ mongodbUrl: '', env: { ATTUNE_DATA_DIR: dataDir } });

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Which of the texts are in any file of a folder, byte by byte. */
const found = (folder: string): string[] => {
  const contents = filesIn(folder).map((file) => readFileSync(file));
  return [...gone, stays].filter((text) => contents.some((bytes) => bytes.includes(text)));
};

const live = async ({ api }: TestServer, customer: string, traits: object): Promise<void> => {
  const told = { customer_id: customer, behavior_type: 'identified', data: { traits } };
  expectOk(await api.post('/track-behavior', told));
  const viewed = { customer_id: customer, behavior_type: 'product_viewed', data: { product_id: 'mill' } };
  for (let index = 0; index < 20; index += 1) expectOk(await api.post('/track-behavior', viewed));
  const made = await api.post('/experience', { customer_id: customer, page_type: 'homepage' });
  const { experience_id: id, elements } = expectOk<{ experience_id: string; elements: { name: string }[] }>(
    made,
  );
  const interactions = elements.map(({ name }) => ({ type: 'shown', element: name }));
  expectOk(await api.post(`/experience/${encodeURIComponent(id)}/performance`, { interactions }));
  await api.post(`/profile/${customer}/consent`, { purposes: { analytics: true } });
};

const doneErasures = async (server: TestServer, count: number): Promise<Erasure[]> => {
  const admin = await adminClient(server.url);
  for (;;) {
    const list = expectOk<Erasure[]>(await admin.get('/erasures'));
    if (list.length === count && list.every(({ state }) => state === 'done')) return list;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

/** Every export and list that could name a customer. */
const exportsOf = async (server: TestServer): Promise<string> => {
  const admin = await adminClient(server.url);
  const paths = ['/customers', '/decisions', '/privacy-requests', '/erasures', '/quarantine', '/segments'];
  const answers = await Promise.all(paths.map((path) => admin.get(path)));
  return answers.map(({ text }) => text).join('\n');
};

const withDatabase = async (work: (db: Connection) => Promise<void>): Promise<void> => {
  const db = await connectMongo(storeUri(dataDir));
  await work(db);
  await db.close();
};

test('an erased customer is in no byte of the data directory and in no export, nor once a backup is restored', async () => {
  let server = await start();
  const admin = await adminClient(server.url);
  await publish(admin, await readRulesFolder(rules));
  await live(server, gone[0]!, { name: gone[1], region: gone[2] });
  await live(server, stays, { name: 'Sancho' });
  await admin.post('/privacy-requests', { type: 'erasure', customer_id: gone[0], note: gone[3] });
  const backup = join(root, 'backup');
  await backUpStore(dataDir, backup);
  expect(found(backup)).toEqual([...gone, stays]);

  expectOk(await server.api.delete(`/profile/${gone[0]}`));
  const [erasure] = await doneErasures(server, 1);
  expect(erasure!.removed).toMatchObject({ customer_profiles: 1, decisions: 1 });
  expect((await server.api.get(`/profile/${gone[0]}/export`)).status).toBe(404);
  const listed = await exportsOf(server);
  expect(listed).toContain(stays);
  for (const text of gone) expect(listed).not.toContain(text);
  await server.stop();
  expect(found(dataDir)).toEqual([stays]);

  await restoreStore(dataDir, backup);
  expect(found(dataDir)).toEqual([...gone, stays]);
  server = await start();
  // it was erased again before anything was served
  expect((await server.api.get(`/profile/${gone[0]}`)).status).toBe(404);
  await doneErasures(server, 1);
  await server.stop();
  expect(found(dataDir)).toEqual([stays]);
  expect(existsSync(join(dataDir, 'erasures.jsonl'))).toBe(true);
}, 120_000);

test('an erasure that a crash cut off is finished at the next start', async () => {
  let server = await start();
  await live(server, gone[0]!, { name: gone[1] });
  await withDatabase(async (db) => {
    const [erasure] = await db.collection('erasures').find().toArray();
    // as a crash leaves it amid its second step: profile gone, history there
    await db.collection('customer_profiles').deleteOne({ id: `customer_id:${gone[0]}` });
    const { _id, ...job } = erasure!;
    const cut = { id: 'cut', state: 'running', step: 'profile', identities: [`customer_id:${gone[0]}`] };
    const fresh = { ...job, ...cut, leasedUntil: new Date(0), completedAt: null };
    await db.collection<{ _id: string }>('erasures').insertOne({ ...fresh, _id: 'default/production/cut' });
  });
  await server.stop();
  expect(found(dataDir)).toContain(gone[0]);
  server = await start();
  await doneErasures(server, 2);
  await server.stop();
  expect(found(dataDir)).toEqual([stays]);
}, 120_000);
